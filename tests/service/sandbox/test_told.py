"""What a runner told is believed as far as it can be checked, and what was told once stays told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.told import before, read
from service.testing import Ending, PerTest, Suite, Warned
from tests.service.sandbox.telling import begun, finished, lines, ran, result


def told(data: bytes, *, cut: bool = False) -> Suite:
    suite = read(data, cut=cut)
    assert suite is not None
    return suite


def test_all_of_it():
    suite = told(begun("a", "b") + ran("a") + ran("b", "failed", "ValueError: x") + finished(1))
    assert suite.collected == ("a", "b")
    assert suite.tests == (
        PerTest("a", Ending.PASSED, seconds=0.5),
        PerTest("b", Ending.FAILED, "ValueError: x", seconds=0.5),
    )
    assert (suite.finished, suite.running, suite.doubt, suite.untold, suite.good) == (1, "", "", (), frozenset("a"))
    assert suite.is_whole


def test_where_nothing_began_there_is_nothing():
    assert read(b"") is None
    assert read(b"sh: 1: something\n") is None
    assert read(lines(("finished", 0))) is None


def test_what_came_before_it_is_kept_for_the_log():
    assert before(b"sh: a\nsh: b\n" + begun("a")) == b"sh: a\nsh: b"
    assert before(begun("a")) == b""
    assert before(b"only words") == b"only words"


@pytest.mark.parametrize(
    ("phases", "ending"),
    [
        ([("setup", "failed")], Ending.ERROR),
        ([("setup", "skipped")], Ending.SKIPPED),
        ([("setup", "passed"), ("call", "passed"), ("teardown", "failed")], Ending.ERROR),
        ([("setup", "passed"), ("call", "failed"), ("teardown", "failed")], Ending.FAILED),
        ([("call", "xfailed")], Ending.XFAILED),
        ([("call", "failed"), ("call", "passed")], Ending.FAILED),
        ([("call", "rerun"), ("call", "passed")], Ending.PASSED),
        ([("call", "skipped"), ("call", "passed")], Ending.PASSED),
        ([("call", "some new word")], Ending.FAILED),
    ],
)
def test_the_worst_of_what_was_said_of_a_test_counts(phases, ending):
    said = b"".join(result("a", outcome, when) for when, outcome in phases)
    assert [test.ending for test in told(begun("a") + said).tests] == [ending]


def test_a_setup_that_passed_says_nothing_of_its_test():
    suite = told(begun("a") + lines(("started", "a")) + result("a", when="setup"))
    assert (suite.tests, suite.untold, suite.running, suite.finished) == ((), ("a",), "a", None)
    assert not suite.is_whole


def test_a_file_that_is_not_collected_is_an_error():
    suite = told(begun() + lines(("uncollected", "t.py", "ImportError: x", "/work/t.py", 3)) + finished(2))
    assert suite.bad == (PerTest("t.py", Ending.ERROR, "ImportError: x", "t.py", 3),)


@pytest.mark.parametrize(
    ("noise", "doubt"),
    [
        (lines(("finished", 0), key="other"), "something else wrote into it"),
        (b"5 passed in 0.1s\n", "something else wrote into it: '5 passed in 0.1s'"),
        (b"\x1b[31m\xff\n", "something else wrote into it"),
        (b"[" * 5000 + b"\n", "something else wrote into it"),
        (lines(("result", "a", "call", "passed")), "something else wrote into it"),
        (lines(("result", "a", "call", "passed", "0", "", "", 0)), "something else wrote into it"),
        (lines(("no such word", "a")), "something else wrote into it"),
        (result("b"), "it tells of a test that was not collected: 'b'"),
        (finished(0) + finished(0), "it goes on after its end"),
    ],
)
def test_what_does_not_fit_makes_all_of_it_doubtful(noise, doubt):
    suite = told(begun("a") + noise + ran("a") + finished(0))
    assert suite.doubt.startswith(doubt)
    assert not suite.is_whole


def test_what_is_longer_than_what_is_kept_is_doubtful_and_half_a_line_at_the_end_is_not():
    assert told(begun("a") + ran("a"), cut=True).doubt == "it is longer than what is kept of it"
    assert told(begun("a") + ran("a") + b'["k3y", "fini').doubt == ""


def test_warnings_of_the_project_have_their_place_and_come_once():
    warned = lines(
        ("warning", "DeprecationWarning", "use y", "/work/pkg/a.py", 7),
        ("warning", "DeprecationWarning", "use y", "/work/pkg/a.py", 7),
        ("warning", "DeprecationWarning", "of others", "/env/lib/x.py", 1),
    )
    assert told(begun() + warned).warnings == (Warned("DeprecationWarning", "use y", "pkg/a.py", 7),)


@given(st.binary(max_size=300))
def test_nothing_that_is_written_into_it_raises_or_makes_a_pass(noise):
    suite = told(begun("a") + result("a", "failed") + noise)
    assert suite.doubt or [test.name for test in suite.bad] == ["a"]


@pytest.mark.parametrize("seconds", ["NaN", "Infinity", "-1.5", "1" + "0" * 400, "1e300"])
def test_a_clock_that_was_tampered_with_is_not_believed(seconds):
    line = b'["k3y", "result", "a", "call", "failed", %b, "broke", "/work/a.py", -3]\n' % seconds.encode()
    (test,) = told(begun("a") + line + finished(1)).tests
    assert (test.ending, test.seconds, test.line) == (Ending.FAILED, 0.0, None)


def test_what_is_told_can_be_shown_kept_and_sent():
    name = "a\x1b[31m\udcff\x00"
    (test,) = told(begun(name) + lines(("result", name, "call", "failed", 0.1, "\ud800 \x07", "\udcff.py", 1))).tests
    assert (test.name, test.message, test.path) == (r"a\udcff", r"\ud800 ", r"\udcff.py")
