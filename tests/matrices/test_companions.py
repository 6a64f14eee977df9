"""Companions are bound to a TensorFlow, measured beside it, or unknown: a fossil without bounds is no answer."""

from dataclasses import replace
from datetime import date

import pytest
from packaging.version import Version

from matrices.companions import companion, companions
from matrices.grades import How
from matrices.load import load
from matrices.measuring.trial import IMPORT, Cure, Question, Results, Trial
from matrices.picking import Place


@pytest.fixture
def matrix():
    return replace(load(), trials=())


@pytest.mark.parametrize(
    ("product", "tensorflow", "python", "expected"),
    [
        ("tensorflow-text", "2.16.1", "3.11", "2.16.1"), ("tensorflow-decision-forests", "2.15.1", "3.11", "1.8.1"),
        ("tf-keras", "2.19.0", "3.12", "2.19.0"), ("tensorflow-text", "2.14.1", "3.11", "2.14.0"),
    ],
)  # fmt: skip
def test_a_bounded_companion_is_stated(matrix, product, tensorflow, python, expected):
    found = companion(matrix, matrix.products[product], Version(tensorflow), Place(python))
    assert (str(found.version), found.how) == (expected, How.STATED)
    assert found.source == f"pypi-{product}@{expected}"


@pytest.mark.parametrize("product", ["tfx", "tf-agents", "scikeras", "tensorflow-datasets"])
def test_a_release_from_before_bounds_is_unknown(matrix, product):
    found = companion(matrix, matrix.products[product], Version("2.19.0"), Place("3.11"))
    assert (found.version, found.how) == (None, None)
    assert found.note


def test_a_trial_beats_what_is_not_stated(matrix):
    question = Question("tensorflow-cpu", Version("2.19.0"), "3.11", ("tensorflow-datasets",))
    trial = Trial(question, date(2026, 11, 23), "3.11.7", "tensorflow-datasets==4.9.9", results=Results((IMPORT,)))
    measured = replace(matrix, trials=(trial,))
    found = companion(measured, matrix.products["tensorflow-datasets"], Version("2.19.0"), Place("3.11"))
    assert (str(found.version), found.how, found.source) == ("4.9.9", How.MEASURED, trial.source)
    broken = replace(trial, results=Results((), {IMPORT: "ImportError"}))
    found = companion(
        replace(matrix, trials=(broken,)), matrix.products["tensorflow-datasets"], Version("2.19.0"), Place("3.11")
    )
    assert found.version is None
    cured = replace(broken, cure=Cure(("setuptools<82",), {"setuptools": "81.0.0"}, Results((IMPORT,))))
    found = companion(
        replace(matrix, trials=(cured,)), matrix.products["tensorflow-datasets"], Version("2.19.0"), Place("3.11")
    )
    assert (str(found.version), found.note) == ("4.9.9", "with setuptools<82")


def test_every_product_that_speaks_of_tensorflow_is_there(matrix):
    names = [one.product for one in companions(matrix, Version("2.15.1"), Place("3.11"))]
    assert {"tensorflow-text", "tensorflow-addons", "tensorflow-probability", "tfx"} <= set(names)
    assert not {"tensorflow", "tensorflow-cpu", "numpy", "wrapt"} & set(names)
