"""Every pair of outcomes, and every join of what was found with what was shown."""

from itertools import product

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
    ("effects", "verdict"),
    [
        ([], Verdict.UNKNOWN),
        ([Effect.DEPRECATED], Verdict.UNKNOWN),
        ([Effect.CHANGES, Effect.DEPRECATED], Verdict.CHANGES),
        ([Effect.CHANGES, Effect.BREAKS], Verdict.BREAKS),
    ],
)
def test_static(effects, verdict):
    assert static(effects) is verdict


def test_a_trial_that_passes_refutes_no_finding():
    assert join(Verdict.BREAKS, Verdict.WORKS) == (Verdict.BREAKS, Certainty.STATED)
    assert join(Verdict.CHANGES, Verdict.WORKS) == (Verdict.CHANGES, Certainty.STATED)


def test_a_trial_that_fails_is_measured_whatever_was_found():
    assert {join(found, Verdict.BREAKS) for found in Verdict} == {(Verdict.BREAKS, Certainty.MEASURED)}


def test_nothing_found_and_nothing_shown_is_unknown():
    assert join(Verdict.UNKNOWN, Verdict.UNKNOWN) == (Verdict.UNKNOWN, Certainty.INFERRED)
    assert join(Verdict.UNKNOWN, Verdict.WORKS) == (Verdict.WORKS, Certainty.MEASURED)


def test_works_is_never_said_without_a_trial():
    assert all(join(found, Verdict.UNKNOWN)[0] is not Verdict.WORKS for found in (Verdict.BREAKS, Verdict.CHANGES))
    assert all(join(static(effects), Verdict.UNKNOWN)[0] is not Verdict.WORKS for effects in product(Effect, repeat=2))


def test_only_what_breaks_or_changes_turns_the_exit_code():
    assert {verdict for verdict in Verdict if not is_safe(verdict)} == {Verdict.BREAKS, Verdict.CHANGES}
