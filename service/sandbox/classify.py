"""From how a container ended to what that says about the project: an outcome with a reason and one line."""

import posixpath
import re
import signal
from dataclasses import replace

from service.nouns import Outcome, Reason
from service.sandbox import suites, symptoms, told
from service.sandbox.causes import cause
from service.sandbox.ended import Ended
from service.sandbox.printable import last_line, printable
from service.sandbox.recipe import UNPACKED_NOT
from service.testing import Suite

MESSAGE = 500

LAST = 5
NO_TESTS = 5
TESTS_FAILED = (1, 2)
USAGE = 4
KILLED = 128 + signal.SIGKILL
INSIDE_TIMEOUT = 124
_REFUSED = re.compile(r"\S+: error: ")
"""How a program refuses its arguments; pytest says after it where it read them."""

_TAR = re.compile(r"^tar: .+", re.MULTILINE)

_DEADLY = (
    signal.SIGILL,
    signal.SIGTRAP,
    signal.SIGABRT,
    signal.SIGBUS,
    signal.SIGFPE,
    signal.SIGSEGV,
    signal.SIGSYS,
    signal.SIGXCPU,
    signal.SIGXFSZ,
)


def outcome(ended: Ended, command: tuple[str, ...]) -> Outcome:
    """What is certain comes first: flags of the engine, then exit codes, then tests as they were told, then words."""
    suite = told.read(ended.told, cut=ended.told_cut)
    suite = suites.weighed(suite) if suite else None
    ended = replace(ended, log=ended.log + printable(told.before(ended.told).decode(errors="replace")))
    reason, message = _stopped(ended, suite) or _not_laid(ended, suite) or _decide(ended, command, suite)
    return Outcome(reason, message[:MESSAGE], ended.log, ended.exit_code, ended.seconds, suite)


def _stopped(ended: Ended, suite: Suite | None) -> tuple[Reason, str] | None:
    """What ended it before its own end."""
    running = f", in {suite.running[: suites.NAMED]}" if suite and suite.running else ""
    if ended.silent:
        return Reason.SILENT, f"said nothing for too long{running}; last: {last_line(ended.log)}"
    if ended.timed_out or ended.exit_code == INSIDE_TIMEOUT:
        return Reason.TIMED_OUT, f"did not end within {ended.seconds:.0f} s{running}; last: {last_line(ended.log)}"
    if ended.out_of_memory:
        return Reason.OUT_OF_MEMORY, f"needed more memory than a trial may use{running}"
    if ended.exit_code == KILLED:
        return Reason.OUT_OF_MEMORY, f"killed from outside (SIGKILL), as happens when the machine lacks memory{running}"
    if name := _signal(ended.exit_code):
        return Reason.CRASHED, f"crashed with {name}{running}" + _quoted(_fatal(ended.log))
    return None


def _not_laid(ended: Ended, suite: Suite | None) -> tuple[Reason, str] | None:
    """Nothing of the project ran: its files do not fit, or have names that no disk takes."""
    refused = _TAR.findall(ended.log) if ended.exit_code == UNPACKED_NOT and suite is None else []
    if not refused:
        return None
    reason = next(filter(None, map(cause, refused)), Reason.NOT_TRIED)
    return reason, f"its files could not be laid there: {refused[0]}"


def _decide(ended: Ended, command: tuple[str, ...], suite: Suite | None) -> tuple[Reason | None, str]:
    if suite and (decided := suites.decide(suite, ended)):
        return decided
    return _passed(ended.log, command) if ended.exit_code == 0 else _failed(ended, command)


def _passed(log: str, command: tuple[str, ...]) -> tuple[Reason | None, str]:
    """A run of tests that ran none is never a pass."""
    if (is_pytest(command) and symptoms.pytest_ran_none(log)) or (
        "unittest" in command and symptoms.unittest_ran_none(log)
    ):
        return Reason.NO_TESTS, f"no test ran: {last_line(log)}"
    return None, ""


def _failed(ended: Ended, command: tuple[str, ...]) -> tuple[Reason, str]:
    if is_pytest(command):
        if ended.exit_code == NO_TESTS:
            return Reason.NO_TESTS, "pytest found no tests"
        if ended.exit_code in TESTS_FAILED or (ended.exit_code == USAGE and symptoms.pytest_error(ended.log)):
            return _tests_failed(ended.log, f"pytest ended with exit code {ended.exit_code}, and said nothing")
    elif "unittest" in command and symptoms.unittest_ran_none(ended.log):
        return Reason.NO_TESTS, "unittest found no tests"
    elif counted := symptoms.unittest_failed(ended.log):
        return cause(symptoms.exception(ended.log)) or Reason.TESTS_FAILED, _both(counted, ended.log)
    if raised := symptoms.exception(ended.log):
        return cause(raised) or Reason.EXCEPTION, raised
    last = [line.strip() for line in ended.log.splitlines() if line.strip()][-LAST:]
    decisive = next((line for line in reversed(last) if cause(line) or _REFUSED.match(line)), last_line(ended.log))
    return cause(decisive) or Reason.EXIT_CODE, f"ended with exit code {ended.exit_code}" + _quoted(decisive)


def _tests_failed(log: str, silent: str) -> tuple[Reason, str]:
    """Only where every failed test names a lack of the machine is the machine the reason."""
    error = symptoms.pytest_error(log)
    failures = symptoms.pytest_failures(log) or [error or last_line(log) or silent]
    causes = {cause(failure) for failure in failures}
    reason = next(iter(causes)) if len(causes) == 1 else None
    decisive = next((failure for failure in failures if cause(failure) is reason), failures[0])
    more = f" ({len(failures)} tests failed)" if len(failures) > 1 else ""
    return reason or Reason.TESTS_FAILED, _in_full(decisive, error) + more


def _in_full(failure: str, error: str) -> str:
    """The summary cuts what was raised, and older ones leave it out; the first error of the output has it whole."""
    test, _, raised = failure.partition(": ")
    begun = raised.removesuffix("...")
    return f"{test}: {error}" if "::" in test and error and error.startswith(begun) else failure


def is_pytest(command: tuple[str, ...]) -> bool:
    """Whether exit codes mean what pytest says they mean."""
    return any(posixpath.basename(word) in {"pytest", "py.test"} for word in command[:4])


def _signal(code: int) -> str:
    """The name of a deadly signal in a shell's exit code; a program that is asked to end only ends."""
    return next((number.name for number in _DEADLY if code == 128 + number), "")


def _fatal(log: str) -> str:
    """The last words of a crash: those of the C++ side, or of the interpreter."""
    words = re.compile(r"Fatal Python error|^[\d: .-]*F \S+:\d+\]|terminate called|Check failed|Assertion .* failed")
    return next((line.strip() for line in reversed(log.splitlines()) if words.search(line)), "")


def _both(counted: str, log: str) -> str:
    raised = symptoms.exception(log)
    return f"{counted} {raised}".strip()


def _quoted(text: str) -> str:
    return f": {text}" if text else ""
