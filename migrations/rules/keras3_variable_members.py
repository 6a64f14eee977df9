"""The weights of layers are variables of Keras 3's own: `value` is no method, and `read_value` and others are gone.

`w.value()`, `w.read_value()`, `w.get_shape()` and `w.ref()` of Keras 2 raise. A variable that `tf.Variable` made has
them still.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.spots import method_calls
from migrations.weights import is_weight

SINCE = Span("2.16")
GONE = frozenset({"value", "read_value", "get_shape", "ref", "experimental_ref", "eval", "initialized_value", "op"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
for w in model.trainable_weights:
    print(w.value().shape, w.read_value().shape, w.get_shape().as_list())
print(sum(w.get_shape().num_elements() for w in model.weights))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
for w in model.trainable_weights:
    print(tf.convert_to_tensor(w).shape, tf.convert_to_tensor(w).shape, w.shape.as_list())
print(sum(w.shape.num_elements() for w in model.weights))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
v = tf.Variable(1.0)
print(v.value(), v.read_value(), v.get_shape())
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for w in model.weights:
    print(w.numpy(), w.shape)
for w in model.get_weights():
    print(w.value())
""",
    ),
)


rule.words(*GONE)


@rule.file
def member(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, *GONE):
        yield from _member(call, here)


def _member(call: ast.Call, here: Here) -> Iterator[Finding]:
    func = call.func
    if not isinstance(func, ast.Attribute) or not is_weight(func.value, here.scope, here.world):
        return
    edits = _edits(call, func, here)
    what = "is no method" if func.attr == "value" else "is gone"
    yield here.finding(
        func,
        symbol=f"tf.keras.Variable.{func.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), `{func.attr}` of a layer's weight {what}. "
        f"{'Ask for `shape`.' if func.attr == 'get_shape' else 'Use tf.convert_to_tensor for its value.'}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(call: ast.Call, func: ast.Attribute, here: Here) -> Sequence[Edit]:
    owner = source(here.text, func.value)
    if call.args or call.keywords:
        return []
    if func.attr == "get_shape":
        return [replace(here.text, call, f"{owner}.shape")]
    convert = said(here, "tf.convert_to_tensor")
    if func.attr in {"value", "read_value"} and convert is not None:
        return [replace(here.text, call, f"{convert}({owner})")]
    return []
