"""Names that NumPy took away, in the TensorFlows that come with such a NumPy.

TensorFlow 2.7 is the first that works with NumPy 1.24, where `np.int`, `np.float` and their like went; 2.18 is the
first that comes with NumPy 2.0, where about a hundred old names went; 2.20 comes with 2.4. The old names and the new
ones are a table, `data/numpy.toml`.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from migrations import twins
from migrations.below import below
from migrations.beside import NEWER_NUMPY, numpy_span
from migrations.calls import insert_argument, is_spread, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

TABLE = Path(__file__).parent.parent / "data" / "numpy.toml"

rule = Rule(
    __name__,
    source="https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
    applies=Span("2.7"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

labels = np.array([0, 1, 1], dtype=np.float_)
total = np.product(labels + 1)
assert not np.alltrue(labels)
print(float(tf.reduce_sum(labels)), float(total), np.Inf)
""",
            after="""\
import numpy as np
import tensorflow as tf

labels = np.array([0, 1, 1], dtype=np.float64)
total = np.prod(labels + 1)
assert not np.all(labels)
print(float(tf.reduce_sum(labels)), float(total), np.inf)
""",
            runs=True,
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf

x = tf.constant(np.arange(3).astype(np.int))
print(x.numpy().astype(np.float).tolist(), -np.NINF, np.asscalar(x.numpy()[:1]), np.asfarray([1, 2]).sum())
""",
            after="""\
import numpy as np
import tensorflow as tf

x = tf.constant(np.arange(3).astype(int))
print(x.numpy().astype(float).tolist(), -(-np.inf), x.numpy()[:1].item(), np.asarray([1, 2], dtype=float).sum())
""",
            runs=True,
        ),
    ),
    untouched=(
        "import numpy as np\nimport tensorflow as tf\nx = np.float32(1) + np.bool_(True) + np.int_(3)\n",
        "import tensorflow as tf\nfrom mylib import np\nnp.float_(1)\n",
        "import numpy as np\nimport tensorflow.experimental.numpy as tnp\ntnp.bool_, np.longdouble\n",
    ),
)


@rule.below("numpy")
def gone_name(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    path = _dotted(node, here).split(".")[1:]
    if _words().isdisjoint(path):
        return
    for length in range(min(3, len(path)), 0, -1):
        row = _rows().get(".".join(path[:length]))
        if row is not None and not _is_asked_for(path[length - 1], here):
            yield from _found(node, here, path, length, row)
            return


def _dotted(node: ast.expr | ast.alias, here: Here) -> str:
    if not isinstance(node, ast.alias):
        return here.dotted(node) or ""
    statement = here.parent
    return f"{statement.module}.{node.name}" if isinstance(statement, ast.ImportFrom) else node.name


def _is_asked_for(name: str, here: Here) -> bool:
    """Whether a condition around it asks whether NumPy has the name."""
    node: ast.AST | None = here.node
    while node is not None:
        node = here.code.parents.get(node)
        if isinstance(node, ast.If | ast.IfExp) and any(_asks(each, name, here) for each in below(node.test)):
            return True
    return False


def _asks(node: ast.AST, name: str, here: Here) -> bool:
    """`hasattr(np, "name")`."""
    if not isinstance(node, ast.Call) or here.dotted(node.func) != "builtins.hasattr":
        return False
    return any(isinstance(arg, ast.Constant) and arg.value == name for arg in node.args)


def _found(
    node: ast.expr | ast.alias, here: Here, path: list[str], length: int, row: Mapping[str, str]
) -> Iterator[Finding]:
    span = numpy_span(row["gone"], row.get("back"))
    effect = Effect.BREAKS if span else Effect.DEPRECATED
    span = span or Span(NEWER_NUMPY[row["gone"]])
    old = f"numpy.{'.'.join(path[:length])}"
    edits, advice = _repair(node, here, path[length:], row)
    says = row.get("say", "")
    fix = Fix.MANUAL if not edits else Fix.REVIEW if row.get("fix") == "review" else Fix.SAFE
    yield here.finding(
        node,
        symbol=old,
        message=f"TensorFlow {_when(span)} {'come' if effect is Effect.BREAKS else 'can come'} with a NumPy "
        f"that has no `{old}` (gone in NumPy {row['gone']}). "
        f"{' '.join(filter(None, (advice, says)))}",
        effect=effect,
        span=span,
        fix=fix,
        edits=edits,
    )


def _repair(node: ast.expr | ast.alias, here: Here, rest: list[str], row: Mapping[str, str]) -> tuple[list[Edit], str]:
    """The edits, and what they write in words."""
    if isinstance(node, ast.Attribute) and not rest and (edits := _special(node, here)) is not None:
        return edits, ""
    if "code" in row:
        return _code(node, here, rest, row), f"Write `{row['code']}`."
    if "to" not in row:
        return [], ""
    new = ".".join(filter(None, ("numpy", row["to"], *rest)))
    advice = f"Write `{row.get('sign', '')}{new.replace('numpy', 'np', 1)}`."
    if "sign" not in row:
        return here.rename(node, new) or [], advice
    if isinstance(node, ast.Attribute) and not rest:
        words = f"{row['sign']}{source(here.text, node.value)}.{row['to']}"
        return [replace(here.text, node, words if _stands_free(here) else f"({words})")], advice
    return [], advice


def _special(node: ast.Attribute, here: Here) -> list[Edit] | None:
    """Where more than the name changes; None where that is all."""
    call = here.parent
    if node.attr in WHOLE:
        return WHOLE[node.attr](node, here)
    return CALLS[node.attr](node, call, here) if node.attr in CALLS and _is_plain(call, node) else None


def _code(node: ast.expr | ast.alias, here: Here, rest: list[str], row: Mapping[str, str]) -> list[Edit]:
    """`np.int` becomes `int`, where that is Python's own; `np.math.pi` becomes `math.pi`."""
    for _ in rest:
        if isinstance(node, ast.Attribute):
            node = node.value
    word = row["code"]
    if not isinstance(node, ast.Attribute) or (word.startswith("-") and not _stands_free(here)):
        return []
    module = row.get("module")
    is_bound = word.isidentifier() and here.scope.home(word) is not None
    is_module = module is not None and is_bound and here.dotted(ast.Name(word)) == module
    if is_bound and not is_module:
        return []
    edits = [replace(here.text, node, word)]
    return [*edits, here.add_import(f"import {module}")] if module and not is_module else edits


