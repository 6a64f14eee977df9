from datetime import date

from packaging.version import Version

from matrices.measuring.trial import Outcome, Question, Results, Trial

QUESTION = Question("tensorflow-cpu", Version("2.14.0"), "3.11")
DAY = date(2026, 11, 23)


def test_the_first_failed_stage_names_the_outcome():
    assert Results(("import", "core")).outcome is Outcome.WORKS
    assert Results(("import",), {"h5": "error"}).outcome is Outcome.USE_FAILS
    assert Results(("tensorboard",), {"import": "error"}).outcome is Outcome.IMPORT_FAILS


def test_what_was_refused_was_not_installed():
    assert Trial(QUESTION, DAY, "3.11", refused="no version").outcome is Outcome.INSTALL_FAILS


def test_a_trial_can_be_cited():
    assert Trial(QUESTION, DAY, "3.11.7").source == "trial:2026-11-23/tensorflow-cpu-2.14.0-python-3.11"


def test_what_was_asked_for_beside_it_is_in_its_name():
    question = Question("tensorflow", Version("2.19.0"), "3.11", ("tensorflow-hub", "numpy<2"))
    assert question.requirements == ("tensorflow==2.19.0", "tensorflow-hub", "numpy<2")
    assert str(question) == "tensorflow-2.19.0-python-3.11+tensorflow-hub+numpy<2"


def test_versions_are_in_the_order_of_versions():
    asked = [
        Question("tensorflow", Version(v), p) for v, p in (("2.10.0", "3.10"), ("2.10.0", "3.9"), ("2.9.0", "3.9"))
    ]
    assert sorted(asked, key=lambda q: q.order) == list(reversed(asked))
