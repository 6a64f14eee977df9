"""Models of Keras 3 do not take optimizers of TensorFlow 1, such as `tf.compat.v1.train.AdamOptimizer`."""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, is_spread, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said

SINCE = Span("2.16")
V1 = "tf.compat.v1.train."
NEW = {
    "GradientDescentOptimizer": ("SGD", ("learning_rate",), ""),
    "AdamOptimizer": ("Adam", ("learning_rate", "beta1", "beta2", "epsilon"), "epsilon=1e-8"),
}
"""The optimizer of Keras, the parameters in their order, and a default that is another one there."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer=tf.compat.v1.train.GradientDescentOptimizer(0.5), loss="mse")
model.fit(np.ones((2, 1)), np.zeros((2, 1)), verbose=0)
print("%.3f" % float(np.sum(model.get_weights()[0])))
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer=tf.keras.optimizers.SGD(0.5), loss="mse")
model.fit(np.ones((2, 1)), np.zeros((2, 1)), verbose=0)
print("%.3f" % float(np.sum(model.get_weights()[0])))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.compat.v1.train.AdamOptimizer(0.1)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(tf.keras.optimizers.Adam(0.1), "mse")
""",
    ),
)


rule.needs("v1")


@rule.method("tf.keras.Model", "compile")
def old(call: ast.Call, here: Here) -> Iterator[Finding]:
    given = argument(call, 0, "optimizer")
    if given is None:
        return
    classes = here.classes_of(given)
    if not classes or not all(each.startswith(V1) and each.endswith("Optimizer") for each in classes):
        return
    edits = _edits(given, here)
    name = next(iter(classes))
    yield here.finding(
        given,
        symbol=name,
        message=f"From TensorFlow 2.16 on (Keras 3), compile raises a ValueError for {name}. Use one of "
        "tf.keras.optimizers.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(given: ast.expr, here: Here) -> Sequence[Edit]:
    if not isinstance(given, ast.Call) or is_spread(given):
        return []
    dotted = here.dotted(given.func) or ""
    row = NEW.get(dotted.removeprefix(V1))
    if row is None or any(word.arg not in row[1][:1] for word in given.keywords) or len(given.args) > 1:
        return []
    name = said(here, f"tf.keras.optimizers.{row[0]}")
    if name is None:
        return []
    passed: list[ast.expr | ast.keyword] = [*given.args, *given.keywords]
    words = [source(here.text, each) for each in passed] + ([row[2]] if row[2] else [])
    return [replace(here.text, given, f"{name}({', '.join(words)})")]