def _is_plain(call: ast.AST | None, node: ast.Attribute) -> TypeGuard[ast.Call]:
    """Whether this is a call with one plain argument, for which there is a way to write it."""
    return (
        isinstance(call, ast.Call)
        and call.func is node
        and len(call.args) == 1
        and not call.keywords
        and not is_spread(call)
    )


def _item(_: ast.Attribute, call: ast.Call, here: Here) -> list[Edit]:
    """`np.asscalar(x)` is `x.item()`."""
    words, first = source(here.text, call.args[0]), call.args[0]
    plain = isinstance(first, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return [replace(here.text, call, f"{words}.item()" if plain else f"({words}).item()")]


def _float(node: ast.Attribute, call: ast.Call, here: Here) -> list[Edit]:
    return [*(here.rename(node, "numpy.asarray") or []), insert_argument(here.text, call, "dtype=float")]


def _sort(node: ast.Attribute, call: ast.Call, here: Here) -> list[Edit]:
    return [*(here.rename(node, "numpy.sort") or []), insert_argument(here.text, call, "axis=0")]


CALLS = {"asscalar": _item, "asfarray": _float, "msort": _sort}


def _stands_free(here: Here) -> bool:
    """Whether a sign may stand here without parentheses."""
    return not isinstance(here.parent, ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Subscript | ast.Call) or (
        isinstance(here.parent, ast.Call) and here.node is not here.parent.func
    )


def _when(span: Span) -> str:
    return f"{span.since} and later" if span.until is None else f"{span.since} to {span.until}"


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    tables: dict[str, Any] = twins.read(TABLE)
    return {**tables["names"], **tables["below"]}


@cache
def _words() -> frozenset[str]:
    """The last words of the names that went."""
    return frozenset(name.rpartition(".")[2] for name in _rows())


def _cast(node: ast.Attribute, here: Here) -> list[Edit]:
    """`np.cast[dtype](x)` is `np.asarray(x).astype(dtype)`."""
    place = here.parent
    call = here.code.parents.get(place) if isinstance(place, ast.Subscript) else None
    if not isinstance(place, ast.Subscript) or not isinstance(call, ast.Call) or call.func is not place:
        return []
    if len(call.args) != 1 or call.keywords or is_spread(call):
        return []
    numpy, dtype, value = (source(here.text, each) for each in (node.value, place.slice, call.args[0]))
    return [replace(here.text, call, f"{numpy}.asarray({value}).astype({dtype})")]


def _common(node: ast.Attribute, here: Here) -> list[Edit]:
    """Without scalars, `np.find_common_type([a, b], [])` is `np.result_type(a, b)`."""
    match here.parent:
        case ast.Call(func=func, args=[ast.List(elts=[_, *_] as types), ast.List(elts=[])], keywords=[]) as call:
            if func is node and not any(isinstance(each, ast.Starred) for each in types):
                inside = ", ".join(source(here.text, each) for each in types)
                return [replace(here.text, call, f"{source(here.text, node.value)}.result_type({inside})")]
        case _:
            pass
    return []


WHOLE = {"cast": _cast, "find_common_type": _common}
