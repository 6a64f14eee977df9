"""Sets between two are tried until it is known which package breaks it; only the same failure counts."""

from pathlib import Path

import pytest

from matrices.load import load
from service.blaming import Tried, culprit_of
from service.case import Case
from service.nouns import Outcome, Package, Reason, Set, Trial
from service.project.checkout import read_folder
from service.reading import Question
from tests.service.suites import outcome

EXAMPLE = Path(__file__).parents[2] / "examples" / "linear-regression"
PASSED = Outcome(None)
FAILED = Outcome(Reason.EXCEPTION, "AttributeError: module 'numpy' has no attribute 'float_' at 0x1f")
OLD = {"tensorflow": Package("2.15.1", ("numpy<3",)), "numpy": Package("1.26.4"), "six": Package("1.16.0")}
NEW = {
    "tensorflow": Package("2.18.1", ("numpy<3",)),
    "numpy": Package("2.0.2", (), frozenset({"numpy"})),
    "six": Package("1.17.0"),
}
HELD = "with it as before, the rest of TensorFlow 2.18.1 works"


@pytest.fixture(scope="module")
def case():
    return Case.read(read_folder(EXAMPLE), Question(targets=("2.18",)), load())


def asked(case: Case, bad: Outcome, says, before: Outcome = PASSED) -> tuple[str, list[Set]]:
    """What is found, and the sets that were tried; `says` ends each by the versions in it."""
    sets: list[Set] = []

    def attempt(asked: Set, _label: str) -> Outcome:
        sets.append(asked)
        ending: Outcome = says({pin.name: str(pin.specifier)[2:] for pin in asked.limits})
        return ending

    (candidate,), baseline = case.choice.candidates, case.choice.baseline
    old, new = Trial(False, (), before), Trial(False, (), bad, (bad,))
    tried = Tried(baseline, OLD, old), Tried(candidate, NEW, new)
    return culprit_of(case, old, *tried, flakes=(), attempt=attempt), sets


def test_one_trial_finds_what_the_error_names(case):
    said, (only,) = asked(case, FAILED, lambda pins: FAILED if pins["numpy"] == "2.0.2" else PASSED)
    assert said == (f"the culprit is numpy 1.26.4 -> 2.0.2; {HELD}; 1 of the sets between was tried, 3 packages differ")
    assert set(map(str, only.limits)) == {"numpy==1.26.4", "six==1.17.0", "tensorflow==2.18.1"}
    assert set(map(str, only.wanted)) == {"numpy", "tensorflow"}


def test_the_same_failure_in_other_numbers_is_the_same_and_another_says_nothing(case):
    again = FAILED._replace(message=FAILED.message.replace("0x1f", "0x2e"))
    other = Outcome(Reason.NOT_INSTALLABLE, "no wheel")

    def says(pins: dict[str, str]) -> Outcome:
        if pins["six"] == "1.17.0":
            return again
        return other if pins["numpy"] == "2.0.2" else PASSED

    said, _ = asked(case, FAILED, says)
    assert said.startswith(
        "the culprit is six 1.16.0 -> 1.17.0; with it as before, the rest of TensorFlow 2.18.1 cannot"
    )


def test_of_tests_those_count_that_were_lost_on_the_candidate(case):
    bad = outcome("a=passed b=failed")

    def says(pins: dict[str, str]) -> Outcome:
        return bad if pins["tensorflow"] == "2.18.1" else outcome("a=failed b=passed")

    said, _ = asked(case, bad, says, outcome("a=passed b=passed"))
    assert said.startswith("the culprit is among these, which no set between tells apart: numpy 1.26.4 -> 2.0.2, tens")


def test_what_does_not_install_has_no_culprit(case):
    said, tried = asked(case, Outcome(Reason.NOT_INSTALLABLE, "no wheel"), lambda _pins: PASSED)
    assert (said, tried) == ("the set does not install: no trial can tell which package is to blame", [])
