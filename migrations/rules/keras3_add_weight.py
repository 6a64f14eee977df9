"""Keras 3 wants the arguments of `add_weight` by name.

The first position was the name and the second the shape; in Keras 3 the first is the shape and the second the
initializer, and a name in the first place raises. Passed by name they mean the same in every version. Some that Keras 2
took are gone, and `aggregation` became a text.
"""

import ast
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.calls import is_spread, keyword, name_positions, remove_argument, rename_keyword, replace
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
ORDER = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
"""The positions that all of Keras 2 agrees on; the eighth moved."""
GONE = {
    "synchronization": "Leave it out: Keras 3 keeps a weight in step by `aggregation` alone.",
    "use_resource": "Leave it out: every variable is a resource.",
    "experimental_autocast": "It is called `autocast`.",
    "partitioner": "Leave it out: Keras 3 spreads weights by `keras.distribution`.",
    "caching_device": "Leave it out: Keras 3 caches no weights.",
    "collections": "Leave it out: there are no collections of variables.",
}
"""Keywords of Keras 2 that Keras 3 refuses and that can be done without."""
SAFE = frozenset({"use_resource", "experimental_autocast"})
AGGREGATION = "tf.VariableAggregation"
AGGREGATIONS = ("NONE", "SUM", "MEAN", "ONLY_FIRST_REPLICA")
KNOWN = {*ORDER, *GONE, "aggregation"}
"""What Keras 3 takes of what Keras 2 took, and what is said by itself."""

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
        Example(
            before="""\
import tensorflow as tf

class Count(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.seen = self.add_weight(
            name="seen",
            shape=(),
            initializer="zeros",
            synchronization=tf.VariableSynchronization.ON_READ,
            aggregation=tf.VariableAggregation.SUM,
            trainable=False,
        )

    def call(self, x):
        return x + self.seen

print(float(tf.reduce_sum(Count()(tf.ones((1, 3))))))
""",
            after="""\
import tensorflow as tf

class Count(tf.keras.layers.Layer):
    def build(self, input_shape):
        self.seen = self.add_weight(
            name="seen",
            shape=(),
            initializer="zeros",
            aggregation="sum",
            trainable=False,
        )

    def call(self, x):
        return x + self.seen

print(float(tf.reduce_sum(Count()(tf.ones((1, 3))))))
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


@rule.method("tf.keras.layers.Layer", "add_weight")
def by_name(call: ast.Call, here: Here) -> Iterator[Finding]:
    for word in call.keywords:
        if word.arg in GONE:
            if word.arg == "experimental_autocast":
                edits = [rename_keyword(here.text, word, "autocast")]
            else:
                edits = [remove_argument(here.text, call, word)]
            is_none = isinstance(word.value, ast.Constant) and word.value.value is None
            fix = Fix.SAFE if word.arg in SAFE or is_none else Fix.REVIEW
            yield _refused(word, f"raises for `{word.arg}`. {GONE[word.arg]}", fix, edits, here)
    kind = keyword(call, "aggregation")
    if kind is None:
        return
    package, _, name = (here.dotted(kind.value) or "").rpartition(".")
    if package == AGGREGATION and name in AGGREGATIONS:
        new = f'"{name.lower()}"'
        happens = f"raises for {package}.{name}. `aggregation` is a text: {new}."
        yield _refused(kind, happens, Fix.SAFE, [replace(here.text, kind.value, new)], here)


def _refused(word: ast.keyword, happens: str, fix: Fix, edits: Sequence[Edit], here: Here) -> Finding:
    return here.finding(
        word,
        symbol="tf.keras.layers.Layer.add_weight",
        message=f"From TensorFlow 2.16 on (Keras 3), add_weight {happens}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=fix,
        edits=edits,
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
