"""What sort of number an expression surely gives, as far as its own text tells: whole, floating point, or NumPy's."""

import ast
from enum import Enum

from migrations.here import Here

DEPTH = 6


class Number(Enum):
    """`NUMPY` are NumPy's whole numbers, `FLOAT` are Python's and NumPy's with a point."""

    WHOLE = "whole"
    FLOAT = "float"
    NUMPY = "numpy"


GIVEN = {
    **dict.fromkeys(("builtins.len", "builtins.int", "builtins.ord", "math.ceil", "math.floor"), Number.WHOLE),
    **dict.fromkeys(("numpy.size", "numpy.ndim", "numpy.count_nonzero"), Number.WHOLE),
    **dict.fromkeys(
        ("builtins.float", *(f"math.{name}" for name in ("sqrt", "log", "log2", "exp", "pow"))), Number.FLOAT
    ),
    **{f"numpy.{name}": Number.FLOAT for name in ("ceil", "floor", "sqrt", "log2", "float32", "float64", "mean")},
    **{
        f"numpy.{name}": Number.NUMPY
        for name in ("prod", "product", "int8", "int16", "int32", "int64", "uint8", "argmax")
    },
    **{f"numpy.{name}": Number.NUMPY for name in ("max", "amax", "min", "amin", "sum")},
}
"""Functions by what they give. The largest and the sum of floats are floats, which wherever it matters is no better."""
AXES = frozenset({"axis", "keepdims", "out"})
"""With these it is an array."""
SUMMED = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Pow)


def number(expr: ast.expr, here: Here, depth: int = DEPTH) -> Number | None:  # noqa: PLR0911  # one answer a form
    """None where that is not seen."""
    if not depth:
        return None
    match expr:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int()):
            return Number.WHOLE
        case ast.Constant(value=float()):
            return Number.FLOAT
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return number(operand, here, depth - 1)
        case ast.BinOp(op=op, left=left, right=right):
            return _combined(op, number(left, here, depth - 1), number(right, here, depth - 1))
        case ast.Call():
            return _given(expr, here)
        case ast.Subscript(value=ast.Attribute(attr="shape", value=owner), slice=ast.Constant(value=int())):
            return Number.WHOLE if _is_array(owner, here) else None
        case ast.Name(id=name):
            made = here.scope.assigned(name)
            return number(made.value, here.at(made.value, made.scope), depth - 1) if made is not None else None
        case _:
            return None


def _combined(op: ast.operator, left: Number | None, right: Number | None) -> Number | None:
    if isinstance(op, ast.Div) and (left or right):
        return Number.FLOAT
    if not isinstance(op, SUMMED) or left is None or right is None:
        return None
    return next((each for each in (Number.FLOAT, Number.NUMPY) if each in (left, right)), Number.WHOLE)


def _given(call: ast.Call, here: Here) -> Number | None:
    if any(word.arg in AXES for word in call.keywords):
        return None
    dotted = here.dotted(call.func) or ""
    if dotted == "builtins.round" and len(call.args) == 1:
        return Number.WHOLE
    return GIVEN.get(dotted)


def _is_array(owner: ast.expr, here: Here) -> bool:
    """What NumPy made: parts of the shapes of tensors may be None."""
    match owner:
        case ast.Call(func=func):
            return (here.dotted(func) or "").startswith("numpy.")
        case ast.Name(id=name):
            made = here.scope.assigned(name)
            return made is not None and isinstance(made.value, ast.Call) and _is_array(made.value, here)
        case _:
            return False
