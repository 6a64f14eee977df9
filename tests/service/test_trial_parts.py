"""Trials as a report shows them."""

from service.nouns import Outcome, Reason, Trial
from service.report import EndPart
from service.testing import Warned
from service.trial_parts import MOST, ended_badly, parts
from tests.service.suites import outcome

GOOD, WORSE = outcome("a=passed b=passed c=skipped"), outcome("a=xfailed b=error c=skipped")


def trial(*runs: Outcome) -> Trial:
    return Trial(False, ("pytest",), runs[0], runs[1:])


def test_its_tests_in_numbers_and_by_name():
    (part,) = parts((trial(WORSE, WORSE),), trial(GOOD), ())
    assert (part.outcome, part.reason, part.runs, part.shown) == ("failed", "tests-failed", 2, "breaks")
    assert part.tests is not None
    assert (part.tests.collected, part.tests.passed, part.tests.failed, part.tests.skipped) == (3, 1, 1, 1)
    assert [(test.name, test.ending, test.message) for test in part.tests.bad] == [("b", "error", "b broke")]
    assert part.tests.lost == ("b",)


def test_a_flake_is_no_loss():
    (part,) = parts((trial(WORSE, GOOD),), trial(GOOD), {"b"})
    assert part.tests is not None
    assert (part.shown, part.tests.lost, part.tests.flaky) == ("works", (), ("b",))


def test_what_failed_once_only_is_undecided():
    (part,) = parts((trial(Outcome(Reason.EXCEPTION, "x"), Outcome(None)),), trial(Outcome(None)), ())
    assert (part.outcome, part.reason, part.shown, part.tests) == ("undecided", "flaky", None, None)


def test_the_baseline_is_beside_nothing_and_with_the_patch_beside_itself():
    base = trial(GOOD)
    assert [part.shown for part in parts((base, base._replace(patched=True)), base, ())] == [None, "works"]


def test_names_and_warnings_are_bounded():
    many = outcome(" ".join(f"t{number}=failed" for number in range(MOST + 5)))
    assert many.suite is not None
    warned = many.suite._replace(warnings=tuple(Warned("W", "w", "a.py", line) for line in range(MOST + 5)))
    (part,) = parts((trial(many._replace(suite=warned)),), None, ())
    assert part.tests is not None
    assert (len(part.tests.bad), len(part.warnings), part.tests.failed) == (MOST, MOST, MOST + 5)
    assert part.warnings[0].line == 0


def test_what_ended_badly_anywhere_is_put_side_by_side():
    base, worse = trial(GOOD), trial(WORSE)
    beside = ended_badly((base, worse))
    assert beside == ("b",)
    ((good,), (bad,)) = (parts((each,), base, (), beside) for each in (base, worse))
    assert good.tests is not None
    assert bad.tests is not None
    assert (good.tests.ends, bad.tests.ends) == ((EndPart("b", "passed"),), (EndPart("b", "error"),))
