"""How the tests of one trial went, one by one, as they were told from inside while they ran."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Ending(StrEnum):
    """How one test ended; the worst of its setup, its call and its teardown."""

    SKIPPED = "skipped"
    PASSED = "passed"
    XPASSED = "xpassed"
    XFAILED = "xfailed"
    ERROR = "error"
    FAILED = "failed"

    @property
    def ran(self) -> bool:
        """Whether its own lines were run to an end that its author expects, or did not expect to be so good."""
        return self in {Ending.PASSED, Ending.XPASSED, Ending.XFAILED}

    @property
    def is_bad(self) -> bool:
        return self in {Ending.FAILED, Ending.ERROR}


class PerTest(NamedTuple):
    """One test, or one file that could not be collected. `lacks`: the machine and not the project made it fail."""

    name: str
    ending: Ending
    message: str = ""
    path: str = ""
    line: int | None = None
    seconds: float = 0.0
    lacks: bool = False


class Warned(NamedTuple):
    """A warning that Python raised while the tests ran, with its place in the project."""

    category: str
    message: str
    path: str
    line: int


class Suite(NamedTuple):
    """All tests of one trial. `finished` is the exit code that the runner told last, None where it never came so far.

    `collected` are known before the first test runs; `running` is the test that had begun when nothing more was told;
    `doubt` says why none of it can be believed.
    """

    collected: tuple[str, ...] = ()
    tests: tuple[PerTest, ...] = ()
    finished: int | None = None
    running: str = ""
    doubt: str = ""
    warnings: tuple[Warned, ...] = ()

    @property
    def bad(self) -> tuple[PerTest, ...]:
        return tuple(test for test in self.tests if test.ending.is_bad)

    @property
    def good(self) -> frozenset[str]:
        """The names of the tests that ran and ended as they should."""
        return frozenset(test.name for test in self.tests if test.ending.ran)

    @property
    def untold(self) -> tuple[str, ...]:
        """Tests that were collected, and of which no end was told."""
        told = {test.name for test in self.tests}
        return tuple(name for name in self.collected if name not in told)

    @property
    def by_name(self) -> Mapping[str, PerTest]:
        return {test.name: test for test in self.tests}

    @property
    def is_whole(self) -> bool:
        """Whether it can be compared test by test: told to its end, and believed."""
        return self.finished is not None and not self.doubt
