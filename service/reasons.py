"""How what was tried ended, and why, in words that decide: what the project did, or what the machine lacked."""

from enum import StrEnum


class Kind(StrEnum):
    """How a trial ended, in the coarsest words. `UNDECIDED` says nothing about the project."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """Why a trial did not pass."""

    EXCEPTION = "exception"
    TESTS_FAILED = "tests-failed"
    EXIT_CODE = "exit-code"
    CRASHED = "crashed"
    NOT_INSTALLABLE = "not-installable"
    BROKEN_OFF = "broken-off"
    NO_TESTS = "no-tests"
    REPORT_DOUBTFUL = "report-doubtful"
    FLAKY = "flaky"
    OUT_OF_MEMORY = "out-of-memory"
    TIMED_OUT = "timed-out"
    SILENT = "silent"
    DISK_FULL = "disk-full"
    NETWORK_WANTED = "network-wanted"
    MISSING_LIBRARY = "missing-library"
    INDEX_UNREACHABLE = "index-unreachable"
    NO_IMAGE = "no-image"
    ENGINE_LOST = "engine-lost"
    NOT_TRIED = "not-tried"

    @property
    def kind(self) -> Kind:
        """What this reason says about the project: it failed, or nothing can be said."""
        return Kind.FAILED if self in _FAILURES else Kind.UNDECIDED


_FAILURES = frozenset(
    {
        Reason.EXCEPTION,
        Reason.TESTS_FAILED,
        Reason.EXIT_CODE,
        Reason.CRASHED,
        Reason.NOT_INSTALLABLE,
        Reason.BROKEN_OFF,
    },
)
