"""Test by test: what was lost, what is a flake, and what says nothing."""

import pytest

from service.comparing import by_test, flaky, standing
from service.nouns import Kind, Outcome, Reason, Trial
from service.testing import Ending, PerTest, Suite
from tests.service.suites import outcome

GOOD = outcome("a=passed b=passed")
WORSE = outcome("a=passed b=failed")
A, B, NONE = frozenset("a"), frozenset("b"), frozenset[str]()
PASSED, FAILED, LATE = Outcome(None), Outcome(Reason.EXCEPTION, "ValueError: x"), Outcome(Reason.TIMED_OUT, "late")


def trial(*runs: Outcome) -> Trial:
    return Trial(False, ("pytest",), runs[0], runs[1:])


def test_what_passed_before_and_fails_is_lost():
    beside = by_test(GOOD, WORSE)
    assert beside is not None
    assert (beside.kept, [test.name for test in beside.lost], beside.unrun) == (A, ["b"], NONE)


@pytest.mark.parametrize(
    "after",
    [
        outcome("a=passed b=skipped"),
        outcome("a=passed"),
        outcome("a=passed b=failed", lacking="b"),
    ],
    ids=["skipped", "gone", "lacks something"],
)
def test_what_did_not_run_is_not_lost(after):
    beside = by_test(GOOD, after)
    assert beside is not None
    assert (beside.kept, beside.lost, beside.unrun) == (A, (), B)


def test_what_failed_before_is_not_asked_for_and_neither_is_a_flake():
    assert by_test(WORSE, WORSE) == (A, (), NONE)
    assert by_test(GOOD, WORSE, {"b"}) == (A, (), NONE)


def test_a_file_that_is_not_collected_any_more_loses_each_of_its_tests():
    before = outcome("t.py::a=passed t.py::b[x::y]=passed")
    lost_file = Suite((), (PerTest("t.py", Ending.ERROR, "ModuleNotFoundError: x"),), 2)
    beside = by_test(before, Outcome(Reason.TESTS_FAILED, suite=lost_file))
    assert beside is not None
    assert [(test.name, test.message) for test in beside.lost] == [
        ("t.py::a", "ModuleNotFoundError: x"),
        ("t.py::b[x::y]", "ModuleNotFoundError: x"),
    ]


@pytest.mark.parametrize(
    "after",
    [
        PASSED,
        outcome("a=failed", finished=False),
        outcome("a=failed", doubt="forged"),
        GOOD._replace(reason=Reason.EXIT_CODE),
    ],
    ids=["not told", "cut short", "doubtful", "something else failed"],
)
def test_what_was_not_told_to_its_end_is_compared_as_a_whole_only(after):
    assert by_test(GOOD, after) is None


def test_an_exit_code_that_was_there_before_hides_no_test():
    """Such as that of a coverage which is too low everywhere."""
    low = GOOD._replace(reason=Reason.EXIT_CODE)
    assert by_test(low, low) == (A | B, (), NONE)
    lost = by_test(low, WORSE)
    assert lost is not None
    assert [test.name for test in lost.lost] == ["b"]
    assert by_test(GOOD, low) is None


def test_a_test_that_ends_in_two_ways_is_a_flake():
    assert flaky([trial(GOOD, WORSE), trial(WORSE)]) == {"b"}
    assert flaky([trial(GOOD), trial(WORSE), trial(FAILED, PASSED)]) == NONE
    assert flaky([trial(GOOD, outcome("b=failed", doubt="forged"))]) == NONE


@pytest.mark.parametrize(
    ("runs", "stands"),
    [
        ((PASSED,), PASSED),
        ((FAILED, FAILED), FAILED),
        ((PASSED, PASSED), PASSED),
        ((FAILED, LATE), LATE),
        ((WORSE, GOOD), WORSE),
        ((GOOD, WORSE), WORSE),
    ],
)
def test_what_counts_of_several_runs(runs, stands):
    assert standing(trial(*runs)) is stands


def test_a_failure_that_does_not_come_again_is_a_flake_and_says_nothing():
    found = standing(trial(FAILED, PASSED))
    assert (found.reason, found.kind) == (Reason.FLAKY, Kind.UNDECIDED)
    assert found.message == "passed once and failed once in 2 runs of the same: ValueError: x"
