"""Layers of Keras 3 have no `input_shape`, `output_shape` or `get_output_at`; their tensors have the shape.

Models still have `input_shape` and `output_shape`.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.input_layers import is_input_layer
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
SHAPES = {"input_shape": "input.shape", "output_shape": "output.shape"}
AT = {
    "get_input_at": "input",
    "get_output_at": "output",
    "get_input_shape_at": "input.shape",
    "get_output_shape_at": "output.shape",
}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

inputs = tf.keras.Input((3,))
dense = tf.keras.layers.Dense(2)
model = tf.keras.Model(inputs, dense(inputs))
print(dense.output_shape[1], model.layers[1].input_shape[-1], dense.get_output_at(0).shape[1])
""",
            after="""\
import tensorflow as tf

inputs = tf.keras.Input((3,))
dense = tf.keras.layers.Dense(2)
model = tf.keras.Model(inputs, dense(inputs))
print(dense.output.shape[1], model.layers[1].input.shape[-1], dense.output.shape[1])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Mine(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.output_shape = (1, 2)
print(Mine().output_shape)
""",
    ),
)


@rule.attribute("tf.keras.layers.Layer", *SHAPES)
def shape(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if not isinstance(node.ctx, ast.Load) or here.is_a(node.value, "tf.keras.Model"):
        return
    if is_input_layer(node.value, here):  # of which layer_input_layers speaks
        return
    end = here.text.end(node)
    yield here.finding(
        node,
        symbol=f"tf.keras.layers.Layer.{node.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), layers have no `{node.attr}`. Write `{SHAPES[node.attr]}`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW,
        edits=[Edit(end - len(node.attr), end, SHAPES[node.attr])],
    )


@rule.method("tf.keras.layers.Layer", *AT)
def at(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    name = call.func.attr
    first = [*call.args, *(word.value for word in call.keywords)]
    zero = len(first) == 1 and isinstance(first[0], ast.Constant) and first[0].value == 0
    edits = [replace(here.text, call, f"{source(here.text, call.func.value)}.{AT[name]}")] if zero else []
    yield here.finding(
        call.func,
        symbol=f"tf.keras.layers.Layer.{name}",
        message=f"From TensorFlow 2.16 on (Keras 3), layers have no `{name}`. Write `{AT[name]}` for the first call "
        "of the layer; keep the tensors of further calls yourself.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )
