"""What is said to stand beside each TensorFlow, held against what was measured and against what can be installed."""

import pytest
from packaging.version import Version

from matrices import query
from matrices.load import load
from migrations.beside import FIRST_ON, NEWER_NUMPY, NUMPY, PYTHON, python_span

MATRIX = load()
MINORS = [query.minor(one.version) for one in query.newer_minors(MATRIX, query.find(MATRIX, "1.14").version)]


def said(beside: dict[str, str], minor: str) -> str:
    return next(beside[each] for each in reversed(beside) if Version(each) <= Version(minor))


def measured() -> dict[str, str]:
    """By minor, the NumPy of its newest release as it was installed on the oldest interpreter that was tried."""
    found: dict[str, tuple[Version, Version, str]] = {}
    for trial in MATRIX.trials:
        question = trial.question
        installed = {**trial.installed, **(trial.cure.changed if trial.cure else {})}
        numpy = installed.get("numpy")
        minor = query.minor(question.version)
        key = (question.version, Version(question.python))
        old = found.get(minor)
        if numpy and not question.beside and (old is None or key[0] > old[0] or (key[0] == old[0] and key[1] < old[1])):
            found[minor] = (*key, numpy)
    return {minor: numpy for minor, (_, _, numpy) in found.items()}


@pytest.mark.parametrize(("minor", "numpy"), sorted(measured().items()))
def test_numpy_is_the_one_that_was_measured(minor, numpy):
    seen = ".".join(numpy.split(".")[:2])
    newer = Version(minor) >= Version(NEWER_NUMPY.get(seen, "99"))
    assert said(NUMPY, minor) == seen or newer


@pytest.mark.parametrize("minor", MINORS)
def test_python_is_one_that_it_installs_on(minor):
    assert said(PYTHON, minor) in query.pythons(query.find(MATRIX, minor))


@pytest.mark.parametrize(("python", "minor"), FIRST_ON.items())
def test_the_first_on_a_python(python, minor):
    having = [each for each in MINORS if python in query.pythons(query.find(MATRIX, each))]
    assert having[0] == minor
    assert python_span(python) is None
