"""What can be known to be wrong with a question before any project is read."""

import re

from matrices import query
from matrices.facts import Matrix
from service.errors import WrongUse
from service.having import machine_of
from service.reading import Question

PYTHON = re.compile(r"[0-9]\.[0-9]{1,2}")
MOST_TARGETS = 50


def check_question(question: Question, matrix: Matrix) -> None:
    """Versions that nobody released are told with the nearest ones. Raises WrongUse."""
    check_versions(question.targets, question.baseline, question.python, matrix)
    machine_of(matrix, {name: getattr(question, name) for name in ("gpu", "driver", "image", "platform")})


def check_versions(targets: tuple[str, ...], baseline: str | None, python: str | None, matrix: Matrix) -> None:
    if len(targets) > MOST_TARGETS:
        raise WrongUse(f"{len(targets)} versions in `to`", f"name at most {MOST_TARGETS}")
    for version in (*targets, *([baseline] if baseline else [])):
        try:
            query.find(matrix, version)
        except query.UnknownVersion as error:
            raise WrongUse(str(error), f"upflow knows {_known(matrix)}") from None
    if python is not None and not PYTHON.fullmatch(python):
        raise WrongUse(f"Python {python!r}: expected two numbers, such as 3.12", "or leave it out")


def _known(matrix: Matrix) -> str:
    known = query.releases(matrix)
    return f"{known[-1].version} to {known[0].version}"
