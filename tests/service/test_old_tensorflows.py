"""TensorFlow 1.15 on Python 3.7 and 2.4 on 3.8, really installed and run, with what they need that has no wheel."""

import pytest

from matrices.load import load
from service.case import Case
from service.nouns import Checkout, Kind, Outcome, Reason
from service.reading import Question
from service.sandbox.interpreters import interpreters
from service.settings import Settings
from service.trials import ContainerTrials

pytestmark = [pytest.mark.engine, pytest.mark.network]

SESSION = """
import gast, tensorflow as tf
def test_a_session():
    with tf.Session() as session:
        assert session.run(tf.constant(2) * 3) == 6
    assert tf.__version__.startswith("1.15")
"""
EAGER = """
import docopt, tensorflow as tf
def test_a_layer():
    assert tf.keras.layers.Dense(3)(tf.ones((2, 5))).shape == (2, 3)
    assert tf.__version__.startswith("2.4")
"""
PROJECTS = {
    "1.15 on 3.7": ("3.7", "tensorflow==1.15.5\n", SESSION),  # its own gast 0.2.2 has no wheel
    "2.4 on 3.8": ("3.8", "tensorflow==2.4.4\ndocopt==0.6.2\n", EAGER),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_its_tests_run_and_are_told(name: str, tmp_path):
    python, requirements, test = PROJECTS[name]
    files = {"requirements.txt": requirements.encode(), "test_it.py": test.encode()}
    case = Case.read(Checkout("old", files), Question(), load())
    baseline, lines = case.choice.baseline, list[str]()
    assert baseline.python == python
    with ContainerTrials(Settings(data=tmp_path / "data"), print) as trials:
        there = trials.prepare(case.wanted(baseline), case.limits(baseline), python, lines.append)
        if isinstance(there, Outcome):  # a machine may neither have such an interpreter nor a registry of images
            assert there.reason is Reason.NO_IMAGE, there
            assert python not in interpreters()
            assert f"install Python {python} (pyenv, uv)" in there.message
            return
        assert "a pin has no wheel for this Python: building it from its source, apart from the shared cache" in lines
        outcome = trials.run(there, files, case.declared.command or (), print)
    assert outcome.kind is Kind.PASSED, outcome.log
    assert outcome.suite is not None
    assert len(outcome.suite.good) == 1
