"""Trials about what does not exist, failures without a reason, and successes that a conflict denies are found."""

from dataclasses import replace
from datetime import date

import pytest
from packaging.version import Version

from matrices.checks import trials
from matrices.load import Reading, load
from matrices.measuring.trial import CORE, FUNCTION, IMPORT, KERAS, TENSORBOARD, Question, Results, Trial

ALL = (IMPORT, CORE, FUNCTION, KERAS)


def found(version: str, python: str, listing: str, results: Results, package: str = "tensorflow-cpu") -> list[str]:
    trial = Trial(Question(package, Version(version), python), date(2026, 11, 23), python, listing, results=results)
    return [str(problem) for problem in trials.run(Reading(replace(load(), trials=(trial,)), {}, ()))]


def test_a_failure_with_its_conflict_and_a_success_without_are_fine():
    crash = Results((), {IMPORT: "TypeError"})
    assert found("2.14.0", "3.11", "tensorflow-cpu==2.14.0 numpy==2.4.6", crash) == []
    assert found("2.14.0", "3.11", "tensorflow-cpu==2.14.0 numpy==1.26.4", Results(ALL)) == []
    assert found("2.15.1", "3.11", "tensorflow-cpu==2.15.1", Results(ALL, {TENSORBOARD: "ModuleNotFoundError"})) == []


@pytest.mark.parametrize(
    ("version", "python", "listing", "results", "expected"),
    [
        ("2.16.0", "3.11", "", Results(ALL), "version: found 2.16.0, expected a release that exists"),
        ("2.15.1", "3.12", "", Results(ALL), "python: found 3.12, expected one of 3.9, 3.10, 3.11"),
        (
            "2.14.0", "3.11", "tensorflow-cpu==2.14.0 numpy==1.26.4", Results((), {IMPORT: "TypeError: x"}),
            "failed.import: found 'TypeError: x', expected a conflict among what was installed that explains it",
        ),
        (
            "2.14.0", "3.11", "tensorflow-cpu==2.14.0 numpy==2.4.6", Results(ALL),
            "passed: found import, expected a failure, as numpy-2-abi-tensorflow-2.14.0 says; or a narrower conflict",
        ),
        (
            "2.15.1", "3.11", "tensorflow-cpu==2.15.1", Results((IMPORT, CORE), {KERAS: "ValueError"}),
            "failed.keras: found 'ValueError'",
        ),
    ],
)  # fmt: skip
def test_each_disagreement_is_named(version, python, listing, results, expected):
    assert any(expected in text for text in found(version, python, listing, results))


def test_a_package_that_nobody_knows():
    assert "version: found 1.0" in found("1.0", "3.11", "", Results(ALL), "torch")[0]
