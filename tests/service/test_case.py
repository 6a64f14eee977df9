"""What a project declares and what its code needs, together."""

import pytest
from packaging.version import Version

from matrices.load import load
from service.case import Case
from service.nouns import Candidate, Checkout
from service.reading import Question
from service.reporting import build

WRITER = b"import tensorflow as tf\ntf.summary.scalar('loss', 0.5, step=1)\n"
WRAPPED = b"import tensorflow as tf\nfrom tensorflow.keras.wrappers.scikit_learn import KerasRegressor\n"


def read(code: bytes, requirements: bytes) -> tuple[Case, Candidate]:
    files = {"train.py": code, "requirements.txt": requirements}
    case = Case.unsettled(Checkout("p", files), Question(targets=("2.21",)), load())
    return case, case.choice.candidates[0]


class TestPackagesThatCodeNeeds:
    def test_a_line_is_added_beside_tensorflow(self):
        case, newest = read(WRITER, b"tensorflow==2.15.1\nnumpy\n")
        lines = case.rewritten(newest).files["requirements.txt"].split(b"\n")
        assert lines[:3] == [b"tensorflow==2.21.0", b"tensorboard  # for train.py:2", b"numpy"]
        assert "tensorboard" in {requirement.name for requirement in case.wanted(newest)}

    def test_declared_it_is_neither_added_nor_missed(self):
        case, newest = read(WRITER, b"tensorflow==2.15.1\ntensorboard\n")
        assert b"for train.py" not in case.rewritten(newest).files["requirements.txt"]
        assert case.analysis.concerning(newest.tensorflow) == ()

    def test_code_that_has_to_change_is_named_whatever_is_declared(self):
        case, newest = read(WRAPPED, b"tensorflow==2.10.0\nscikeras\n")
        assert "scikit_wrappers" in {each.rule for each in case.analysis.concerning(newest.tensorflow)}
        assert b"scikeras.wrappers" in case.patched_sources(newest)["train.py"]

    @pytest.mark.parametrize("code", [b"import tensorflow as tf\nprint(tf.ones(1))\n", WRAPPED])
    def test_the_baseline_is_taken_as_it_is(self, code: bytes):
        case, _ = read(code, b"tensorflow==2.10.0\n")
        baseline = case.choice.baseline
        assert baseline.tensorflow == Version("2.10.0")
        assert case.needed_by_code(baseline) == ()


class TestBaselinesThatAreNotDeclaredAnyMore:
    """A version was bumped, and what it was before is to be tried beside it."""

    DECLARED = b"tensorflow==2.18.0\nkeras==3.3.3\nnumpy==2.0.2\n"

    def test_everything_moves_back_with_it(self):
        files = {"train.py": WRITER, "requirements.txt": self.DECLARED}
        case = Case.read(Checkout("p", files), Question(baseline="2.15.1", targets=("2.18.0",)), load())
        wanted = {str(each) for each in case.wanted(case.choice.baseline)}
        assert {"tensorflow==2.15.1", "keras==2.15.0", "numpy==1.26.4"} <= wanted
        assert not any("what is declared breaks" in note.message for note in build(case, {}).notes)

    def test_one_that_is_declared_stays_as_it_is(self):
        files = {"train.py": WRITER, "requirements.txt": self.DECLARED}
        case = Case.read(Checkout("p", files), Question(targets=("2.21",)), load())
        assert {str(each) for each in case.wanted(case.choice.baseline)} >= set(self.DECLARED.decode().split())


def test_what_a_notebook_installs_is_held_to_the_needs_on_the_interpreter():
    notebook = (
        b'{"cells": [{"cell_type": "code", "source": ["!pip install \\"tensorflow==2.10\\" \'numpy==1.21.6\'"]}]}'
    )
    asked = Question(targets=("2.16.2",))
    case = Case.unsettled(Checkout("p", {"train.py": WRITER, "a.ipynb": notebook}), asked, load())
    made = case.rewritten(case.choice.candidates[0]).files["a.ipynb"]
    assert b"""!pip install \\"tensorflow==2.16.2\\" 'numpy>=1.23.5,<2.0.0'""" in made
