"""Keras 3 wants the arguments of `add_weight` by name.

The first position was the name and the second the shape; in Keras 3 the first is the shape and the second the
initializer, and a name in the first place raises. Passed by name they mean the same in every version.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import is_spread, name_positions
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
ORDER = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
"""The positions that all of Keras 2 agrees on; the eighth moved."""
KNOWN = set(ORDER)
"""What Keras 3 takes of what Keras 2 took; `aggregation` became a text."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight("scale", (int(input_shape[-1]),), initializer="ones")
        super().build(input_shape)

    def call(self, x):
        return x * self.scale

print(float(tf.reduce_sum(Scale()(tf.ones((1, 3))))))
""",
            after="""\
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=(int(input_shape[-1]),), initializer="ones")
        super().build(input_shape)

    def call(self, x):
        return x * self.scale

print(float(tf.reduce_sum(Scale()(tf.ones((1, 3))))))
""",
            runs=True,
        ),
    ),
    untouched=(
        # The new order, which Keras 2 refuses and Keras 3 takes.
        """\
from keras import layers
class Linear(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight((3, 2), initializer="ones")
""",
        # Not a Keras layer.
        """\
import tensorflow as tf
class Graph:
    def build(self):
        self.add_weight("edge", 3)
""",
        # The class has its own.
        """\
import tensorflow as tf
class Linear(tf.keras.layers.Layer):
    def add_weight(self, *args):
        pass
    def build(self, shape):
        self.add_weight("w", shape)
""",
    ),
)


rule.instead("tf.keras.layers.Layer.add_weight")


@rule.method("tf.keras.layers.Layer", "add_weight")
def by_position(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not call.args or not _is_name(call.args[0], here):
        return
    reason = _obstacle(call)
    certain = _is_text(call.args[0]) or (len(call.args) > 1 and isinstance(call.args[1], ast.Tuple | ast.List))
    advice = reason or "Pass the arguments by name, which every version takes."
    doubt = "" if certain else " Look at it: the first one is taken for the name, as Keras 2 takes it."
    yield here.finding(
        call,
        symbol="tf.keras.layers.Layer.add_weight",
        message=f"From TensorFlow 2.16 on (Keras 3), add_weight raises for a name in first position. {advice}{doubt}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if reason else Fix.SAFE if certain else Fix.REVIEW,
        edits=[] if reason else name_positions(here.text, call, ORDER),
    )


def _is_name(first: ast.expr, here: Here) -> bool:
    """Whether the first position is a name: text is, and on Keras 2 whatever is not clearly a shape."""
    if isinstance(first, ast.Tuple | ast.List | ast.Starred):
        return False
    return _is_text(first) or here.baseline < Version(SINCE.since)


def _is_text(expr: ast.expr) -> bool:
    return isinstance(expr, ast.JoinedStr) or (isinstance(expr, ast.Constant) and isinstance(expr.value, str))


def _obstacle(call: ast.Call) -> str | None:
    """Why names alone do not make the call good."""
    names = [*ORDER[: len(call.args)], *(word.arg for word in call.keywords if word.arg)]
    gone = [name for name in names if name not in KNOWN]
    if is_spread(call) or len(call.args) > len(ORDER) or len(set(names)) < len(names):
        return "Pass the arguments by name; upflow cannot tell all of them here."
    if gone:
        unknown = ", ".join(f"`{name}`" for name in gone)
        return f"Pass the arguments by name, without {unknown}, which Keras 3 does not take."
    match call.args[ORDER.index("trainable") :]:
        case [ast.Constant(value=None), *_]:
            return "Pass the arguments by name, without `trainable=None`, which Keras 3 reads as False."
        case _:
            return None
