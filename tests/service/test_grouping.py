"""One failure of several versions is told once."""

from packaging.version import Version

from service.grouping import alike
from service.nouns import Candidate, Outcome, Reason, Trial

PASSED = Outcome(None)


def failed(message: str) -> Outcome:
    return Outcome(Reason.EXCEPTION, message)


def told(**outcomes: Outcome) -> list[str]:
    return list(
        alike(
            (Candidate(Version(name[1:].replace("_", ".")), "3.11", None), (Trial(False, ("python",), outcome),))
            for name, outcome in outcomes.items()
        )
    )


def test_versions_that_fail_alike_are_told_together():
    same = [failed(f"ValueError: <object at 0x{number}f> in /env/{number}/x.py, line {number}") for number in (1, 2, 3)]
    assert told(v2_15=PASSED, v2_16=same[0], v2_17=same[1], v2_18=failed("KeyError: 'x'"), v2_19=same[2]) == [
        f"TensorFlow 2.16, 2.17 and 2.19 fail alike: {same[0].message}"
    ]


def test_how_many_tests_fail_makes_no_difference():
    assert len(told(v2_16=failed("t::a: x (2 tests failed)"), v2_17=failed("t::a: x (3 tests failed)"))) == 1


def test_a_failure_of_one_version_or_of_the_machine_is_no_group():
    late = Outcome(Reason.TIMED_OUT, "late")
    assert told(v2_16=failed("a"), v2_17=failed("b"), v2_18=late, v2_19=late, v2_20=PASSED) == []


def test_what_fails_with_the_patch_alone_is_not_asked():
    trial = Trial(True, ("python",), failed("x"))
    assert list(alike((Candidate(Version(v), "3.11", None), (trial,)) for v in ("2.16", "2.17"))) == []
