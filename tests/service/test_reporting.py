"""What a report says of packages: what is declared and breaks today, the pins that mend it, and what none mends."""

import pytest

from matrices.load import load
from service.advice import MOST_PLACES, of_patch
from service.case import Case
from service.nouns import Checkout, Outcome, Reason, Trial, Verdict
from service.reading import Question
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


def judged(source: str, *to: str, requirements: str = "") -> Report:
    """The answer about one program that was written for TensorFlow 2.10."""
    files = {"main.py": source.encode()}
    if requirements:
        files["requirements.txt"] = requirements.encode()
    return build(Case.read(Checkout("p", files), Question("2.10", targets=to), load()), {})


def test_code_in_which_nothing_is_found_works_on_every_newer_minor():
    found = judged("import tensorflow as tf\nprint(tf.constant(1))\n")
    assert [candidate.tensorflow[:4] for candidate in found.candidates] == [f"2.{minor}" for minor in range(11, 22)]
    assert {(each.verdict, each.certainty, each.after_patch) for each in found.candidates} == {
        ("works", "inferred", "works")
    }
    assert {each.advice for each in found.candidates} == {"raise the pin; its trial would prove it"}


def test_a_file_that_was_not_read_leaves_the_verdict_open_and_is_the_reason():
    (candidate,) = judged("import tensorflow as tf\nprint(tf.constant(1)\n", "2.21").candidates
    assert (candidate.verdict, candidate.certainty, candidate.after_patch) == ("unknown", "inferred", "unknown")
    assert candidate.reasons[0].message.startswith("main.py:")
    assert "not understood" in candidate.reasons[0].message
    assert candidate.advice == "look at what was not understood, or run its trial"


def test_the_patch_leaves_what_it_does_not_mend():
    (candidate,) = judged("import tensorflow as tf\nprint(tf.keras.optimizers.Adam(lr=0.1))\n", "2.21").candidates
    assert (candidate.verdict, candidate.after_patch, candidate.advice) == (
        "breaks",
        "works",
        "apply the patch and test",
    )


def test_a_patch_is_advised_only_where_no_trial_refutes_it():
    assert [of_patch(each) for each in (Verdict.WORKS, Verdict.UNKNOWN, Verdict.BREAKS)] == [
        "apply the patch: it passed with it",
        "apply the patch and test",
        "see the log of its trial with the patch, which does not mend all of it",
    ]


@pytest.mark.parametrize("baseline", ["1.13", "1.15", "2.0", "2.5", "2.8", "2.10", "2.14", "2.16", "2.20"])
def test_a_file_without_requirements_has_nothing_but_tensorflow_in_it(baseline):
    """What installers would pick beside it today is no fault of the program."""
    checkout = Checkout("p", {"main.py": b"import tensorflow as tf\nprint(tf.constant(1))\n"})
    found = build(Case.read(checkout, Question(baseline), load()), {})
    assert {candidate.verdict for candidate in found.candidates} == {"works"}


def test_what_cannot_go_together_is_told_apart_from_other_notes():
    notes = report("tensorflow==2.15.1\nnumpy==2.0.2\nnot a requirement!\n", "2.21").notes
    assert {note.kind for note in notes} == {"note", "clash"}
    assert [note.message.split(":")[0] for note in notes if note.kind == "clash"] == ["numpy==2.0.2 (requirements.txt"]


GONE = "import tensorflow as tf\nif len([]):\n    tf.contrib.layers.flatten(1)\nprint(tf.keras.optimizers.SGD(lr=1))\n"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (Outcome(None), Outcome(None), {4}),
        (Outcome(Reason.EXCEPTION), Outcome(None), {3, 4}),
        (Outcome(None), Outcome(Reason.EXCEPTION), {3, 4}),
        (None, None, {3, 4}),
    ],
)
def test_what_is_gone_on_either_side_is_not_blamed_on_the_move_where_both_pass(before, after, told):
    case = Case.read(Checkout("p", {"main.py": GONE.encode()}), Question("2.10", targets=("2.11",)), load())
    sides = {case.choice.baseline: before, case.choice.candidates[0]: after}
    results = {side: (Trial(False, ("pytest",), outcome),) for side, outcome in sides.items() if outcome}
    found = build(case, results)
    (candidate,) = found.candidates
    assert {found.findings[index].line for reason in candidate.reasons for index in reason.findings} == told
    assert candidate.verdict == ("changes" if told == {4} else "breaks")


def test_the_same_said_of_many_places_is_one_reason_that_has_all_their_findings():
    lines = "".join(f"print(tf.keras.optimizers.SGD(lr={rate}))\n" for rate in range(3))
    (candidate,) = (found := judged(f"import tensorflow as tf\n{lines}", "2.21")).candidates
    (reason,) = candidate.reasons
    told = [found.findings[index] for index in reason.findings]
    assert [finding.line for finding in told] == [2, 3, 4]
    assert {f"main.py:2 and 2 more places: {finding.message}" for finding in told} == {reason.message}


def test_of_what_is_to_be_changed_by_hand_the_first_places_are_named():
    lines = "tf.contrib.rnn.stack_bidirectional_rnn(1)\n" * (MOST_PLACES + 5)
    (candidate,) = judged(f"import tensorflow as tf\n{lines}", "2.21").candidates
    assert f"main.py:{MOST_PLACES + 1} and 5 more places by hand" in candidate.advice
