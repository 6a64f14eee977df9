"""An array of one number is no number any more, from TensorFlow 2.20 on, which comes with NumPy 2.4.

`float(model.predict(x)[0])` took the one number out of a row for as long as anybody remembers; NumPy 2.4 raises, and
so do tensors. It is the same with `int`, with `"%.2f" % row`, with `math.sqrt(row)`, and with `a[i] = row` where one
number fits.
"""

import ast
import re
from collections.abc import Iterator

from migrations.beside import numpy_span
from migrations.calls import replace, source
from migrations.here import Here
from migrations.ranks import Rank, rank
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

GONE = "2.4"
NUMBERS = ("builtins.float", "builtins.int", "builtins.complex")
MATH = tuple(f"math.{name}" for name in ("sqrt", "exp", "log", "log10", "log2", "floor", "ceil", "pow", "sin", "cos"))
CONVERSION = r"%(?:\((?P<key>[^)]*)\))?[-#0 +]*(?P<width>\*|\d*)(?:\.(?:\*|\d*))?(?P<type>[a-zA-Z%])"

rule = Rule(
    __name__,
    source="https://numpy.org/doc/stable/release/2.4.0-notes.html",
    applies=Span("2.20"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
predictions = model.predict(np.ones((3, 2), "float32"), verbose=0)
first = float(predictions[0])
print("%.1f" % predictions[1], first, int(tf.constant([3])))
total = np.zeros(3)
for i in range(3):
    total[i] = predictions[i]
print(total.tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
predictions = model.predict(np.ones((3, 2), "float32"), verbose=0)
first = float(predictions[0].item())
print("%.1f" % predictions[1].item(), first, int(tf.squeeze(tf.constant([3]))))
total = np.zeros(3)
for i in range(3):
    total[i] = predictions[i].item()
print(total.tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import numpy as np
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
print(float(model.predict(np.ones((1, 2)))[0][0]), float(np.mean(np.ones(3))), float(tf.reduce_sum(tf.ones((2, 2)))))
print("%s" % np.ones(1), "%d rows" % len(np.ones(3)))
""",
        # Nobody knows what this model gives.
        """\
import tensorflow as tf
class Scorer(tf.keras.Model):
    def call(self, x):
        return tf.reduce_sum(x, axis=1)
print(float(Scorer()(tf.ones((1, 3)))[0]))
""",
    ),
)


@rule.call(*NUMBERS, *MATH)
def as_number(call: ast.Call, here: Here) -> Iterator[Finding]:
    function = (here.dotted(call.func) or "").removeprefix("builtins.")
    for arg in call.args[:1]:
        yield from _finding(arg, here, f"`{function}()` of it")


@rule.file
def formatted(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, scope in around.code.outline.nodes[ast.BinOp]:
        match node:
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str() as text)):
                yield from _formatted(node, text, around.at(node, scope))
            case _:
                pass


def _formatted(node: ast.BinOp, text: str, here: Here) -> Iterator[Finding]:
    found = [each for each in re.finditer(CONVERSION, text) if each["type"] != "%"]
    values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    if len(found) != len(values) or any(each["key"] is not None or each["width"] == "*" for each in found):
        return
    for each, value in zip(found, values, strict=True):
        if each["type"] not in "srac":
            yield from _finding(value, here, f"`%{each['type']}` of it")


@rule.file
def put_into(_module: ast.Module, around: Here) -> Iterator[Finding]:
    """`a[i] = row`, where `a[i]` is one number."""
    put = {growth.container: growth.value for growth in around.code.outline.growths if not growth.many}
    for target, scope in around.code.outline.nodes[ast.Subscript] if put else ():
        if isinstance(target, ast.Subscript) and isinstance(target.ctx, ast.Store) and target.value in put:
            here = around.at(target, scope)
            place = rank(here, target)
            if place is not None and place.exact and not place.least and place.library == "numpy":
                yield from _finding(put[target.value], here, "putting it where one number goes")


def _finding(expr: ast.expr, here: Here, use: str) -> Iterator[Finding]:
    found = rank(here, expr)
    span = numpy_span(GONE) if found is not None and found.least else None
    if found is None or span is None:
        return
    edits, advice = _repair(expr, found, here)
    yield here.finding(
        expr,
        symbol="numpy.ndarray.__float__",
        message=f"This has one dimension or more, and from TensorFlow {span.since} on (NumPy {GONE}), {use} raises "
        f"TypeError: only 0-dimensional arrays can be converted to Python scalars. {advice}",
        effect=Effect.BREAKS,
        span=span,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _repair(expr: ast.expr, found: Rank, here: Here) -> tuple[list[Edit], str]:
    words = source(here.text, expr)
    if found.library == "numpy":
        plain = isinstance(expr, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
        return [replace(here.text, expr, f"{words}.item()" if plain else f"({words}).item()")], "Add `.item()`."
    root = next((name for name in ("tf", "tensorflow") if here.dotted(ast.Name(name)) == "tf"), None)
    edits = [replace(here.text, expr, f"{root}.squeeze({words})")] if root else []
    return edits, "Put `tf.squeeze()` around it."
