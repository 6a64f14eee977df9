"""What the baseline misses is installed where somebody says which package it is, and it is tried again."""

from dataclasses import replace

import pytest
from packaging.requirements import Requirement

from matrices.load import load
from service import pipeline
from service.case import Case
from service.missed import missed
from service.nouns import Checkout, Outcome, Reason
from service.reading import Question
from service.testing import Ending, PerTest, Suite
from tests.service.test_pipeline import PASSED, Recorded, opened

SETUP = b"""from setuptools import setup
setup(name="a", install_requires=["tensorflow==2.15.1"], extras_require={"dev": ["scipy<1.12", "seaborn"]})
"""
CHECKOUT = Checkout("a", {"setup.py": SETUP, "test_a.py": b"import scipy\n\n\ndef test_it():\n    pass\n"})


def failed(*messages: str) -> Outcome:
    tests = tuple(PerTest(f"t{at}", Ending.ERROR, message) for at, message in enumerate(messages))
    return Outcome(Reason.TESTS_FAILED, f"t0: {messages[0]}", exit_code=2, suite=Suite((), tests, 2))


def no_module(name: str) -> str:
    return f"ModuleNotFoundError: No module named '{name}'"


@pytest.fixture(scope="module")
def case():
    return Case.read(CHECKOUT, Question(targets=("2.16",)), load())


@pytest.mark.parametrize(
    ("outcome", "named"),
    [
        (failed(no_module("scipy.special"), no_module("matplotlib")), ["matplotlib", "scipy<1.12"]),
        (Outcome(Reason.EXCEPTION, no_module("sklearn.svm")), ["scikit-learn"]),
        (Outcome(Reason.TESTS_FAILED, log="error: unrecognized arguments: --cov=a\n"), ["pytest-cov"]),
        (
            Outcome(Reason.EXIT_CODE, log="error: unrecognized arguments: --cache-clear --pycodestyle\n"),
            ["pytest-pycodestyle"],
        ),
        (failed("fixture 'mocker' not found")._replace(log="E       fixture 'mocker' not found"), ["pytest-mock"]),
        (
            failed("ImportError: this needs SciPy")._replace(
                log="E   ModuleNotFoundError: No module named 'scipy'\n\nE   ImportError: this needs SciPy\n"
            ),
            ["scipy<1.12"],
        ),
        (failed("ImportError: it needs SciPy: `pip install SciPy`"), ["scipy<1.12"]),
        (failed("ImportError: it needs more: pip install something-of-a-stranger"), []),
        (failed("ValueError: a")._replace(log="warning: No module named 'scipy', going on without it\n"), []),
        (failed(no_module("tensorflow.contrib"), no_module("keras.wrappers"), no_module("a_name_of_nobody")), []),
        (Outcome(Reason.TIMED_OUT, no_module("scipy")), []),
        (PASSED, []),
    ],
)
def test_it_is_what_the_run_names_in_the_versions_of_the_project(case, outcome, named):
    assert list(map(str, missed(case, outcome))) == named


def test_it_is_asked_for_once(case):
    assert missed(replace(case, missed=(Requirement("scipy"),)), failed(no_module("scipy"))) == ()


def run(trials: Recorded, **how: bool):
    asked = Question(targets=("2.16",))
    return pipeline.check(CHECKOUT, asked, load(), opened(trials), lambda _event: None, **how)


@pytest.mark.parametrize("how", [{}, {"bisect": True}])
def test_all_are_tried_with_it(how):
    trials = Recorded({("2.15", False): [failed(no_module("scipy")), failed(no_module("seaborn")), PASSED]})
    report = run(trials, **how)
    assert trials.tried == [("2.15", False)] * 3 + [("2.16", False)]
    assert ["scipy<1.12" in each for each in trials.installed] == [False, True, True, True]
    assert [candidate.verdict for candidate in report.candidates] == ["works"]
    assert "its trials also have what they missed" in " ".join(note.message for note in report.notes)
    assert [trial.outcome for trial in report.project.baseline.trials] == ["passed"]


def test_what_cannot_be_installed_with_it_is_tried_without():
    refused = Outcome(Reason.NOT_INSTALLABLE, "no version of scipy")

    class Refusing(Recorded):
        def prepare(self, wanted, limits, python, say):
            there = super().prepare(wanted, limits, python, say)  # type: ignore[no-untyped-call] # as all of the tests
            return refused if "scipy" in {each.name for each in wanted} else there

    report = run(Refusing({("2.15", False): failed(no_module("scipy"))}))
    assert "No module named 'scipy'" in report.project.baseline.trials[0].message
    assert not [note for note in report.notes if "what they missed" in note.message]


def test_what_a_candidate_alone_misses_is_its_failure():
    trials = Recorded({("2.16", False): failed(no_module("scipy"))})
    assert [candidate.verdict for candidate in run(trials).candidates] == ["breaks"]
    assert not any("scipy<1.12" in each for each in trials.installed)
