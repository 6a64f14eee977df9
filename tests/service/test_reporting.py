"""What a report says of packages: what is declared and breaks today, the pins that mend it, and what none mends."""

import pytest

from matrices.load import load
from service.case import Case, Question
from service.nouns import Checkout
from service.report import Report
from service.reporting import build


def report(requirements: str, *to: str) -> Report:
    files = {"requirements.txt": requirements.encode(), "main.py": b"import tensorflow as tf\nprint(tf.constant(1))\n"}
    return build(Case.read(Checkout("p", files), Question(targets=to), load()), {})


@pytest.mark.parametrize(
    ("declared", "pins"),
    [
        ("tensorflow-cpu==2.8.0", ["numpy<2", "protobuf<3.21"]), ("tensorflow-cpu==2.10.0", ["numpy<2"]),
        ("tensorflow-cpu==2.14.0", ["numpy<2"]), ("tensorflow-cpu==2.12.0", []), ("tensorflow-cpu==2.17.0", []),
        ("tensorflow==2.19.0\ntensorflow-hub", ["setuptools<82"]),
    ],
)  # fmt: skip
def test_what_is_declared_and_breaks_today_is_a_note_with_its_line(declared, pins):
    notes = [note for note in report(declared + "\n", "2.21").notes if "what is declared breaks" in note.message]
    assert [(note.path, note.line) for note in notes] == [("requirements.txt", 1)] * len(pins)
    assert all(f"without {pin}:" in note.message for pin, note in zip(pins, notes, strict=True))


def test_a_pin_that_a_candidate_needs_is_a_reason_and_part_of_the_patch():
    found = report("tensorflow-cpu==2.8.0\n", "2.14.0")
    (candidate,) = found.candidates
    assert candidate.constraints == ("numpy<2",)
    assert [reason.kind for reason in candidate.reasons] == ["package"]
    assert "(Source: trial-numpy-2)" in candidate.reasons[0].message
    assert found.patch is not None
    assert "+numpy<2" in found.patch.diff


def test_a_companion_that_no_pin_mends_breaks_its_candidate():
    (candidate,) = report("tensorflow==2.15.1\ntensorflow-addons\n", "2.16").candidates
    assert (candidate.verdict, candidate.after_patch) == ("breaks", "breaks")
    assert "tensorflow-addons" in candidate.reasons[0].message
    assert candidate.advice.startswith("no pin is known to mend it")


def test_a_package_that_a_candidate_lacks_comes_with_the_patch():
    found = report("tensorflow==2.15.1\ntensorflow-probability==0.24.0\n", "2.16.1")
    assert found.patch is not None
    assert "+tf-keras" in found.patch.diff
