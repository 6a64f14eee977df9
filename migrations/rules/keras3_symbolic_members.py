"""Symbolic tensors of Keras 3 have a plain tuple as shape and a plain text as dtype.

`x.get_shape()`, `x.shape.as_list()`, `x.shape.ndims` and `x.dtype.name` of Keras 2 raise. So does what
`build` of a layer asks its `input_shape`. `list(x.shape)` and `len(x.shape)` mean the same in every version.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.spots import attributes
from migrations.symbolic import Symbols, is_symbolic

SINCE = Span("2.16")
MEMBERS = (
    "as_list",
    "base_dtype",
    "consumers",
    "dims",
    "eval",
    "get_shape",
    "graph",
    "is_floating",
    "is_integer",
    "name",
    "ndims",
    "op",
    "rank",
    "set_shape",
)
"""Attributes that are looked at."""
METHODS = frozenset({"build", "compute_output_shape"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

x = tf.keras.Input((4,))
print(x.dtype.name, x.dtype.is_floating)
""",
            after="""\
import tensorflow as tf

x = tf.keras.Input((4,))
print(tf.as_dtype(x.dtype).name, tf.as_dtype(x.dtype).is_floating)
""",
            runs=True,
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(input_shape.as_list()[-1],), initializer="ones")

    def call(self, inputs):
        return inputs * self.scale

x = tf.keras.Input((4, 2))
y = Scale()(x)
print(x.get_shape().as_list(), x.shape.as_list()[1:], y.shape.ndims, y.get_shape()[1], tf.keras.backend.ndim(x))
z = np.float32(2.0) * y
""",
            after="""\
import numpy as np
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(list(input_shape)[-1],), initializer="ones")

    def call(self, inputs):
        return inputs * self.scale

x = tf.keras.Input((4, 2))
y = Scale()(x)
print(list(x.shape), list(x.shape)[1:], len(y.shape), y.shape[1], len(x.shape))
z = y * np.float32(2.0)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
x = tf.ones((2, 3))
print(x.get_shape().as_list(), x.shape.ndims, x.dtype.name)
class Mine(tf.keras.layers.Layer):
    def call(self, inputs):
        return inputs + len(inputs.shape.as_list())
class Other:
    def build(self, input_shape):
        return input_shape.as_list()
