"""What a trial shows beside the baseline's: its verdict, and the words for it."""

import pytest

from service.nouns import Outcome, Reason, Trial, Verdict
from service.showing import shown
from tests.service.suites import outcome

PASSED, FAILED, LATE = Outcome(None), Outcome(Reason.EXCEPTION, "ValueError: x"), Outcome(Reason.TIMED_OUT, "late")
GOOD, WORSE = outcome("a=passed b=passed"), outcome("a=passed b=failed")
SILENT = "its trial passed: that cannot show a silent change"


def trial(*runs: Outcome) -> Trial:
    return Trial(False, ("pytest",), runs[0], runs[1:])


@pytest.mark.parametrize(
    ("before", "after", "verdict", "sentences"),
    [
        (PASSED, PASSED, Verdict.WORKS, ("its trial passed, as the baseline's did",)),
        (FAILED, PASSED, Verdict.WORKS, ("its trial passed", "the baseline itself does not pass: ValueError: x")),
        (PASSED, FAILED, Verdict.BREAKS, ("its trial: ValueError: x",)),
        (PASSED, LATE, None, ("its trial says nothing: late",)),
        (
            FAILED,
            FAILED,
            Verdict.UNKNOWN,
            ("its trial: ValueError: x", "the baseline itself does not pass: ValueError: x"),
        ),
        (LATE, FAILED, Verdict.UNKNOWN, ("its trial: ValueError: x", "the baseline's trial says nothing: late")),
        (GOOD, WORSE, Verdict.BREAKS, ("its trial: b passed on the baseline, and fails: b broke",)),
        (
            WORSE,
            WORSE,
            Verdict.WORKS,
            ("its trial: 1 test passed on both; what fails failed before, lacks something or is a flake: b",),
        ),
        (
            GOOD,
            outcome("a=passed b=skipped"),
            Verdict.WORKS,
            (
                "its trial passed, as the baseline's did",
                "1 test that passed on the baseline did not run: b",
            ),
        ),
    ],
)
def test_it_is_one_of(before, after, verdict, sentences):
    assert shown(trial(before), trial(after))[:2] == (verdict, sentences)


def test_without_a_trial_there_is_nothing():
    assert shown(None, trial(PASSED)) == shown(trial(PASSED), None) == (None, (), ())


def test_a_failure_that_came_again_is_said_to():
    assert shown(trial(PASSED, PASSED), trial(FAILED, FAILED)).sentences == (
        "its trial: ValueError: x (the same in 2 runs)",
    )


def test_a_flake_breaks_nothing():
    assert shown(trial(PASSED), trial(FAILED, PASSED)).verdict is None
    assert shown(trial(GOOD), trial(WORSE, GOOD), {"b"}).verdict is Verdict.WORKS
    assert shown(trial(GOOD, WORSE), trial(WORSE), {"b"}).verdict is Verdict.WORKS


def test_where_something_was_found_a_pass_is_no_proof():
    assert shown(trial(PASSED), trial(PASSED), found=True).sentences == (SILENT,)


def test_of_many_lost_tests_the_first_are_named():
    before = outcome("t0=passed t1=passed t2=passed t3=passed t4=passed t5=passed")
    after = outcome("t0=passed t1=failed t2=failed t3=failed t4=failed t5=failed")
    sentences = shown(trial(before), trial(after)).sentences
    assert len(sentences) == 4
    assert len(shown(trial(before), trial(after)).lost) == 5
    assert sentences[-1] == "its trial: 2 more that passed on the baseline fail; 1 test passed on both"
