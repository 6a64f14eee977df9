"""Every pair of outcomes, and every join of what was found with what was shown."""

import pytest

from migrations.rule import Effect
from service.nouns import Certainty, Kind, Outcome, Reason, Verdict
from service.verdict import compare, is_safe, join, static

PASSED, FAILED, UNDECIDED = Outcome(None), Outcome(Reason.EXCEPTION), Outcome(Reason.OUT_OF_MEMORY)


@pytest.mark.parametrize(
    ("baseline", "candidate", "verdict"),
    [
        (PASSED, PASSED, Verdict.WORKS),
        (PASSED, FAILED, Verdict.BREAKS),
        (PASSED, UNDECIDED, Verdict.UNKNOWN),
        (FAILED, PASSED, Verdict.WORKS),
        (FAILED, FAILED, Verdict.UNKNOWN),
        (FAILED, UNDECIDED, Verdict.UNKNOWN),
        (UNDECIDED, PASSED, Verdict.WORKS),
        (UNDECIDED, FAILED, Verdict.UNKNOWN),
        (UNDECIDED, UNDECIDED, Verdict.UNKNOWN),
    ],
)
def test_compare(baseline, candidate, verdict):
    assert compare(baseline, candidate) is verdict


def test_infrastructure_never_counts_against_a_project():
    spurious = {reason for reason in Reason if reason.kind is Kind.UNDECIDED}
    assert {Reason.OUT_OF_MEMORY, Reason.TIMED_OUT, Reason.DISK_FULL, Reason.ENGINE_LOST, Reason.NO_TESTS} <= spurious
    assert all(compare(PASSED, Outcome(reason)) is Verdict.UNKNOWN for reason in spurious)


@pytest.mark.parametrize(
    ("effects", "clear", "doubtful"),
    [
        ([], Verdict.WORKS, Verdict.UNKNOWN),
        ([Effect.DEPRECATED], Verdict.WORKS, Verdict.UNKNOWN),
        ([Effect.CHANGES, Effect.DEPRECATED], Verdict.CHANGES, Verdict.CHANGES),
        ([Effect.CHANGES, Effect.BREAKS], Verdict.BREAKS, Verdict.BREAKS),
    ],
)
def test_static(effects, clear, doubtful):
    """Without a finding it works; a doubt takes that away, and never a finding."""
    assert static(effects) is clear
    assert static(effects, doubted=True) is doubtful


def test_a_trial_that_passes_refutes_no_finding():
    assert join(Verdict.BREAKS, Verdict.WORKS) == (Verdict.BREAKS, Certainty.STATED)
    assert join(Verdict.CHANGES, Verdict.WORKS) == (Verdict.CHANGES, Certainty.STATED)


def test_a_trial_that_fails_is_measured_whatever_was_found():
    assert {join(found, Verdict.BREAKS) for found in Verdict} == {(Verdict.BREAKS, Certainty.MEASURED)}


def test_without_a_trial_the_static_answer_stands():
    assert join(Verdict.WORKS, None) == (Verdict.WORKS, Certainty.INFERRED)
    assert join(Verdict.UNKNOWN, None) == (Verdict.UNKNOWN, Certainty.INFERRED)
    assert [join(found, None) for found in (Verdict.BREAKS, Verdict.CHANGES)] == [
        (Verdict.BREAKS, Certainty.STATED),
        (Verdict.CHANGES, Certainty.STATED),
    ]


@pytest.mark.parametrize("found", [Verdict.WORKS, Verdict.UNKNOWN])
def test_where_nothing_was_found_the_trial_decides(found):
    assert join(found, Verdict.WORKS) == (Verdict.WORKS, Certainty.MEASURED)
    assert join(found, Verdict.BREAKS) == (Verdict.BREAKS, Certainty.MEASURED)


def test_a_failure_that_proves_nothing_does_not_look_like_works_either():
    assert join(Verdict.WORKS, compare(FAILED, FAILED)) == (Verdict.UNKNOWN, Certainty.INFERRED)


def test_only_what_breaks_or_changes_turns_the_exit_code():
    assert {verdict for verdict in Verdict if not is_safe(verdict)} == {Verdict.BREAKS, Verdict.CHANGES}
