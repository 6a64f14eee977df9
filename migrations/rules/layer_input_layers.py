"""An input layer of Keras 3 has nothing in `input`, and no shapes: its tensor is its `output`, in every version.

`model.layers[0].input` of a functional model is an empty list there, and a model that is built from it raises.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.input_layers import is_input_layer
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import attributes

SINCE = Span("2.16")
SHAPES = ("input_shape", "output_shape")

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/core_layers/input/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

image = tf.keras.Input((3,), name="image")
model = tf.keras.Model(image, tf.keras.layers.Dense(2, name="features")(image))
first = tf.keras.Model(model.layers[0].input, model.layers[-1].output)
named = tf.keras.Model(model.get_layer("image").input, model.get_layer("features").output)
start = model.get_layer(index=0)
print(first(tf.ones((1, 3))).shape, named(tf.ones((1, 3))).shape, start.input.shape[1], start.input_shape[0][1])
""",
            after="""\
import tensorflow as tf

image = tf.keras.Input((3,), name="image")
model = tf.keras.Model(image, tf.keras.layers.Dense(2, name="features")(image))
first = tf.keras.Model(model.layers[0].output, model.layers[-1].output)
named = tf.keras.Model(model.get_layer("image").output, model.get_layer("features").output)
start = model.get_layer(index=0)
print(first(tf.ones((1, 3))).shape, named(tf.ones((1, 3))).shape, start.output.shape[1], [start.output.shape][0][1])
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
base = tf.keras.applications.VGG16()
features = tf.keras.Model(inputs=base.layers[0].input, outputs=base.layers[-2].output)
""",
            after="""\
import tensorflow as tf
base = tf.keras.applications.VGG16()
features = tf.keras.Model(inputs=base.layers[0].output, outputs=base.layers[-2].output)
""",
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
print(model.layers[0].input)
""",
        """\
import tensorflow as tf
i = tf.keras.Input((3,), name="i")
model = tf.keras.Model(i, tf.keras.layers.Dense(2, name="d")(i))
print(model.layers[1].input, model.get_layer("d").input, model.get_layer("i").output, model.input)
""",
        """\
import tensorflow as tf
model = tf.keras.models.load_model("model.h5")
print(model.layers[0].input)
""",
    ),
)


rule.words("layers", "get_layer", "InputLayer")
rule.needs("input", *SHAPES)


@rule.file
def of_input(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in attributes(around, "input", *SHAPES):
        if isinstance(node.ctx, ast.Load) and is_input_layer(node.value, here):
            yield _said(node, here)


def _said(node: ast.Attribute, here: Here) -> Finding:
    end = here.text.end(node)
    if node.attr in SHAPES:
        happens = f"an input layer has no `{node.attr}`. Write `output.shape`; it was a list of one shape before."
        edits = [replace(here.text, node, f"[{source(here.text, node.value)}.output.shape]")]
    else:
        happens = "`input` of an input layer is an empty list. Write `output`, which is the same tensor."
        edits = [Edit(end - len(node.attr), end, "output")]
    return here.finding(
        node,
        symbol=f"tf.keras.layers.InputLayer.{node.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), {happens}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=edits,
    )
