"""Whether two lists of arrays hold the same numbers, within a tolerance that is said. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from service.probes import Array

Value = float | int | str


class Close(NamedTuple):
    """`new` is close to `old` where |new - old| <= atol * max(1, the largest |old| of its array) + rtol * |old|."""

    rtol: float
    atol: float

    def __str__(self) -> str:
        if self == EXACT:
            return "nothing"
        return f"rtol {self.rtol:g}, atol {self.atol:g}"


EXACT, STEP = Close(0.0, 0.0), Close(0.0, 1.0)
DEFAULTS: Mapping[str, Close] = {
    "float16": Close(1e-2, 1e-3),
    "bfloat16": Close(5e-2, 1e-2),
    "float32": Close(1e-4, 1e-5),
    "float64": Close(1e-5, 1e-8),
    "float": Close(1e-4, 1e-5),
}
"""`float` is a number of Python's own: it often comes from a tensor with the precision of float32."""

_LIKE = {"complex64": "float32", "complex128": "float64", "complex": "float"}
_KINDS = {"bool": "bool", "string": "text", "str": "text", "bytes": "text", "none": "none"}
_PYTHONS = frozenset({"bool", "int", "float", "complex"})


class Tolerance(NamedTuple):
    """What a project says for all numbers with a point; else each dtype has its own."""

    rtol: float | None = None
    atol: float | None = None

    def of(self, dtype: str) -> Close:
        usual = DEFAULTS.get(_LIKE.get(dtype, dtype))
        if usual is None:
            return DEFAULTS["float16"] if dtype.startswith("float8") else EXACT
        return Close(usual.rtol if self.rtol is None else self.rtol, usual.atol if self.atol is None else self.atol)


class Difference(NamedTuple):
    """One array that differs: what of it, and by how much at most where both have the same shape."""

    path: str
    message: str
    by: float | None = None


def differences(
    old: Sequence[Array], new: Sequence[Array], tolerance: Tolerance, *, steps: bool = False
) -> tuple[Difference, ...]:
    """What is another, is missing or came in addition, the largest first. `steps`: whole bytes may be off by one."""
    before, after = {each.path: each for each in old}, {each.path: each for each in new}
    found = [_of_two(each, after[path], tolerance, steps=steps) for path, each in before.items() if path in after]
    gone = [Difference(path, "is not there any more") for path in before if path not in after]
    added = [Difference(path, "was not there") for path in after if path not in before]
    return tuple(sorted(filter(None, (*gone, *added, *found)), key=_weight))


def _weight(difference: Difference) -> float:
    return -math.inf if difference.by is None else -difference.by


def _of_two(old: Array, new: Array, tolerance: Tolerance, *, steps: bool) -> Difference | None:
    if _kind(old) != _kind(new) or not _is_one_dtype(old.dtype, new.dtype):
        return Difference(old.path, f"its dtype is {new.dtype}, and was {old.dtype}")
    if old.shape != new.shape:
        return Difference(old.path, f"its shape is {list(new.shape)}, and was {list(old.shape)}")
    if old.digest == new.digest and old.dtype == new.dtype:
        return None
    if is_of_text(old.dtype):
        return _of_texts(old, new)
    close = STEP if steps and old.dtype in {"int8", "uint8"} else tolerance.of(old.dtype)
    return _of_values(old, new, close) or _of_all(old, new, close)


def is_of_text(dtype: str) -> bool:
    """Whether its values are text, and nothing can be said of how near they are."""
    return _KINDS.get(dtype) in {"text", "none"}


def _kind(array: Array) -> str:
    return _KINDS.get(array.dtype, "number")


def _is_one_dtype(old: str, new: str) -> bool:
    """A number of Python's own has no dtype that a caller would notice."""
    if old == new:
        return True
    return bool({old, new} & _PYTHONS) and _is_whole(old) == _is_whole(new)


def _is_whole(dtype: str) -> bool:
    return dtype.startswith(("int", "uint"))


def _of_texts(old: Array, new: Array) -> Difference | None:
    if old.digest == new.digest:
        return None
    pairs = zip(old.values, new.values, strict=False)
    shown = next(((one, other) for one, other in pairs if one != other), None)
    return Difference(old.path, f"is {shown[1]!r}, and was {shown[0]!r}" if shown else "is another text")


def _of_values(old: Array, new: Array, close: Close) -> Difference | None:
    """What of the values that are known of both is not close; where no distance can be said, it is infinite."""
    one, other = [_number(each) for each in old.values], [_number(each) for each in new.values]
    scale = 1.0 if close == STEP else max((abs(each) for each in one if math.isfinite(each)), default=0.0)
    far = [
        (_distance(was, now), at)
        for at, (was, now) in enumerate(zip(one, other, strict=False))
        if not _is_close(was, now, close, scale)
    ]
    if not far:
        return None
    by, at = max(far)
    known = f"{len(one)} " if len(one) == length_of(old) else f"{len(one)} that were looked at of {length_of(old)} "
    share = "" if length_of(old) == 1 else f"{len(far)} of {known}values differ; "
    size = f", by {by:.3g}" if math.isfinite(by) else ""
    values = f"{_place(old, at)}is {_shown(other[at])}, and was {_shown(one[at])}{size}"
    return Difference(old.path, f"{share}{values} (allowed: {close})", by)


def _of_all(old: Array, new: Array, close: Close) -> Difference | None:
    """Where only some values are known, what is known of all of them."""
    if len(old.values) >= length_of(old) or len(old.about) != len(new.about):
        return None
    scale = max(map(abs, old.about[1:]), default=0.0)
    names = ("count of what is not finite", "smallest value", "largest value", "mean")
    for name, was, now in zip(names, old.about, new.about, strict=False):
        if not _is_close(was, now, EXACT if name.startswith("count") else close, scale):
            return Difference(old.path, f"its {name} is {_shown(now)}, and was {_shown(was)}", abs(now - was))
    return None


def _is_close(was: float, now: float, close: Close, scale: float) -> bool:
    """Two that are no number are the same; infinities are, with the same sign."""
    if was == now or (math.isnan(was) and math.isnan(now)):
        return True
    if not (math.isfinite(was) and math.isfinite(now)):
        return False
    return abs(now - was) <= close.atol * max(1.0, scale) + close.rtol * abs(was)


def _distance(was: float, now: float) -> float:
    return abs(now - was) if math.isfinite(was) and math.isfinite(now) else math.inf


def _number(value: Value) -> float:
    """JSON has no word for what is not finite, and floats none for what is very large."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if int(value) > 0 else -math.inf


def length_of(array: Array) -> int:
    """How many values it has; a complex number is two."""
    return array.size * (2 if array.dtype.startswith("complex") else 1)


def _place(array: Array, at: int) -> str:
    """Where a value stands that is one of those known."""
    if not array.shape:
        return ""
    step = max(1, math.ceil(length_of(array) / max(1, len(array.values))))
    at = at * step // (2 if array.dtype.startswith("complex") else 1)
    places: list[int] = []
    for size in reversed(array.shape):
        at, place = divmod(at, size)
        places.append(place)
    return f"[{', '.join(map(str, reversed(places)))}] "


def _shown(value: float) -> str:
    return f"{value:.6g}"
