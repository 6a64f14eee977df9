"""Whether two outputs say the same: the values in them are, within what another version's arithmetic may differ."""

import math
import re

RELATIVE, ABSOLUTE = 1e-3, 2e-4

_PROGRESS = re.compile(r"^.*\d+/(?:\d+|Unknown)\b.*(?:\[[=>.]|\u2501|\x08).*$\n?", re.MULTILINE)
_VALUE = re.compile(r"(?<![\w.])(?:[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|nan|inf)|True|False|None)(?![\w])")


def same(one: str, other: str) -> bool:
    """Numbers and truths in their order; other words are how a version shows them. Without any, the text itself."""
    one, other = _PROGRESS.sub("", one), _PROGRESS.sub("", other)
    left, right = values(one), values(other)
    if not left and not right:
        return one.split() == other.split()
    return len(left) == len(right) and all(map(_close, left, right))


def values(output: str) -> list[float | str]:
    return [_value(text) for text in _VALUE.findall(output)]


def _value(text: str) -> float | str:
    return text if text in {"True", "False", "None"} else float(text)


def _close(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    both_nan = math.isnan(one) and math.isnan(other)
    return both_nan or math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
