"""Where a trial failed, why, and what was found there."""

import pytest
from packaging.version import Version

from matrices.load import load
from migrations.rule import Effect, Finding, Fix
from service.joining import met, places, unmet, why
from service.nouns import Candidate, Outcome, Reason, Trial
from service.testing import Ending, PerTest, Suite

LOG = """Traceback (most recent call last):
  File "/work/main.py", line 9, in <module>
    build()
  File "/work/pkg/net.py", line 31, in build
    return Adam(lr=0.1)
  File "/env/lib/python3.11/site-packages/keras/src/optimizers/adam.py", line 60, in __init__
    super().__init__(
ValueError: Argument(s) not recognized: {'lr': 0.1}
"""
FAILED = Outcome(Reason.EXCEPTION, "ValueError: Argument(s) not recognized: {'lr': 0.1}", LOG)
CANDIDATE = Candidate(Version("2.16.2"), "3.11", None)


def finding(path: str, line: int) -> Finding:
    return Finding("r", path, line, 1, "tf.keras.optimizers.Adam", "m", Effect.BREAKS, "2.16", None, Fix.SAFE, "s")


def trial(*runs: Outcome) -> Trial:
    return Trial(False, ("python", "main.py"), runs[0], runs[1:])


def test_the_innermost_line_of_the_project_is_where_a_program_failed():
    assert places(FAILED) == {("pkg/net.py", 31)}


@pytest.mark.parametrize(
    ("path", "found"),
    [("pkg/net.py", {("pkg/net.py", 3)}), ("/env/lib/keras.py", {("test_a.py", 7), ("pkg/net.py", 5)})],
)
def test_of_tests_it_is_where_each_failed(path, found):
    bad = PerTest("test_a.py::a", Ending.FAILED, "ValueError", path, 3)
    log = "test_a.py:7: \npkg/net.py:5: ValueError\n" if path.startswith("/") else ""
    assert places(Outcome(Reason.TESTS_FAILED, "", log, suite=Suite(("test_a.py::a",), (bad,), 1))) == found


def test_only_the_tests_that_are_asked_about_count():
    always = PerTest("test_a.py::always", Ending.FAILED, "x", "test_a.py", 9)
    lost = PerTest("test_a.py::lost", Ending.FAILED, "y", "net.py", 6)
    outcome = Outcome(Reason.TESTS_FAILED, suite=Suite((), (always, lost), 1))
    assert places(outcome) == {("test_a.py", 9), ("net.py", 6)}
    assert places(outcome, [lost]) == {("net.py", 6)}


def test_a_finding_at_that_place_is_proven_by_it():
    findings = [finding("pkg/net.py", 31), finding("main.py", 9)]
    assert list(met(findings, trial(FAILED))) == [
        "its trial fails at pkg/net.py:31, where tf.keras.optimizers.Adam was found"
    ]


def test_where_nothing_was_found_is_said_too():
    assert list(met([finding("main.py", 9)], trial(FAILED))) == [
        "its trial fails at pkg/net.py:31, where nothing was found"
    ]


def test_what_breaks_in_the_same_file_is_named_where_nothing_was_found_on_the_line():
    found = [finding("pkg/net.py", line) for line in (3, 4, 5, 6)]
    (said,) = met(found, trial(FAILED))
    first = ", ".join(f"tf.keras.optimizers.Adam at pkg/net.py:{line}" for line in (3, 4, 5))
    assert said.endswith(f":31, where nothing was found; what breaks from its text is {first} and 1 more")


def test_what_passes_or_has_no_place_says_nothing():
    assert list(met([], trial(Outcome(None, log=LOG)))) == []
    assert list(met([], trial(Outcome(Reason.EXIT_CODE, "gave up", "gave up\n")))) == []


def test_the_cause_is_told_with_what_mends_it():
    (told,) = why(CANDIDATE, trial(FAILED), load())
    assert told.startswith("Keras optimizers take `learning_rate`;")
    assert "rule: upflow migrate . --to newest (rule optimizer_learning_rate) (Source: https://" in told


def test_no_cause_is_invented():
    assert list(why(CANDIDATE, trial(Outcome(Reason.EXCEPTION, "ValueError: my own")), load())) == []
    assert list(why(CANDIDATE, trial(Outcome(None)), load())) == []


def test_a_trial_that_passes_speaks_against_what_was_found_to_break_and_not_against_a_change():
    breaks = finding("a.py", 3)
    found = [breaks, breaks._replace(effect=Effect.CHANGES, line=9)]
    (sentence,) = unmet(found)
    assert sentence.startswith("its trial passed, although this was found to break: ")
    assert sentence.endswith("; it was not reached, or is not so")
    assert ":9" not in sentence
    assert list(unmet(found[1:])) == []
    assert "and 2 more" in next(unmet([breaks] * 5))
