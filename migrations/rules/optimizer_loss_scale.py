"""The LossScaleOptimizer of Keras 3 unscales gradients itself, when they are applied.

`get_scaled_loss` is `scale_loss` there, and `get_unscaled_gradients` is gone: gradients that were unscaled before would
be so twice.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
OWNER = "tf.keras.mixed_precision.LossScaleOptimizer"
SCALE, UNSCALE = "get_scaled_loss", "get_unscaled_gradients"

rule = Rule(
    __name__,
    source="https://keras.io/api/optimizers/loss_scale_optimizer/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.mixed_precision.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1))
layer = tf.keras.layers.Dense(1, kernel_initializer="ones")
layer.build((None, 2))
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(layer(tf.ones((1, 2))))
    scaled = optimizer.get_scaled_loss(loss)
gradients = optimizer.get_unscaled_gradients(tape.gradient(scaled, layer.trainable_variables))
optimizer.apply_gradients(zip(gradients, layer.trainable_variables))
print([float(tf.reduce_sum(weight)) for weight in layer.trainable_variables])
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.mixed_precision.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1))
layer = tf.keras.layers.Dense(1, kernel_initializer="ones")
layer.build((None, 2))
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(layer(tf.ones((1, 2))))
    scaled = optimizer.scale_loss(loss)
gradients = tape.gradient(scaled, layer.trainable_variables)
optimizer.apply_gradients(zip(gradients, layer.trainable_variables))
print([float(tf.reduce_sum(weight)) for weight in layer.trainable_variables])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Own:
    def get_scaled_loss(self, loss):
        return loss
Own().get_scaled_loss(tf.constant(1.0))
""",
    ),
)


@rule.method(OWNER, SCALE, UNSCALE)
def scaled(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    name = call.func.attr
    advice = (
        "Write `scale_loss`."
        if name == SCALE
        else "Leave it out: the gradients are unscaled when they are applied. What looks at them or clips them before "
        "sees them scaled."
    )
    edits = _edits(call, call.func, here)
    yield here.finding(
        call.func,
        symbol=f"{OWNER}.{name}",
        message=f"From TensorFlow 2.16 on (Keras 3), a LossScaleOptimizer has no `{name}`. {advice}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
        writes=[f"{OWNER}.scale_loss"] if name == SCALE else [],
    )


def _edits(call: ast.Call, func: ast.Attribute, here: Here) -> Sequence[Edit]:
    if func.attr == SCALE:
        end = here.text.end(func)
        return [Edit(end - len(SCALE), end, "scale_loss")]
    given = argument(call, 0, "grads")
    return [replace(here.text, call, source(here.text, given))] if given is not None else []
