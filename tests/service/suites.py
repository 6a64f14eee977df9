"""Outcomes with tests in them, written shortly."""

from service.nouns import Outcome, Reason
from service.testing import Ending, PerTest, Suite


def outcome(tests: str, *, lacking: str = "", finished: bool = True, doubt: str = "") -> Outcome:
    """Such as `a=passed b=failed`; what is `lacking` failed for want of something of the machine."""
    endings = {name: Ending(ending) for name, _, ending in (word.rpartition("=") for word in tests.split())}
    told = tuple(
        PerTest(name, ending, f"{name} broke" if ending.is_bad else "", lacks=name in lacking.split())
        for name, ending in endings.items()
    )
    bad = next((test for test in told if test.ending.is_bad), None)
    code = int(bad is not None)
    suite = Suite(tuple(endings), told, code if finished else None, doubt=doubt)
    return Outcome(Reason.TESTS_FAILED if bad else None, bad.message if bad else "", exit_code=code, suite=suite)
