"""`add_loss` of a loss for each sample: Keras 2 took the mean of them, Keras 3 takes the sum.

The loss of a CTC layer, as in the usual reader of texts, is then as many times larger as a batch has samples.
"""

import ast
from collections.abc import Iterator

from migrations.calls import around, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable

SINCE = Span("2.16")
MEAN = "tf.reduce_mean"
EACH = ("keras.losses.", "keras.metrics.", "keras.backend.")
OF_BACKEND = {"ctc_batch_cost", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"}

rule = Rule(
    __name__,
    source="https://keras.io/api/losses/#the-addloss-api",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Judge(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.loss_fn = tf.keras.losses.binary_crossentropy

    def call(self, x):
        loss = self.loss_fn(x, x * 0.5)
        self.add_loss(loss)
        return x

inputs = tf.keras.Input((3,))
model = tf.keras.Model(inputs, Judge()(inputs))
model.compile("sgd")
assert round(model.evaluate(np.ones((4, 3)), verbose=0), 3) == 0.693
""",
            after="""\
import numpy as np
import tensorflow as tf

class Judge(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.loss_fn = tf.keras.losses.binary_crossentropy

    def call(self, x):
        loss = self.loss_fn(x, x * 0.5)
        self.add_loss(tf.reduce_mean(loss))
        return x

inputs = tf.keras.Input((3,))
model = tf.keras.Model(inputs, Judge()(inputs))
model.compile("sgd")
assert round(model.evaluate(np.ones((4, 3)), verbose=0), 3) == 0.693
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Fine(tf.keras.layers.Layer):
    def call(self, x):
        self.add_loss(tf.reduce_mean(tf.keras.losses.binary_crossentropy(x, x)))
        self.add_loss(tf.keras.losses.MeanSquaredError()(x, x))
        return x
""",
    ),
)


@rule.method("tf.keras.layers.Layer", "add_loss")
def added(call: ast.Call, here: Here) -> Iterator[Finding]:
    if len(call.args) != 1 or not _is_for_each(call.args[0], here):
        return
    mean = sayable(here, MEAN)
    yield here.finding(
        call.args[0],
        symbol="tf.keras.layers.Layer.add_loss",
        message=f"From TensorFlow 2.16 on (Keras 3), `add_loss` sums a loss for each sample, of which Keras 2 took the "
        f"mean: `{source(here.text, call.args[0])[:40]}` counts as often as the batch has samples. Take the mean.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if mean else Fix.MANUAL,
        edits=[*mean.edits, *around(here.text, call.args[0], f"{mean.text}(", ")")] if mean else [],
        writes=[MEAN] if mean else [],
    )


def _is_for_each(expr: ast.expr, here: Here) -> bool:
    """Whether it is what a loss function of Keras gives: one number for each sample."""
    match expr:
        case ast.Name(id=name) if (assigned := here.scope.assigned(name)) is not None:
            return _is_for_each(assigned.value, here.at(assigned.value, assigned.scope))
        case ast.Call(func=func):
            return _is_loss(_dotted(func, here))
        case _:
            return False


def _dotted(func: ast.expr, here: Here) -> str:
    """What is called, also where an attribute of the class holds it alone."""
    klass = here.world.classes.of_self(func.value, here.scope) if isinstance(func, ast.Attribute) else None
    if klass is not None and isinstance(func, ast.Attribute):
        stores = [each for each in here.world.classes.stores.get(klass, ()) if each.name == func.attr]
        if len(stores) == 1 and stores[0].value is not None:
            return here.world.names.dotted(stores[0].value, stores[0].scope) or ""
    return here.dotted(func) or ""


def _is_loss(dotted: str) -> bool:
    name, last = dotted.removeprefix("tf."), dotted.rpartition(".")[2]
    if not name.startswith(EACH) or last in {"get", "serialize", "deserialize"}:
        return False
    return last in OF_BACKEND if ".backend." in name else last[:1].islower() or last in {"MSE", "MAE", "KLD"}
