"""From TensorFlow 2.16 on, a Keras model cannot be fitted or asked inside a graph for a session.

Keras 3 runs its loops eagerly: with the behaviour of TensorFlow 2 turned off, `fit`, `evaluate` and `predict` raise
"`tf.data.Dataset` only supports Python-style iteration in eager mode". Keras 2, in the package tf-keras, still does it.
"""

import ast
from collections.abc import Iterator

from migrations.graph.evidence import HINTS, OFF
from migrations.graph.files import Switch
from migrations.graph.written import LEGACY
from migrations.here import Here
from migrations.imports import insertion
from migrations.legacy import is_legacy
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
LOOPS = (
    "fit",
    "fit_generator",
    "evaluate",
    "evaluate_generator",
    "predict",
    "predict_generator",
    "train_on_batch",
    "test_on_batch",
)

KEEPS = (
    "The patch keeps Keras 2 for this program: TF_USE_LEGACY_KERAS is set before TensorFlow is imported, and the "
    "package tf-keras has to be installed."
)
APART = "Keras 2 is kept by importing tf_keras in place of keras, which is Keras 3 whatever TF_USE_LEGACY_KERAS says."

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile("sgd", "mse")
print(model.predict(np.ones((2, 3)), verbose=0).tolist())
""",
            after="""\
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"  # Keras 2, of the package tf-keras
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile("sgd", "mse")
print(model.predict(np.ones((2, 3)), verbose=0).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        # Eager, as Keras 3 wants it.
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(tf.ones((2, 3)), tf.ones((2, 1)), verbose=0)
""",
    ),
)


rule.needs(*OFF, *HINTS)


@rule.method("tf.keras.Model", *LOOPS)
def loops(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    switch = here.world.once(Switch)
    switched = switch.switches(here.code)
    if not (switched or switch.turns_off(here.code)) or is_legacy(here.world, here.code):
        return
    apart = any(name.startswith("keras.") for name in here.classes_of(call.func.value))
    edits: list[Edit] = [insertion(here.text, LEGACY), *((switch.edits(here.code) or ()) if switched else ())]
    yield here.finding(
        call,
        symbol=f"tf.keras.Model.{call.func.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), {call.func.attr} raises where eager execution is turned off. "
        f"{APART if apart else KEEPS} Without the call that turns eager execution off, Keras 3 would run it.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if apart else Fix.REVIEW,
        edits=() if apart else edits,
        requires=() if apart else ("tf-keras",),
    )
