"""Models of Keras 3 have no `input_names`: the inputs themselves have them, in every version."""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b")
model = tf.keras.Model([a, b], tf.keras.layers.Add()([a, b]))
print(model.input_names, model.output_names[0][:3])
""",
            after="""\
import tensorflow as tf

a, b = tf.keras.Input((2,), name="a"), tf.keras.Input((2,), name="b")
model = tf.keras.Model([a, b], tf.keras.layers.Add()([a, b]))
print([each.name for each in model.inputs], model.output_names[0][:3])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.input_names = ["a"]
print(Net().input_names)
""",
    ),
)


@rule.attribute("tf.keras.Model", "input_names")
def names(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if isinstance(node.ctx, ast.Load):
        yield here.finding(
            node,
            symbol="tf.keras.Model.input_names",
            message="From TensorFlow 2.16 on (Keras 3), models have no `input_names`. Ask the inputs for their names.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[replace(here.text, node, f"[each.name for each in {source(here.text, node.value)}.inputs]")],
        )
