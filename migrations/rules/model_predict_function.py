"""`model._make_predict_function()` is gone from TensorFlow 2.2 on; the public name takes its place.

Programs that served a model from threads called it after loading the model. It is private, so that no signature shows
it, and nothing else has it, so that it is told of whatever has it.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import attributes

SINCE = Span("2.2")
MAKERS = ("_make_predict_function", "_make_train_function", "_make_test_function")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/blob/v2.2.0/tensorflow/python/keras/engine/training.py",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
model.compile(optimizer="sgd", loss="mse")

def serve(net):
    net._make_predict_function()
    return net.predict(np.ones((1, 2)))

print(serve(model).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
model.compile(optimizer="sgd", loss="mse")

def serve(net):
    net.make_predict_function()
    return net.predict(np.ones((1, 2)))

print(serve(model).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Net(tf.keras.Model):
    def _make_predict_function(self): ...
Net()._make_predict_function()
""",
        "import tensorflow as tf\ntf.keras.Sequential().make_predict_function()\n",
        """\
import tensorflow as tf
def f(x):
    if hasattr(x, "_make_predict_function"):
        x._make_predict_function()
""",
    ),
)

rule.words(*MAKERS)


@rule.file
def asked(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in attributes(around, *MAKERS):
        if isinstance(node.ctx, ast.Load) and not _has_own(node.attr, here) and here.dotted(node) is None:
            start = here.text.end(node) - len(node.attr)
            public = node.attr.removeprefix("_")
            yield here.finding(
                node,
                symbol=f"tf.keras.Model.{node.attr}",
                message=f"From TensorFlow 2.2 on, models have no `{node.attr}`. Call `{public}`, or leave it out: "
                "TensorFlow 2 makes the function when it is needed.",
                effect=Effect.BREAKS,
                span=SINCE,
                fix=Fix.REVIEW,
                edits=[Edit(start, start + 1, "")],
                writes=(f"tf.keras.Model.{public}",),
            )


def _has_own(name: str, here: Here) -> bool:
    """Whether a class of the project has it, which it may be."""
    return any(name in klass.body.bindings for klass in here.world.classes.all)
