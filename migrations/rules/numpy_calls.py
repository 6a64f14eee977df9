"""Calls that NumPy takes no longer, or with another meaning, in the TensorFlows that come with such a NumPy.

NumPy 2.4, which TensorFlow 2.20 and later come with, refuses keywords and forms that were deprecated for years. NumPy
2.0, which comes with 2.18, gave `copy=False` another meaning and refuses numbers that a dtype cannot hold.
"""

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from migrations.beside import numpy_span
from migrations.calls import argument, insert_argument, keyword, remove_argument, rename_keyword, replace
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.values import Kind

BOUNDS = {f"{sign}int{bits}": bits for sign in ("", "u") for bits in (8, 16, 32, 64)}

rule = Rule(
    __name__,
    source="https://numpy.org/doc/stable/release/2.4.0-notes.html",
    applies=Span("2.7"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

raw = tf.constant([1.0, 2.0, 3.0, 4.0]).numpy()
square = np.reshape(raw, newshape=(2, 2))
median = np.percentile(square, 50, interpolation="lower")
total = np.sum(row.sum() for row in square)
as_bytes = np.fromstring(raw.tobytes(), dtype=np.float32)
print(float(median), float(total), as_bytes.tolist(), np.array([1, 2], copy=False).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

raw = tf.constant([1.0, 2.0, 3.0, 4.0]).numpy()
square = np.reshape(raw, (2, 2))
median = np.percentile(square, 50, method="lower")
total = sum(row.sum() for row in square)
as_bytes = np.frombuffer(raw.tobytes(), dtype=np.float32).copy()
print(float(median), float(total), as_bytes.tolist(), np.asarray([1, 2]).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        "import numpy as np\nimport tensorflow as tf\nnp.fromstring('1 2', sep=' ')\nnp.array([1], copy=True)\n",
        "import numpy as np\nimport tensorflow as tf\nnp.uint8(255), np.array([[1, 2], [3, 4]]), np.int8(-128)\n",
        "import numpy as np\nimport tensorflow as tf\nnp.sum([i for i in range(3)])\nnp.quantile([1.0], 0.5)\n",
    ),
)

Seen: TypeAlias = Callable[[ast.Call, ast.keyword, Here], list[Edit]]


def _renamed(new: str) -> Seen:
    return lambda call, word, here: [] if keyword(call, new) is not None else [rename_keyword(here.text, word, new)]


def _without(call: ast.Call, word: ast.keyword, here: Here) -> list[Edit]:
    return [remove_argument(here.text, call, word)]


def _bare(call: ast.Call, word: ast.keyword, here: Here) -> list[Edit]:
    """`np.reshape(x, newshape=s)` becomes `np.reshape(x, s)`, which every NumPy takes."""
    if len(call.args) != 1 or call.keywords[0] is not word:
        return []
    start = here.text.start(word)
    return [Edit(start, here.text.start(word.value), "")] if not _wrapped(word, here) else []


def _wrapped(word: ast.keyword, here: Here) -> bool:
    """Whether the value stands in parentheses of its own."""
    between = here.text.source[here.text.start(word) : here.text.start(word.value)]
    return b"(" in between


WORDS: dict[tuple[str, str], tuple[str, str, Seen]] = {
    **{
        (function, "interpolation"): ("2.4", "Name it `method`.", _renamed("method"))
        for function in ("quantile", "percentile", "nanquantile", "nanpercentile")
    },
    ("reshape", "newshape"): ("2.4", "Pass the shape by its position.", _bare),
    ("corrcoef", "bias"): ("2.4", "Leave it out: it had no effect.", _without),
    ("corrcoef", "ddof"): ("2.4", "Leave it out: it had no effect.", _without),
    ("save", "fix_imports"): ("2.4", "Leave it out: it had no effect.", _without),
    ("histogram", "normed"): ("1.24", "Name it `density`.", _renamed("density")),
    ("histogram2d", "normed"): ("1.24", "Name it `density`.", _renamed("density")),
    ("histogramdd", "normed"): ("1.24", "Name it `density`.", _renamed("density")),
}
"""Keywords by function: the NumPy that refuses them, what to do, and the edits."""


@rule.call(*sorted({f"numpy.{function}" for function, _ in WORDS}))
def gone_keyword(call: ast.Call, here: Here) -> Iterator[Finding]:
    function = (here.dotted(call.func) or "").removeprefix("numpy.")
    for word in call.keywords:
        if (row := WORDS.get((function, word.arg or ""))) is None:
            continue
        gone, advice, repair = row
        says = f"refuses the keyword `{word.arg}` of `np.{function}`. {advice}"
        yield from _finding(word, here, gone, f"numpy.{function}", says, edits=repair(call, word, here))


@rule.call("numpy.sum")
def sum_of_generator(call: ast.Call, here: Here) -> Iterator[Finding]:
    if len(call.args) != 1 or not isinstance(call.args[0], ast.GeneratorExp):
        return
    own = not call.keywords and here.scope.home("sum") is None
    edits = [replace(here.text, call.func, "sum")] if own else []
    says = "raises a TypeError for `np.sum` of a generator. Python's own `sum` did this work before, too."
    yield from _finding(call, here, "2.4", "numpy.sum", says, edits=edits)


@rule.call("numpy.fromstring")
def from_bytes(call: ast.Call, here: Here) -> Iterator[Finding]:
    """Without `sep` it reads bytes, which only `frombuffer` does now; that one gives no array to write into."""
    separator = argument(call, 3, "sep")
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords):
        return
    if separator is not None and not (isinstance(separator, ast.Constant) and separator.value == ""):
        return
    word = keyword(call, "sep")
    first = call.args[0] if call.args else None
    renamed = here.rename(call.func, "numpy.frombuffer") if isinstance(call.func, ast.Attribute) else None
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    edits = [*renamed, _copied(call, here)] if renamed and not is_text and separator is (word and word.value) else []
    if edits and word is not None:
        edits.append(remove_argument(here.text, call, word))
    says = "refuses bytes in `np.fromstring`. Use `np.frombuffer(...).copy()`; text has to be encoded first."
    yield from _finding(call, here, "2.4", "numpy.fromstring", says, edits=edits)


def _copied(call: ast.Call, here: Here) -> Edit:
    end = here.text.end(call)
    return Edit(end, end, ".copy()")


@rule.call("numpy.array")
def without_copy(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "copy")
    if word is None or not isinstance(word.value, ast.Constant) or word.value.value is not False:
        return
    allowed = {"dtype", "copy", "order"}
    simple = len(call.args) <= len(("object", "dtype")) and all(each.arg in allowed for each in call.keywords)
    renamed = here.rename(call.func, "numpy.asarray") if isinstance(call.func, ast.Attribute) and simple else None
    edits = [*renamed, remove_argument(here.text, call, word)] if renamed else []
    copies = bool(call.args) and {value.kind for value in here.values(call.args[0])} == {Kind.SEQUENCE}
    says = (
        f"raises a ValueError for `np.array(..., copy=False)` {'here' if copies else 'wherever a copy is needed'}. "
        "`np.asarray` copies only where it must, as `copy=False` did before."
    )
    effect = Effect.BREAKS if copies else Effect.DEPRECATED
    yield from _finding(call, here, "2.0", "numpy.array", says, edits=edits, effect=effect)


@rule.call(*(f"numpy.{name}" for name in BOUNDS), "numpy.array", "numpy.asarray")
def number_out_of_bounds(call: ast.Call, here: Here) -> Iterator[Finding]:
    function = (here.dotted(call.func) or "").removeprefix("numpy.")
    dtype = _dtype(call, here) if function in {"array", "asarray"} else function
    if dtype not in BOUNDS or not call.args:
        return
    least, most = _bounds(dtype)
    wrong = [(expr, number) for expr, number in _numbers(call.args[0]) if not least <= number <= most]
    if wrong:
        says = (
            f"raises an OverflowError: {dtype} cannot hold {wrong[0][1]}, and NumPy no longer wraps it around. "
            f"Write {(wrong[0][1] - least) % 2 ** BOUNDS[dtype] + least}, which it was so far, or what is meant."
        )
        edits = [replace(here.text, expr, str((number - least) % 2 ** BOUNDS[dtype] + least)) for expr, number in wrong]
        yield from _finding(call, here, "2.0", f"numpy.{dtype}", says, edits=edits)


def _dtype(call: ast.Call, here: Here) -> str | None:
    match argument(call, 1, "dtype"):
        case ast.Constant(value=str(name)):
            return name
        case ast.expr() as expr:
            dotted = here.dotted(expr) or ""
            return dotted.removeprefix("numpy.") if dotted.startswith("numpy.") else None
        case _:
            return None


def _bounds(dtype: str) -> tuple[int, int]:
    bits = BOUNDS[dtype]
    return (0, 2**bits - 1) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _numbers(expr: ast.expr) -> Iterator[tuple[ast.expr, int]]:
    match expr:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield expr, number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            yield expr, -number
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _numbers(part)
        case _:
            return


@rule.call("numpy.array", "numpy.asarray")
def ragged(call: ast.Call, here: Here) -> Iterator[Finding]:
    """Lists of different lengths made an array of objects; since NumPy 1.24 that has to be asked for."""
    if not call.args or len(call.args) > 1 or any(word.arg in {"dtype", None} for word in call.keywords):
        return
    match call.args[0]:
        case ast.List(elts=rows) | ast.Tuple(elts=rows) if len(rows) > 1:
            lengths = {_length(row) for row in rows}
        case _:
            return
    if len(lengths) > 1 and "unknown" not in lengths:
        says = "raises a ValueError for rows of different lengths. Say `dtype=object`, as it was taken so far."
        edits = [insert_argument(here.text, call, "dtype=object")]
        yield from _finding(call, here, "1.24", "numpy.array", says, edits=edits)


def _length(row: ast.expr) -> int | str:
    match row:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if not any(isinstance(part, ast.Starred) for part in parts):
            return len(parts)
        case ast.Constant(value=int() | float()):
            return "number"
        case _:
            return "unknown"


def _finding(
    node: ast.expr | ast.keyword,
    here: Here,
    gone: str,
    symbol: str,
    says: str,
    *,
    edits: list[Edit] | None = None,
    effect: Effect = Effect.BREAKS,
) -> Iterator[Finding]:
    span = numpy_span(gone)
    if span is not None:
        yield here.finding(
            node,
            symbol=symbol,
            message=f"NumPy {gone}, which TensorFlow {span.since} and later come with, {says}",
            effect=effect,
            span=span,
            fix=Fix.SAFE if edits else Fix.MANUAL,
            edits=edits or [],
        )
