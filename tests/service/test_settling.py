"""What a candidate needs: pins, another interpreter, or as few of the declared pins as can be; else the cause."""

import pytest

from matrices.load import load
from service.case import Case
from service.nouns import Candidate, Checkout
from service.reading import Question

MATRIX = load()
CODE = b"import tensorflow as tf\nprint(tf.ones(1))\n"


def settled(requirements: str, to: str, python: str | None = None, **files: bytes) -> tuple[Case, Candidate]:
    named = {name.replace("_", "."): content for name, content in files.items()}
    checkout = Checkout("p", {"a.py": CODE, "requirements.txt": requirements.encode(), **named})
    case = Case.read(checkout, Question(targets=(to,), python=python), MATRIX)
    return case, case.choice.candidates[0]


def rewritten(case: Case, candidate: Candidate) -> list[str]:
    return case.rewritten(candidate).files["requirements.txt"].decode().splitlines()


def test_a_pinned_companion_moves_with_tensorflow():
    case, found = settled("tensorflow==2.9.1\ntensorflow-text==2.9.0  # tokens\n", "2.15")
    assert not found.troubles
    lines = rewritten(case, found)
    assert (lines[0], lines[-1]) == ("tensorflow==2.15.1", "tensorflow-text==2.15.0  # tokens")
    (pin,) = (one for one in found.constraints if one.requirement.name == "tensorflow-text")
    assert pin.needed
    assert "tensorflow-text 2.9.0 wants tensorflow" in pin.reason
    assert pin.source == "pypi-tensorflow-text@2.9.0"


def test_a_range_of_a_companion_stays_a_range():
    case, found = settled("tensorflow==2.9.1\ntensorflow-text>=2.8,<2.10\n", "2.15")
    assert rewritten(case, found)[-1] == "tensorflow-text>=2.8,<2.16"


def test_the_interpreter_gives_way_before_a_pin():
    case, found = settled("tensorflow==2.15.1\nkeras>=3.14.1,<3.15\n", "2.21")
    assert (found.python, found.troubles) == ("3.11", ())
    case, found = settled("tensorflow==2.9.1\nnumpy>=2.3\n", "2.21")
    assert case.choice.baseline.python == "3.10"
    assert (found.python, found.troubles) == ("3.11", ())
    assert rewritten(case, found) == ["tensorflow==2.21.0", "numpy>=2.3"]


@pytest.mark.parametrize("named", ["asked", "declared"])
def test_an_interpreter_that_is_named_stays(named: str):
    files = {"pyproject_toml": b'[project]\nname = "p"\nversion = "1"\nrequires-python = "==3.10.*"\n'}
    python, files = ("3.10", {}) if named == "asked" else (None, files)
    case, found = settled("tensorflow==2.9.1\nnumpy>=2.3\n", "2.21", python, **files)
    assert (found.python, found.troubles) == ("3.10", ())
    assert rewritten(case, found)[1] == "numpy>=2.2,<2.3"


def test_a_line_for_another_place_says_nothing():
    lines = "tensorflow==2.9.1\nnumpy==1.16; python_version < '3.7'\nh5py==2.10; sys_platform == 'darwin'\n"
    case, found = settled(lines, "2.15")
    assert not found.troubles
    assert {one.name for one in case.wanted(found)} == {"tensorflow"}


def test_where_nothing_helps_the_cause_is_said():
    _, found = settled("tensorflow==2.15.1\ntensorflow-addons\n", "2.16")
    (trouble,) = found.troubles
    assert trouble.packages == "tensorflow-addons"
    assert "No release of it works: stay below 2.16, or replace it." in trouble.error
    assert trouble.source.startswith("trial-addons-")


def test_what_is_declared_today_is_taken_as_it_is():
    case, _ = settled("tensorflow==2.15.1\ntensorflow-text==2.9.0\n", "2.16")
    assert case.choice.baseline.troubles == ()
    assert case.requirement_edits(case.choice.baseline) == ()
