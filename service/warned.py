"""Warnings about the project's own lines, from what its tests told and from what stands in its log."""

import re
from collections.abc import Iterator

from service.nouns import Outcome
from service.testing import Warned

_PYTHON = re.compile(
    r"^/work/(?P<path>[^:\n]+):(?P<line>\d+): (?P<category>\w*Warning): (?P<message>.+)$", re.MULTILINE
)
_TENSORFLOW = re.compile(
    r"\bFrom /work/(?P<path>[^:\n]+):(?P<line>\d+): (?P<message>.*\bdeprecated\b.*)$", re.MULTILINE
)


def warned(outcome: Outcome) -> tuple[Warned, ...]:
    """Each once, in the order of files and lines."""
    told = outcome.suite.warnings if outcome.suite else ()
    return tuple(sorted({*told, *_in_log(outcome.log)}, key=lambda each: (each.path, each.line, each.message)))


def _in_log(log: str) -> Iterator[Warned]:
    """Python names the category; TensorFlow's own notices are about what is deprecated."""
    for match in _PYTHON.finditer(log):
        yield Warned(match["category"], match["message"], match["path"], int(match["line"]))
    for match in _TENSORFLOW.finditer(log):
        yield Warned("DeprecationWarning", match["message"], match["path"], int(match["line"]))
