"""What a function gives back as arrays with paths, each so that it fits through a pipe: a part of a program."""
# ruff: noqa: ANN401 - what a project gives back may be anything

import hashlib
import importlib
import math
from collections.abc import Callable, Iterator
from typing import Any

MOST_ARRAYS = 1000
MANY_VALUES = 1 << 15
VALUES = 1 << 10
FEW_VALUES = 16
TEXT = 100
WIDEST, WIDEST_OF_NUMPY = 1024, 63
DEEPEST = 50


def leaves(value: Any, path: str = "", depth: int = 0) -> "Iterator[tuple[str, Any]]":
    """Every array, tensor, number and text in nested containers, with the path that leads there."""
    if depth > DEEPEST:
        raise ValueError(f"it is nested more than {DEEPEST} deep")
    if value is None or isinstance(value, (str, bytes, bool, int, float, complex)):
        yield path, value
        return
    for part, each in parts(value):
        if part is None:
            yield path, each
        else:
            yield from leaves(each, path + part, depth + 1)


def parts(value: Any) -> "Iterator[tuple[str | None, Any]]":
    """What a container holds, each with the step to it; an array without a step."""
    names = fields(value)
    if names:
        yield from (("." + name, getattr(value, name)) for name in names)
    elif hasattr(value, "flat_values") and hasattr(value, "nested_row_splits"):
        yield ".flat_values", value.flat_values
        yield ".row_splits", list(value.nested_row_splits)
    elif hasattr(value, "keys") and hasattr(value, "__getitem__"):
        yield from ((f"[{key!r}]", value[key]) for key in sorted(value.keys(), key=str))
    elif isinstance(value, (list, tuple)):
        yield from ((f"[{number}]", each) for number, each in enumerate(value))
    elif isinstance(value, (set, frozenset)):
        yield None, repr(sorted(map(repr, value)))
    else:
        yield None, array_of(value)


def fields(value: Any) -> "tuple[str, ...]":
    """The names of what a record holds: a named tuple, a dataclass, a sparse tensor, the history of a training."""
    if hasattr(value, "dense_shape") and hasattr(value, "indices"):
        return ("indices", "values", "dense_shape")
    if isinstance(getattr(value, "history", None), dict):
        return ("history",)
    return tuple(getattr(value, "_fields", ())) or tuple(getattr(value, "__dataclass_fields__", ()))


def array_of(value: Any) -> Any:
    """What NumPy makes of it; never an array of objects that are no text."""
    numpy = importlib.import_module("numpy")

    for name in ("numpy", "to_numpy"):
        if callable(getattr(value, name, None)):
            try:
                value = getattr(value, name)()
            except NotImplementedError:
                kind = type(value).__name__
                raise TypeError(f"a {kind} has no value yet: run it, and give back what comes out") from None
            break
    is_symbol = hasattr(value, "op") or type(value).__name__ in ("KerasTensor", "SymbolicTensor")
    array = None if is_symbol else numpy.asarray(value)
    if array is None or (array.dtype.kind == "O" and not all(isinstance(each, (str, bytes)) for each in array.flat)):
        raise TypeError(f"a {type(value).__name__} is no number, text or array that could be compared")
    return array


def say_all(value: Any, say: "Callable[..., None]", way: str = "") -> None:
    """Says every array of it. Those that come late in a long list are said with fewer values."""
    left = MANY_VALUES
    for number, (path, each) in enumerate(leaves(value, way)):
        if number >= MOST_ARRAYS:
            say("more", f"more than {MOST_ARRAYS} arrays: the others were not compared")
            return
        word = described(each, VALUES if left > 0 else FEW_VALUES)
        left -= len(word[-1])
        say("array", path, *word)


def described(value: Any, most: int) -> "tuple[Any, ...]":
    """Its dtype, shape, digest, numbers about all of it, and its values; evenly spaced ones where there are many."""
    if value is None or isinstance(value, (str, bytes)):
        kind = "none" if value is None else type(value).__name__
        return kind, [], digest_of(repr(value).encode()), [], [text_of(value)]
    if isinstance(value, int) and value.bit_length() > WIDEST_OF_NUMPY:
        is_text = value.bit_length() > WIDEST
        text = hex(value)
        return "str" if is_text else "int", [], digest_of(text.encode()), [], [text_of(text) if is_text else value]
    numpy = importlib.import_module("numpy")

    array = numpy.asarray(value)
    name = type(value).__name__ if isinstance(value, (bool, int, float, complex)) else str(array.dtype)
    shape = [int(size) for size in array.shape]
    if array.dtype.kind in "SUO":
        texts = [text_of(each) for each in array.ravel()[:most]]
        return "string", shape, digest_of(repr(array.ravel().tolist()).encode()), [], texts
    if array.dtype.kind in "Mm":
        array = array.astype("int64")
    digest = digest_of(numpy.ascontiguousarray(array).tobytes())
    flat = plain(array)
    step = max(1, math.ceil(flat.size / most))
    return name, shape, digest, about(flat), [said(each) for each in flat[::step].tolist()]


def plain(array: Any) -> Any:
    """Flat, and of a dtype that Python has numbers for; a complex number is two."""
    flat = array.ravel()
    if flat.dtype.kind == "c":
        flat = flat.astype("complex128").view("float64")
    elif flat.dtype.kind not in "biu":
        flat = flat.astype("float64")
    return flat


def about(flat: Any) -> "list[Any]":
    """How many are not finite, and the smallest, the largest and the mean of the others."""
    numpy = importlib.import_module("numpy")

    finite = flat[numpy.isfinite(flat)] if flat.dtype.kind == "f" else flat.astype("float64")
    if not finite.size:
        return [int(flat.size), 0.0, 0.0, 0.0]
    return [int(flat.size - finite.size), float(finite.min()), float(finite.max()), float(finite.mean())]


def said(value: Any) -> Any:
    """JSON has no word for what is not finite."""
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def text_of(value: Any) -> str:
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
    return text[:TEXT]


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
