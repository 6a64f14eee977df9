"""Candidates from the real matrix: nearest first, the project's interpreters respected, refusals with their fact."""

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices.load import load
from service.errors import WrongUse
from service.nouns import Declared, DeclaredLine
from service.resolve.candidates import choose
from service.resolve.versions import tensorflow_line


def declared(*requirements: str, python: str = "") -> Declared:
    lines = tuple(
        DeclaredLine(Requirement(text), "requirements.txt", n, text) for n, text in enumerate(requirements, 1)
    )
    return Declared(lines, SpecifierSet(python))


def test_the_baseline_is_what_is_declared_and_every_newer_minor_is_a_candidate():
    choice = choose(declared("tensorflow==2.15.1"), load())
    assert (str(choice.baseline.tensorflow), choice.baseline.python, choice.assumed) == ("2.15.1", "3.11", False)
    assert [str(c.tensorflow) for c in choice.candidates][:4] == ["2.16.2", "2.17.1", "2.18.1", "2.19.1"]
    assert {c.python for c in choice.candidates} == {"3.11"}


def test_a_range_means_its_newest_release():
    assert str(choose(declared("tensorflow>=2.10,<2.16"), load()).baseline.tensorflow) == "2.15.1"
    assert str(choose(declared("tensorflow~=2.10.0"), load()).baseline.tensorflow) == "2.10.1"


def test_named_versions_are_taken_once_in_order():
    choice = choose(declared("tensorflow==2.15.1"), load(), targets=("newest", "2.16", "2.16.2", "2.15.1"))
    assert [str(c.tensorflow) for c in choice.candidates] == ["2.16.2", "2.21.0"]


def test_the_interpreter_stays_where_it_can_and_else_moves_as_little_as_it_can():
    choice = choose(declared("tensorflow==2.15.1", python=">=3.9,<3.10"), load(), targets=("2.16",))
    assert [c.python for c in choice.candidates] == ["3.9"]
    choice = choose(declared("tensorflow==2.10.1", python=">=3.8"), load(), targets=("2.12", "newest"))
    assert (choice.baseline.python, [c.python for c in choice.candidates]) == ("3.10", ["3.10", "3.10"])
    choice = choose(declared("tensorflow==2.4.4"), load(), targets=("newest",))
    assert (choice.baseline.python, [c.python for c in choice.candidates]) == ("3.8", ["3.10"])


def test_a_candidate_that_no_allowed_interpreter_has_is_refused_with_the_fact():
    choice = choose(declared("tensorflow==2.15.1", python=">=3.9,<3.10"), load(), targets=("newest",))
    assert not choice.candidates
    assert "it has wheels for Python 3.10" in choice.refusals[0].reason
    assert "3.9" in choice.refusals[0].reason


def test_a_patch_floor_does_not_exclude_its_minor():
    assert choose(declared("tensorflow==2.15.1", python=">=3.11.4"), load()).baseline.python == "3.11"


def test_an_interpreter_that_the_baseline_never_had():
    with pytest.raises(WrongUse, match=r"2\.15\.1 has no wheel for the Python .*3\.9, 3\.10, 3\.11"):
        choose(declared("tensorflow==2.15.1"), load(), python="3.13")


def test_keras_and_cures_come_with_a_candidate():
    choice = choose(declared("tensorflow==2.10.1"), load(), targets=("2.11", "2.14.0", "2.15", "2.16"))
    cures = {str(c.tensorflow): [str(k.requirement) for k in c.constraints] for c in choice.candidates}
    assert cures["2.11.1"] == ["numpy<2"]
    assert cures["2.14.0"] == ["numpy<2"]
    assert cures["2.15.1"] == cures["2.16.2"] == []
    assert [c.keras and c.keras.split(".")[0] for c in choice.candidates] == ["2", "2", "2", "3"]
    assert all(c.reason and c.source for candidate in choice.candidates for c in candidate.constraints)


def test_unknown_versions_name_the_nearest():
    for targets, baseline in ((("2.99",), None), ((), "2.15.9")):
        with pytest.raises(WrongUse, match="nearest"):
            choose(declared("tensorflow==2.15.1"), load(), targets=targets, baseline=baseline)


def test_a_declared_version_that_nobody_released():
    with pytest.raises(WrongUse, match=r"requirements.txt:2: 'tensorflow==9.9' admits no TensorFlow"):
        choose(declared("numpy", "tensorflow==9.9"), load())


@pytest.mark.parametrize(
    ("pinned", "released"),
    [("2.3.0rc0", "2.3.0"), ("2.0.0-beta1", "2.0.0"), ("1.0.0a0", "1.0.0"), ("2.12.0.dev20230101", "2.12.0")],
)
def test_a_pre_release_is_what_became_of_it(pinned: str, released: str):
    choice = choose(declared(f"tensorflow=={pinned}"), load())
    assert (str(choice.baseline.tensorflow), choice.assumed) == (released, False)


@pytest.mark.parametrize(
    ("python", "suited", "baseline"),
    [
        (">=3.9", None, "2.5.0"),
        (">=3.9", "2.0", "2.5.0"),
        (">=3.9", "2.11", "2.11.1"),
        (">=3.7,<3.8", "1.15", "1.15.5"),
    ],
)
def test_what_is_assumed_runs_on_the_python_that_is_declared(python, suited, baseline):
    choice = choose(declared("numpy", python=python), load(), suited=suited)
    assert (str(choice.baseline.tensorflow), choice.assumed) == (baseline, True)


def test_nothing_declared_is_said_to_be_assumed():
    choice = choose(declared("numpy"), load())
    assert choice.assumed
    assert choice.baseline.tensorflow.release[:2] == (2, 0)
    assert not choose(declared("numpy"), load(), baseline="2.15").assumed


def test_the_line_that_limits_is_the_one_that_counts():
    line = tensorflow_line(declared("tensorflow", "tensorflow-cpu==2.15.1"))
    assert line is not None
    assert line.line == 2
    assert tensorflow_line(declared("tensorflow-text==2.15.0")) is None
