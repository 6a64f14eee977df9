"""A plain install: measured where it was tried, inferred where the facts say it, else unknown."""

from dataclasses import replace
from datetime import date

import pytest
from packaging.version import Version

from matrices.facts import At
from matrices.grades import How, Verdict
from matrices.load import load
from matrices.measuring.trial import CORE, FUNCTION, IMPORT, KERAS, TENSORBOARD, Cure, Question, Results, Trial
from matrices.plain import plain
from matrices.query import find

ALL = (IMPORT, CORE, FUNCTION, KERAS)


@pytest.fixture
def matrix():
    return replace(load(), trials=())


def trial(version: str, results: Results, **fields) -> Trial:
    question = Question("tensorflow-cpu", Version(version), "3.11")
    return Trial(question, date(2026, 11, 23), "3.11.7", "numpy==1.26.4", results=results, **fields)


def asked(matrix, version: str, *trials: Trial):
    return plain(replace(matrix, trials=trials), find(matrix, version), "3.11")


def test_what_was_tried_is_measured(matrix):
    own = trial("2.15.1", Results(ALL))
    found = asked(matrix, "2.15.1", own)
    assert (found.verdict, found.how, found.sources, found.picks) == (
        Verdict.WORKS, How.MEASURED, (own.source,), {"numpy": "1.26.4"},
    )  # fmt: skip


def test_another_patch_that_was_tried_is_an_inference(matrix):
    found = asked(matrix, "2.15.0", trial("2.15.1", Results(ALL)))
    assert (found.verdict, found.how) == (Verdict.WORKS, How.INFERRED)
    assert asked(matrix, "2.17.0", trial("2.15.1", Results(ALL))).verdict is Verdict.UNKNOWN


def test_a_conflict_of_what_installers_pick_is_an_inference(matrix):
    found = asked(matrix, "2.14.0")
    assert (found.verdict, found.how, found.at, found.cures) == (
        Verdict.BREAKS, How.INFERRED, At.IMPORT, ("numpy<2",),
    )  # fmt: skip


def test_what_does_not_install_says_why(matrix):
    found = plain(matrix, find(matrix, "2.15.0"), "3.12")
    assert (found.verdict, found.at) == (Verdict.BREAKS, At.INSTALL)
    assert "tensorflow==2.15.0" in found.error


def test_an_import_that_fails_breaks_with_its_cure(matrix):
    cure = Cure(("numpy<2",), {"numpy": "1.26.4"}, Results(ALL))
    found = asked(matrix, "2.14.0", trial("2.14.0", Results((), {IMPORT: "TypeError: x"}), cure=cure))
    assert (found.verdict, found.at, found.error, found.cures) == (
        Verdict.BREAKS, At.IMPORT, "TypeError: x", ("numpy<2",),
    )  # fmt: skip


def test_a_part_that_fails_does_not_break_the_rest(matrix):
    found = asked(matrix, "2.15.1", trial("2.15.1", Results(ALL, {TENSORBOARD: "No module named 'pkg_resources'"})))
    assert (found.verdict, found.at) == (Verdict.WORKS, None)
    assert found.without == {TENSORBOARD: "No module named 'pkg_resources'"}


def test_what_could_not_be_installed(matrix):
    found = asked(matrix, "2.15.1", trial("2.15.1", Results(), refused="no wheel of gast"))
    assert (found.verdict, found.at, found.error) == (Verdict.BREAKS, At.INSTALL, "no wheel of gast")
