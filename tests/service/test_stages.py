"""Which stage a trial came to, and what each cell of the map says."""

from dataclasses import replace

import pytest

from service.report import (
    SCHEMA,
    ArtifactPart,
    BaselinePart,
    CandidatePart,
    FindingPart,
    NumbersPart,
    ProjectPart,
    ReasonPart,
    Report,
    SuitePart,
    TrialPart,
)
from service.stages import Stage, Told, cells, half, of_baseline

INSIDE = """Traceback (most recent call last):
  File "/work/train.py", line 1, in <module>
    import tensorflow
  File "/env/tensorflow/__init__.py", line 9, in <module>
    np.object
AttributeError: module 'numpy' has no attribute 'object'
"""
OWN = """Traceback (most recent call last):
  File "/work/train.py", line 5, in <module>
    np.object
AttributeError: module 'numpy' has no attribute 'object'
"""


def trial(outcome: str, reason: str | None, message: str = "", log: str = "", **more: object) -> TrialPart:
    return TrialPart(False, outcome, reason, message, ("python", "train.py"), 1.0, log, **more)  # type: ignore[arg-type]  # named by the test


def told(of: TrialPart | None) -> str:
    return " ".join(half(of, stage).told.value for stage in (Stage.INSTALL, Stage.IMPORT, Stage.TESTS))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (None, "none none none"),
        (trial("passed", None), "works works works"),
        (trial("failed", "not-installable", "no wheel"), "breaks none none"),
        (trial("undecided", "index-unreachable"), "unknown none none"),
        (trial("failed", "exception", "ImportError: x"), "works breaks none"),
        (trial("failed", "exception", "AttributeError: x", INSIDE), "works breaks none"),
        (trial("failed", "exception", "AttributeError: x", OWN), "works works breaks"),
        (trial("undecided", "timed-out"), "works works unknown"),
        (
            trial("failed", "tests-failed", "ImportError: x", tests=SuitePart(2, 1, 1, 0, (), (), ())),
            "works works breaks",
        ),
        (trial("failed", "tests-failed", "t", shown="works"), "works works works"),
    ],
)
def test_how_far_a_trial_came(of, expected):
    assert told(of) == expected


def finding(effect: str, fix: str) -> FindingPart:
    return FindingPart("r", "a.py", 1, 1, "tf.x", "It goes.", effect, "2.16", None, fix, "s")


def code(*findings: FindingPart, doubt: bool = False) -> tuple[Told, Told | None]:
    reasons = [ReasonPart("code", "a.py:1: It goes.", (at,)) for at in range(len(findings))]
    reasons += [ReasonPart("code", "a.py:9: not understood: exec", ())] if doubt else []
    of = CandidatePart("2.16.2", "3.11", None, "breaks", "stated", tuple(reasons), (), "works", "", ())
    project = ProjectPart("p", 1, 9, BaselinePart("2.15.1", "3.11", None, False, (), (trial("passed", None),)))
    first, *_ = cells(Report(SCHEMA, project, (of,), findings, None, ()), of)
    return first.plain.told, first.patched.told if first.patched else None


def test_what_the_code_says_with_and_without_the_patch():
    assert code() == (Told.WORKS, None)
    assert code(doubt=True) == (Told.UNKNOWN, None)
    assert code(finding("breaks", "safe")) == (Told.BREAKS, Told.WORKS)
    assert code(finding("changes", "review"), doubt=True) == (Told.CHANGES, Told.UNKNOWN)
    assert code(finding("breaks", "manual")) == (Told.BREAKS, None)
    assert code(finding("breaks", "manual"), finding("changes", "safe")) == (Told.BREAKS, Told.BREAKS)


def test_the_baseline_is_what_files_and_numbers_are_held_against():
    saved = ArtifactPart("m.h5", "h5", "load_model", "breaks", True, "loaded", "exception", "", (), (), "", (), "")
    called = NumbersPart("m:f", False, "works", "ran", "ran", 1, "", (), ())
    candidate = CandidatePart("2.16.2", "3.11", "3.15.1", "breaks", "measured", (), (), "breaks", "", ())
    candidate = replace(candidate, artifacts=(saved,), numbers=(called,))
    project = ProjectPart("p", 1, 9, BaselinePart("2.15.1", "3.11", None, False, (), (trial("passed", None),)))
    report = Report(SCHEMA, project, (candidate,), (), None, ())
    assert [cell.plain.told for cell in of_baseline(report)] == [Told.WORKS] * 6


def test_the_baseline_and_what_installs_nowhere():
    refused = CandidatePart(
        "2.16.2", "", None, "breaks", "stated", (ReasonPart("package", "no wheel", ()),), (), "breaks", "", ()
    )
    project = ProjectPart("p", 1, 9, BaselinePart("2.15.1", "3.11", None, False, (), (trial("passed", None),)))
    report = Report(SCHEMA, project, (refused,), (), None, ())
    assert [cell.plain.told for cell in of_baseline(report)] == [Told.WORKS] * 4 + [Told.NONE] * 2
    told = {cell.stage: cell.plain.told for cell in cells(report, refused)}
    assert {stage for stage, says in told.items() if says is not Told.NONE} == {Stage.INSTALL}
    assert told[Stage.INSTALL] is Told.BREAKS


def test_saved_files_and_numbers_are_as_good_as_the_worst_of_them():
    def artifact(verdict: str, *, counts: bool = True) -> ArtifactPart:
        return ArtifactPart("m.h5", "keras", "load_model", verdict, counts, "loaded", "x", "no", (), (), "", (), "")

    def numbers(verdict: str, *, patched: bool) -> NumbersPart:
        return NumbersPart("a.f", patched, verdict, "x", "y", 1, "other", (), ())

    of = CandidatePart(
        "2.16.2",
        "3.11",
        None,
        "breaks",
        "measured",
        (),
        (),
        "works",
        "",
        (),
        artifacts=(artifact("works"), artifact("changes"), artifact("breaks", counts=False)),
        numbers=(numbers("changes", patched=False), numbers("works", patched=True)),
    )
    project = ProjectPart("p", 1, 9, BaselinePart("2.15.1", "3.11", None, False, (), ()))
    *_, files, values = cells(Report(SCHEMA, project, (of,), (), None, ()), of)
    assert (files.stage, files.plain.told, files.plain.note) == (Stage.ARTIFACTS, Told.CHANGES, "m.h5: no")
    assert (values.stage, values.plain.told, values.patched and values.patched.note) == (
        Stage.NUMBERS,
        Told.CHANGES,
        "the same numbers as before",
    )
