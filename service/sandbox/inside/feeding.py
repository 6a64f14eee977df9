"""Inputs for a saved model, made from a seed and the same everywhere, and a run with them: a part of a program."""
# ruff: noqa: ANN401 - what TensorFlow gives differs between its releases

import importlib
from collections.abc import Callable
from typing import Any

from service.sandbox.inside.alone import in_one_line
from service.sandbox.inside.arrays import say_all

SIZES = (8, 32, 75, 224)
"""What stands for a dimension that the file leaves open, the first with which it runs; 224 is what most images have."""
BATCH = 2
SEED = 0
WORDS = ("the", "film", "was", "good")


class Inputs:
    """Values that are the same everywhere: NumPy promises that this generator of numbers never changes."""

    def __init__(self) -> None:
        numpy = importlib.import_module("numpy")

        self._numpy, self._random = numpy, numpy.random.RandomState(SEED)

    def of(self, shape: "list[int]", dtype: str) -> Any:
        """Fractions for floats, 0 and 1 for numbers that may be places in a table, all of it for bytes."""
        if dtype in ("string", "object", "str", "bytes"):
            words = [WORDS[at % len(WORDS)] for at in range(int(self._numpy.prod(shape)))]
            return self._numpy.array(words, dtype=object).reshape(shape)
        if dtype in ("uint8", "int8"):
            limits = self._numpy.iinfo(dtype)
            return self._random.randint(limits.min, limits.max + 1, size=shape).astype(dtype)
        if "int" in dtype or dtype == "bool":
            return self._random.randint(0, 2, size=shape).astype(dtype)
        values = self._random.uniform(size=shape)
        return values.astype("float32" if dtype == "bfloat16" else dtype)


def shaped(shape: Any, size: int) -> "list[int]":
    """A shape whose open dimensions are filled: the first is the batch."""
    known = [
        None if each is None or int(each) < 0 else int(each)
        for each in (getattr(each, "value", each) for each in shape)
    ]
    return [(BATCH if at == 0 else size) if each is None else each for at, each in enumerate(known)]


def shape_of(tensor: Any) -> Any:
    """None where not even the number of dimensions is known."""
    shape = getattr(tensor, "shape", None)
    if shape is None or getattr(shape, "rank", 0) is None or getattr(shape, "ndims", 0) is None:
        raise ValueError("the shape of its input is not known")
    return tuple(shape)


def run_sized(run: "Callable[[int], Any]", say: "Callable[..., None]", *, is_open: bool, way: str = "") -> None:
    """Runs it with the first size that it takes, and says what came out or why nothing did."""
    error = None  # type: Any
    for size in SIZES if is_open else SIZES[:1]:
        try:
            found = run(size)
        except Exception as raised:  # noqa: BLE001 - what it raises with any size is told
            error = error or raised
            continue
        say_all(found, say, way)
        return
    say("unrun", way, in_one_line(f"{type(error).__name__}: {error}"))


def is_open(tensors: "list[Any]") -> bool:
    """Whether the size of an input is left open; one of which nothing is known is told of when it is run."""
    try:
        return any(None in shaped_openly(shape_of(tensor)) for tensor in tensors)
    except ValueError:
        return False


def shaped_openly(shape: Any) -> "list[Any]":
    """The dimensions after the batch, None where one is open."""
    values = [getattr(each, "value", each) for each in shape[1:]]
    return [None if each is None or int(each) < 0 else int(each) for each in values]


def dtype_of(tensor: Any) -> str:
    dtype = getattr(tensor, "dtype", "float32")
    return str(getattr(getattr(dtype, "base_dtype", dtype), "name", dtype))
