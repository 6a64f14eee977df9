"""Models of Keras 3 take no symbolic losses and no `add_metric`; layers take losses, in their `call`."""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.symbolic import is_symbolic

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs), inputs=inputs)
        return inputs

layer = Activity()
layer(tf.ones((1, 2)))
print(float(layer.losses[0]))
""",
            after="""\
import tensorflow as tf

class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs

layer = Activity()
layer(tf.ones((1, 2)))
print(float(layer.losses[0]))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs
class Mine:
    def add_metric(self, x): ...
Mine().add_metric(1)
""",
    ),
)


@rule.method("tf.keras.layers.Layer", "add_loss")
def loss(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "inputs")
    if word is not None:
        yield here.finding(
            word,
            symbol="tf.keras.layers.Layer.add_loss",
            message="From TensorFlow 2.16 on (Keras 3), `add_loss` takes no `inputs`. Leave it out.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[remove_argument(here.text, call, word)],
        )
    given = call.args[0] if call.args else None
    if isinstance(given, ast.Lambda) or (given is not None and _is_made_of_symbols(given, here)):
        yield here.finding(
            call,
            symbol="tf.keras.Model.add_loss",
            message="From TensorFlow 2.16 on (Keras 3), models take no symbolic losses. Put the computation into the "
            "`call` of a layer that calls `self.add_loss`, or into a custom `train_step`.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.MANUAL,
        )


@rule.method("tf.keras.layers.Layer", "add_metric")
def metric(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield here.finding(
        call.func,
        symbol="tf.keras.layers.Layer.add_metric",
        message="From TensorFlow 2.16 on (Keras 3), `add_metric` is not implemented. Keep a metric in the layer, "
        "made in `__init__`, and call its `update_state`; or pass metrics to `compile`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL,
    )


def _is_made_of_symbols(given: ast.expr, here: Here) -> bool:
    """Whether it is a symbolic tensor here, not inside of a layer."""
    function = here.enclosing(ast.FunctionDef)
    if function is not None and function.name in {"call", "train_step", "test_step"}:
        return False
    return is_symbolic(given, here)
