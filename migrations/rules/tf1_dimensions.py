"""The parts of a shape are plain numbers from TensorFlow 2.0 on: `x.shape[1].value` raises.

In TensorFlow 1 they were objects with the number in `value`. `tf.compat.dimension_value(x.shape[1])` gives the number
in every version from 1.13 on.
"""

import ast
from collections.abc import Iterator

from migrations.firsts import leaves_one
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Scope
from migrations.spots import Spots

SINCE = Span("2.0")

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/tf1_vs_tf2",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

x = tf.zeros([2, 3])
shape = x.get_shape()
assert x.shape[1].value == 3
assert shape[-1].value * 2 == 6
assert [size.value for size in x.shape] == [2, 3]
""",
            after="""\
import tensorflow as tf

x = tf.zeros([2, 3])
shape = x.get_shape()
assert tf.compat.dimension_value(x.shape[1]) == 3
assert tf.compat.dimension_value(shape[-1]) * 2 == 6
assert [tf.compat.dimension_value(size) for size in x.shape] == [2, 3]
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.zeros([2]).shape.dims[0].value\n",
        "import tensorflow as tf\nimport openpyxl\nopenpyxl.load_workbook('a').active['A'][0].value\n",
        "import tensorflow as tf\nx.shape[1:].value\n",
        "import tensorflow as tf\nx.shape.value\n",
    ),
)


rule.words("value")


@rule.file
def dimensions(module: ast.Module, here: Here) -> Iterator[Finding]:
    del module
    if not leaves_one(here):
        return
    for node, scope in here.world.once(Spots).attributes(here.code, "value"):
        if isinstance(node.ctx, ast.Load) and _is_dimension(node.value, scope, here):
            edits = _edits(node, scope, here)
            yield here.finding(
                node,
                symbol="value",
                message="The parts of a shape are plain numbers from TensorFlow 2.0 on, and have no `value`. "
                "`tf.compat.dimension_value` gives the number in every version.",
                effect=Effect.BREAKS,
                span=SINCE,
                fix=Fix.SAFE if edits else Fix.MANUAL,
                edits=edits,
                writes=("tf.compat.dimension_value",) if edits else (),
            )


def _is_dimension(expr: ast.expr, scope: Scope, here: Here) -> bool:
    """Whether an expression is a part of a tensor's shape: by its place in it, or as what a comprehension goes over."""
    match expr:
        case ast.Subscript(value=shape, slice=index) if not isinstance(index, ast.Slice | ast.Tuple):
            return _is_shape(shape, scope)
        case ast.Name(id=name):
            return any(
                isinstance(each.target, ast.Name) and each.target.id == name and _is_shape(each.iter, scope)
                for each in _around(expr, here)
            )
        case _:
            return False


def _around(node: ast.AST, here: Here) -> Iterator[ast.comprehension]:
    parent = here.code.parents.get(node)
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
            yield from parent.generators
        parent = here.code.parents.get(parent)


def _is_shape(expr: ast.expr, scope: Scope) -> bool:
    """`x.shape`, `x.get_shape()`, or a name that is nothing else."""
    match expr:
        case ast.Attribute(attr="shape") | ast.Call(func=ast.Attribute(attr="get_shape"), args=[], keywords=[]):
            return True
        case ast.Name(id=name):
            home = scope.home(name)
            bindings = home.bindings[name] if home else []
            values = [each.value for each in bindings if isinstance(each, Assigned)]
            return bool(values) and len(values) == len(bindings) and all(_is_said(value) for value in values)
        case _:
            return False


def _is_said(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Attribute | ast.Call) and (
        (isinstance(value, ast.Attribute) and value.attr == "shape")
        or (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get_shape")
    )


def _edits(node: ast.Attribute, scope: Scope, here: Here) -> list[Edit]:
    """A call around what has the value, where the file has a word for TensorFlow."""
    root = next((name for name in _roots(here) if here.world.names.name(name, scope) == "tf"), None)
    if root is None:
        return []
    text = here.text
    start, inner, end = text.start(node), text.end(node.value), text.end(node)
    closing = text.source[inner:end].rpartition(b".")[0].decode(text.encoding)
    return [Edit(start, start, f"{root}.compat.dimension_value("), Edit(inner, end, f"{closing})")]


def _roots(here: Here) -> Iterator[str]:
    for alias, statement, _ in here.code.outline.aliases:
        if isinstance(statement, ast.Import) and alias.name == "tensorflow":
            yield alias.asname or alias.name
