"""What told tests say of a trial, held against the exit code: a pass needs both, and every test that was collected."""

import re
from collections import Counter

from service.nouns import Reason
from service.sandbox import symptoms
from service.sandbox.causes import cause
from service.sandbox.ended import Ended
from service.sandbox.printable import last_line
from service.testing import Ending, PerTest, Suite

NAMED = 200
_NUMBER = re.compile(r"0x[0-9a-f]+|-?\d+(?:\.\d+)*")
NO_TESTS = 5
"""The exit code of pytest for having found none."""


def weighed(suite: Suite) -> Suite:
    """The same, with every failure marked for which the machine is to blame."""
    return suite._replace(tests=tuple(_weighed(test) for test in suite.tests))


def _weighed(test: PerTest) -> PerTest:
    return test._replace(lacks=test.ending.is_bad and cause(test.message) is not None)


def decide(suite: Suite, ended: Ended) -> tuple[Reason | None, str] | None:
    """Why it did not pass, or that it did; None where its tests decide nothing, as they were never collected."""
    if suite.doubt:
        return Reason.REPORT_DOUBTFUL, f"what it told of its tests cannot be believed: {suite.doubt}"
    if suite.bad:
        return _failed(suite.bad)
    if not suite.collected and ended.exit_code not in {0, NO_TESTS}:
        return None
    if suite.finished is None or (suite.untold and suite.finished == 0):
        return _broken_off(suite, ended)
    return _ended(suite, ended)


def _ended(suite: Suite, ended: Ended) -> tuple[Reason | None, str]:
    if not any(test.ending.ran for test in suite.tests):
        return _none_ran(suite, ended)
    if ended.exit_code:
        passed = f"its {_number(len(suite.tests))} did not fail, but it ended with exit code {ended.exit_code}"
        return Reason.EXIT_CODE, f"{passed}: {symptoms.exception(ended.log) or last_line(ended.log)}"
    return None, ""


def _failed(bad: tuple[PerTest, ...]) -> tuple[Reason, str]:
    """Only where every failed test names a lack of the machine is the machine the reason."""
    causes = {cause(test.message) for test in bad}
    reason = causes.pop() if len(causes) == 1 else None
    first = next(test for test in bad if cause(test.message) is reason) if reason else _telling(bad)
    more = f" ({len(bad)} tests failed)" if len(bad) > 1 else ""
    said = f": {first.message}" if first.message else ""
    return reason or Reason.TESTS_FAILED, f"{first.name[:NAMED]}{said}{more}"


def _telling(bad: tuple[PerTest, ...]) -> PerTest:
    """The first of those that failed as most did, apart from numbers, and that the machine is not to blame for."""
    own = [test for test in bad if cause(test.message) is None] or [*bad]
    kinds = Counter(_kind(test) for test in own)
    return max(own, key=lambda test: kinds[_kind(test)])


def _kind(test: PerTest) -> str:
    return _NUMBER.sub("#", test.message)


def _broken_off(suite: Suite, ended: Ended) -> tuple[Reason, str]:
    told = len(suite.collected) - len(suite.untold)
    where = f", in {suite.running[:NAMED]}" if suite.running else ""
    end = f"with exit code {ended.exit_code}"
    if not suite.collected:
        return Reason.BROKEN_OFF, f"ended {end} before any test was collected"
    return Reason.BROKEN_OFF, f"ended {end} after {told} of {_number(len(suite.collected))}{where}"


def _none_ran(suite: Suite, ended: Ended) -> tuple[Reason, str]:
    counts = Counter(test.ending for test in suite.tests)
    if skipped := counts[Ending.SKIPPED]:
        return Reason.NO_TESTS, f"no test ran: {skipped} skipped"
    if ended.exit_code in {0, NO_TESTS}:
        return Reason.NO_TESTS, "pytest found no tests"
    return Reason.EXIT_CODE, f"ended with exit code {ended.exit_code} before any test ran: {last_line(ended.log)}"


def _number(count: int) -> str:
    return f"{count:,} test{'' if count == 1 else 's'}"
