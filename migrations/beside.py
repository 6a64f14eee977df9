"""What stands beside each TensorFlow: the NumPy and the Python that one gets with it today, as they were measured.

Rules speak of minors of TensorFlow; what NumPy or Python takes away is turned into such a span here. The tests hold
these lists against the trials of the matrix.
"""

from functools import cache
from itertools import takewhile

from packaging.version import Version

from migrations.rule import Span

NUMPY = {
    "1.13": "1.21",
    "1.15": "1.18",
    "2.4": "1.19",
    "2.7": "1.26",
    "2.12": "1.24",
    "2.14": "1.26",
    "2.18": "2.0",
    "2.19": "2.1",
    "2.20": "2.4",
}
"""The first minor of TensorFlow that comes with each NumPy: the newest that it works with, on a Python of its time."""

NEWER_NUMPY = {"2.5": "2.20"}
"""The first TensorFlow that installs with a newer NumPy than that on a newer Python."""

PYTHON = {"1.13": "3.7", "2.2": "3.8", "2.5": "3.9", "2.11": "3.10", "2.12": "3.11"}
"""The first minor of TensorFlow that is used with each Python: one that it and those after it can have."""

FIRST_ON = {"3.12": "2.16", "3.13": "2.20"}
"""The first TensorFlow with wheels for a Python that is newer than what `PYTHON` has."""


@cache
def numpy_span(gone: str, back: str | None = None) -> Span | None:
    """The TensorFlows whose NumPy is without something; None where all have it, or none is that new."""
    return _span(NUMPY, gone, back)


@cache
def python_span(gone: str) -> Span | None:
    """The TensorFlows that are used with a Python which is without something."""
    return _span(PYTHON, gone, None)


def _span(beside: dict[str, str], gone: str, back: str | None) -> Span | None:
    """From the first minor on from which all have lost it, to the last before it is there again."""
    minors = list(beside)
    if back is not None:
        minors = [minor for minor in minors if Version(beside[minor]) < Version(back)]
    lost = list(takewhile(lambda minor: Version(beside[minor]) >= Version(gone), reversed(minors)))
    if not lost:
        return None
    later = [minor for minor in beside if minor not in minors]
    return Span(lost[-1], _before(later[0]) if later else None)


def _before(minor: str) -> str:
    major, _, last = minor.partition(".")
    return f"{major}.{int(last) - 1}"
