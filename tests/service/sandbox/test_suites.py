"""Told tests and the exit code decide together: neither alone makes a pass."""

import pytest

from service.nouns import Kind, Outcome, Reason
from service.sandbox.classify import outcome
from service.sandbox.ended import Ended
from tests.service.sandbox.telling import begun, finished, lines, ran

PYTEST = ("python", "-m", "pytest")
AWAY = "OSError: [Errno 101] Network is unreachable"
LOST = lines(("uncollected", "t.py", "ModuleNotFoundError: No module named 'x'", "", 0))


def decided(code: int, told: bytes, log: str = "", **flags: bool) -> Outcome:
    return outcome(Ended(code, log, told=told, **flags), PYTEST)


@pytest.mark.parametrize(
    ("code", "told", "reason", "message"),
    [
        (0, begun("a", "b") + ran("a") + ran("b", "skipped") + finished(0), None, ""),
        (0, begun("a") + ran("a", "xfailed") + finished(0), None, ""),
        (1, begun("a") + ran("a", "failed", "E: x") + finished(1), Reason.TESTS_FAILED, "a: E: x"),
        (0, begun("a") + ran("a", "failed", "E: x") + finished(0), Reason.TESTS_FAILED, "a: E: x"),
        (2, begun() + LOST + finished(2), Reason.TESTS_FAILED, "t.py: ModuleNotFoundError: No module named 'x'"),
        (
            0,
            begun("a", "b") + ran("a") + lines(("started", "b")),
            Reason.BROKEN_OFF,
            "ended with exit code 0 after 1 of 2 tests, in b",
        ),
        (0, begun("a", "b") + ran("a") + finished(0), Reason.BROKEN_OFF, "ended with exit code 0 after 1 of 2 tests"),
        (0, lines(("begun", "9")), Reason.BROKEN_OFF, "ended with exit code 0 before any test was collected"),
        (0, begun("a") + ran("a", "skipped") + finished(0), Reason.NO_TESTS, "no test ran: 1 skipped"),
        (5, begun() + finished(5), Reason.NO_TESTS, "pytest found no tests"),
        (0, begun() + finished(0), Reason.NO_TESTS, "pytest found no tests"),
        (
            1,
            begun("a") + ran("a") + finished(1),
            Reason.EXIT_CODE,
            "its 1 test did not fail, but it ended with exit code 1: coverage below 80",
        ),
        (
            1,
            begun("a") + b"x\n" + ran("a") + finished(0),
            Reason.REPORT_DOUBTFUL,
            "what it told of its tests cannot be believed: something else wrote into it: 'x'",
        ),
        (139, begun("a") + lines(("started", "a")), Reason.CRASHED, "crashed with SIGSEGV, in a"),
        (1, begun("a") + ran("a", "failed", AWAY) + finished(1), Reason.NETWORK_WANTED, f"a: {AWAY}"),
    ],
)
def test_what_they_decide_together(code, told, reason, message):
    found = decided(code, told, "coverage below 80\n")
    assert (found.reason, found.message) == (reason, message)


def test_the_test_that_ran_is_named_when_time_or_memory_end_it():
    told = begun("a") + lines(("started", "a"))
    assert ", in a;" in decided(137, told, timed_out=True).message
    assert decided(137, told, out_of_memory=True).message.endswith(", in a")
    assert decided(137, told, silent=True).reason is Reason.SILENT


def test_one_real_failure_decides_and_the_others_are_marked_as_lacks():
    told = begun("a", "b") + ran("a", "failed", AWAY) + ran("b", "failed", "ValueError: x") + finished(1)
    found = decided(1, told)
    assert (found.reason, found.message) == (Reason.TESTS_FAILED, "b: ValueError: x (2 tests failed)")
    assert found.suite is not None
    assert [test.lacks for test in found.suite.tests] == [True, False]


def test_words_decide_where_nothing_was_collected():
    conftest = "ImportError while loading conftest '/work/conftest.py'.\nE   ImportError: no keras\n"
    found = decided(4, lines(("begun", "9"), ("finished", 4)), conftest)
    assert (found.reason, found.message) == (Reason.TESTS_FAILED, "ImportError: no keras")


def test_what_a_shell_said_before_it_is_in_the_log():
    assert decided(1, b"sh: out of files\n").log == "sh: out of files\n"
    assert decided(0, begun("a") + ran("a") + finished(0), "5 failed").kind is Kind.PASSED


def test_what_most_tests_failed_by_is_told_and_not_what_comes_first():
    """The first of 180 was an output of another form; 82 of them lost an argument."""
    told = begun("a", "b", "c", "d") + ran("a", "failed", "AssertionError: one of a kind")
    told += (
        ran("b", "failed", AWAY)
        + ran("c", "failed", "TypeError: 3 arguments")
        + ran("d", "failed", "TypeError: 4 arguments")
    )
    found = decided(1, told + finished(1))
    assert (found.reason, found.message) == (Reason.TESTS_FAILED, "c: TypeError: 3 arguments (4 tests failed)")