""",
    ),
)


rule.needs("keras")


@rule.file
def member(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in attributes(around, *MEMBERS):
        yield from _member(node, here)


def _member(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if not isinstance(node.ctx, ast.Load):
        return
    owner, name = node.value, node.attr
    match owner:
        case ast.Attribute(value=tensor, attr="shape") if name in {"as_list", "ndims", "rank", "dims"}:
            if is_symbolic(tensor, here):
                yield from _of_shape(node, source(here.text, owner), here)
        case ast.Call(func=ast.Attribute(attr="get_shape")):
            return  # said where `get_shape` is
        case ast.Name() if name in {"as_list", "ndims", "rank", "dims"} and _is_built(owner, here):
            yield from _of_shape(node, owner.id, here)
        case ast.Attribute(value=tensor, attr="dtype") if name in {"name", "is_floating", "is_integer", "base_dtype"}:
            if is_symbolic(tensor, here):
                yield _finding(
                    node, "dtype", "The dtype is a text.", _of_dtype(node, here), here, writes=["tf.as_dtype"]
                )
        case _ if name == "get_shape" and is_symbolic(owner, here):
            yield from _get_shape(node, here)
        case _ if name in {"set_shape", "op", "graph", "eval", "consumers"} and is_symbolic(owner, here):
            yield _finding(node, name, "Symbolic tensors do not have it.", [], here)


@rule.call("tf.keras.backend.ndim")
def ndim(call: ast.Call, here: Here) -> Iterator[Finding]:
    if len(call.args) == 1 and not call.keywords and is_symbolic(call.args[0], here):
        text = f"len({source(here.text, call.args[0])}.shape)"
        yield _finding(call, "backend.ndim", f"Write `{text}`.", [replace(here.text, call, text)], here)


@rule.file
def numpy_first(_module: ast.Module, around: Here) -> Iterator[Finding]:
    """NumPy on the left asks the symbolic tensor for numbers."""
    for node, scope in around.code.outline.nodes[ast.BinOp]:
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Call) and around.world.once(Symbols).exist:
            yield from _numpy_first(node, around.at(node, scope))


def _numpy_first(node: ast.BinOp, here: Here) -> Iterator[Finding]:
    if not _is_numpy(node.left, here) or not is_symbolic(node.right, here):
        return
    left, right = source(here.text, node.left), source(here.text, node.right)
    simple = isinstance(node.op, ast.Mult | ast.Add) and isinstance(node.right, ast.Name | ast.Call | ast.Subscript)
    sign = "*" if isinstance(node.op, ast.Mult) else "+"
    edits = [replace(here.text, node, f"{right} {sign} {left}")] if simple else []
    yield _finding(node, "numpy", "NumPy on the left side raises; put the tensor first.", edits, here)


def _is_numpy(expr: ast.expr, here: Here) -> bool:
    return isinstance(expr, ast.Call) and (here.dotted(expr.func) or "").startswith("numpy.")


def _of_shape(node: ast.Attribute, shape: str, here: Here) -> Iterator[Finding]:
    call = here.parent
    if node.attr == "as_list" and isinstance(call, ast.Call) and call.func is node:
        yield _finding(
            node, "shape.as_list", f"Write `list({shape})`.", [replace(here.text, call, f"list({shape})")], here
        )
    elif node.attr in {"ndims", "rank"}:
        yield _finding(
            node, f"shape.{node.attr}", f"Write `len({shape})`.", [replace(here.text, node, f"len({shape})")], here
        )
    else:
        yield _finding(node, f"shape.{node.attr}", "The shape is a tuple.", [], here)


def _of_dtype(node: ast.Attribute, here: Here) -> list[Edit]:
    text, owner = here.text, node.value
    if node.attr == "base_dtype":
        return [Edit(text.end(owner), text.end(node), "")]
    said = sayable(here, "tf.as_dtype")
    return [*said.edits, replace(text, node, f"{said.text}({source(text, owner)}).{node.attr}")] if said else []


def _get_shape(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    call, shape = here.parent, f"{source(here.text, node.value)}.shape"
    if not isinstance(call, ast.Call) or call.func is not node:
        return
    around = here.code.parents.get(call)
    outer = here.code.parents.get(around) if around is not None else None
    edits = [replace(here.text, call, shape)]
    if isinstance(around, ast.Attribute) and around.attr == "as_list" and isinstance(outer, ast.Call):
        edits = [replace(here.text, outer, f"list({shape})")]
    elif isinstance(around, ast.Attribute) and around.attr in {"ndims", "rank"}:
        edits = [replace(here.text, around, f"len({shape})")]
    elif isinstance(around, ast.Attribute):
        edits = []
    yield _finding(node, "get_shape", "Ask for `shape`, which is a tuple.", edits, here)


def _is_built(name: ast.Name, here: Here) -> bool:
    """Whether it is what Keras hands to `build` of a layer."""
    home = here.scope.home(name.id)
    owner = home.owner if home is not None else None
    if not isinstance(owner, ast.FunctionDef) or owner.name not in METHODS:
        return False
    function = here.enclosing(ast.FunctionDef)
    if function is None or function.name not in METHODS or len(function.args.args) < 2:  # noqa: PLR2004  # self and it
        return False
    klass = here.code.parents.get(function)
    if function.args.args[1].arg != name.id or not isinstance(klass, ast.ClassDef) or home is None:
        return False
    parent = here.code.outline.scopes[klass].parent
    if parent is None or len(home.bindings[name.id]) != 1:
        return False
    return here.world.classes.family(here.world.names.klass(klass, parent)).value == "keras"


def _finding(
    node: ast.expr, what: str, advice: str, edits: list[Edit], here: Here, *, writes: Sequence[str] = ()
) -> Finding:
    return here.finding(
        node,
        symbol=f"tf.keras.KerasTensor.{what}",
        message=f"From TensorFlow 2.16 on (Keras 3), `{source(here.text, node)[:60]}` raises for a symbolic tensor or "
        f"its shape. {advice}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
        writes=writes if edits else (),
    )
