"""What upflow says about a program: by the code that `upflow check FILE --no-run --from BASE --format json` runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import Version

from bench.scoring.questions import Program
from matrices.facts import Matrix
from service import pipeline
from service.nouns import Checkout
from service.reading import Question as Asked
from service.report import to_json


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict for one minor, and the reasons that a reader is given."""

    verdict: str
    reasons: tuple[str, ...]


def ask(program: Program, matrix: Matrix) -> Mapping[str, Answer]:
    """The answer for every minor that is newer than the program's baseline."""
    asked = Asked(baseline=program.baseline)
    checkout = Checkout("program.py", program.files or {"program.py": program.source})
    report = pipeline.check(checkout, asked, matrix, None, lambda _event: None)
    return answers(to_json(report))


def answers(report: str) -> Mapping[str, Answer]:
    """The verdicts in the JSON of a report, by minor."""
    found = {}
    for candidate in json.loads(report)["candidates"]:
        version = Version(candidate["tensorflow"])
        reasons = tuple(reason["message"] for reason in candidate["reasons"])
        found[f"{version.major}.{version.minor}"] = Answer(candidate["verdict"], reasons)
    return found
