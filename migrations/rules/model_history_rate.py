"""Keras 3 reports the learning rate as "learning_rate"; Keras 2 wrote it to the history and the logs as "lr".

LearningRateScheduler and ReduceLROnPlateau write it.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import subscripts

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/api/callbacks/learning_rate_scheduler/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
steps = tf.keras.callbacks.LearningRateScheduler(lambda epoch: 0.5)
history = model.fit(np.ones((2, 1)), np.ones((2, 1)), epochs=2, verbose=0, callbacks=[steps])
print([float(rate) for rate in history.history["lr"]])
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
steps = tf.keras.callbacks.LearningRateScheduler(lambda epoch: 0.5)
history = model.fit(np.ones((2, 1)), np.ones((2, 1)), epochs=2, verbose=0, callbacks=[steps])
print([float(rate) for rate in history.history["lr" if "lr" in history.history else "learning_rate"]])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.callbacks.LearningRateScheduler(lambda epoch: 0.5)
options = {"lr": 0.1}
print(options["lr"])
""",
    ),
)


rule.words("history")


@rule.file
def key(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in subscripts(around, "lr"):
        yield from _key(node, here)


def _key(node: ast.Subscript, here: Here) -> Iterator[Finding]:
    name = node.slice
    if not isinstance(name, ast.Constant) or name.value != "lr" or not isinstance(node.ctx, ast.Load):
        return
    owner = node.value
    if not isinstance(owner, ast.Attribute) or owner.attr != "history":
        return
    if not (here.is_a(owner.value, "tf.keras.callbacks.History") or here.is_a(owner.value, "tf.keras.Model")):
        return
    text = source(here.text, owner)
    yield here.finding(
        node,
        symbol="tf.keras.callbacks.History",
        message='From TensorFlow 2.16 on (Keras 3), the history has "learning_rate" and no "lr": a KeyError.',
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[replace(here.text, name, f'"lr" if "lr" in {text} else "learning_rate"')],
    )
