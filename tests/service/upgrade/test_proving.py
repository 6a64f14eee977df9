"""What trials show of a patch, and what is told where they show nothing."""

from dataclasses import replace

import pytest

from matrices.load import load
from service.case import Case
from service.nouns import Checkout
from service.reading import Question
from service.report import Report, TrialPart
from service.reporting import build
from service.upgrade.proving import NOT_TRIED, Proof, proof

FILES = {"train.py": b"import tensorflow as tf\n", "requirements.txt": b"tensorflow==2.15.1\n"}


@pytest.fixture(scope="module")
def bare() -> Report:
    return build(Case.read(Checkout("p", FILES), Question(targets=("2.16",)), load()), {})


def trial(outcome: str, message: str = "", *, patched: bool = True, shown: str | None = None) -> TrialPart:
    return TrialPart(patched, outcome, None, message, ("pytest",), 1.0, "", shown=shown)


@pytest.mark.parametrize(
    ("before", "with_patch", "expected"),
    [
        ("passed", trial("passed"), Proof()),
        ("failed", trial("failed", shown="works"), Proof()),
        ("failed", trial("failed"), Proof("it does not pass on 2.15.1 either: no module named six")),
        ("undecided", trial("undecided"), Proof("it does not pass on 2.15.1 either: no module named six")),
        ("passed", trial("failed", "boom"), Proof("it fails on 2.16.2 with the patch: boom", refuted=True)),
        (
            "failed",
            trial("failed", "boom", shown="breaks"),
            Proof("it fails on 2.16.2 with the patch: boom", refuted=True),
        ),
        (
            "passed",
            trial("undecided", "no engine"),
            Proof("its trial on 2.16.2 with the patch says nothing: no engine"),
        ),
        ("passed", trial("passed", patched=False), Proof(NOT_TRIED)),
    ],
)
def test_what_is_in_the_way_is_told(bare, before, with_patch, expected):
    first = trial(before, "" if before == "passed" else "no module named six", patched=False)
    baseline = replace(bare.project.baseline, trials=(first,))
    candidates = (replace(bare.candidates[0], trials=(with_patch,)),)
    report = replace(bare, project=replace(bare.project, baseline=baseline), candidates=candidates)
    assert proof(report, "2.16.2", has_code=True) == expected


def test_without_trials_nothing_is_shown(bare):
    assert proof(bare, "2.16.2", has_code=False) == Proof(NOT_TRIED)
