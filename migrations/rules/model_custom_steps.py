"""What a custom `train_step` or `test_step` reports as "loss" is not always what Keras 3 shows.

Keras 3 keeps a "loss" of its own for every compiled model. A step that returns nothing but {"loss": value} gets that
one instead, which stays 0; so does `self.compiled_loss(...)` in a `test_step`, which no longer keeps the loss.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/custom_train_step_in_tensorflow/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer=tf.keras.optimizers.SGD(0.0))
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            after="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer=tf.keras.optimizers.SGD(0.0))
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Two(tf.keras.Model):
    def train_step(self, data):
        return {"loss": 1.0, "other": 2.0}
class Tracked(tf.keras.Model):
    @property
    def metrics(self):
        return [self.tracker]
    def train_step(self, data):
        self.tracker.update_state(1.0)
        return {"loss": self.tracker.result()}
class Step(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        loss = self.compiled_loss(y, self(x))
        return {m.name: m.result() for m in self.metrics}
""",
    ),
)


@rule.subclass("tf.keras.Model")
def steps(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    for name in ("train_step", "test_step"):
        step = methods.get(name)
        if step is not None and "metrics" not in methods:
            yield from _raw(step, here)
            if name == "test_step":
                yield from _compiled(step, here)


def _raw(step: ast.FunctionDef, here: Here) -> Iterator[Finding]:
    for node in ast.walk(step):
        match node:
            case ast.Return(value=ast.Dict(keys=[ast.Constant(value="loss")], values=[value])) if not _is_result(value):
                yield _finding(node, step.name, "`return {'loss': ...}` shows 0", here)
            case _:
                continue


def _is_result(value: ast.expr) -> bool:
    """Whether it is what a metric has kept."""
    return any(isinstance(node, ast.Attribute) and node.attr == "result" for node in ast.walk(value))


def _compiled(step: ast.FunctionDef, here: Here) -> Iterator[Finding]:
    for node in ast.walk(step):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="compiled_loss")):
                yield _finding(node, step.name, "the loss of `self.compiled_loss` is not kept, and shows as 0", here)
            case _:
                continue


def _finding(node: ast.stmt | ast.expr, step: str, happens: str, here: Here) -> Finding:
    return here.finding(
        node,
        symbol=f"tf.keras.Model.{step}",
        message=f"From TensorFlow 2.16 on (Keras 3), in `{step}` {happens}. Keep the loss in a tf.keras.metrics.Mean, "
        'update it in the step, return its result as "loss", and list it in the property `metrics`.',
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.MANUAL,
    )
