"""A Lambda layer of Keras 3 takes its input for floating point when it works out its output's shape.

A function in it that wants whole numbers, such as `tf.one_hot`, fails there: "We could not automatically infer the
shape of the Lambda's output". A cast in front of it is right in every version.
"""

import ast
from collections.abc import Iterator

from migrations.below import below
from migrations.calls import argument, replace
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.rules.keras3_symbolic_tensors import WHOLE
from migrations.saying import said

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,), dtype="int32")
encoded = tf.keras.layers.Lambda(lambda x: tf.one_hot(x, 3))(inputs)
print(tf.keras.Model(inputs, encoded).predict(np.array([[0, 2]]), verbose=0).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,), dtype="int32")
encoded = tf.keras.layers.Lambda(lambda x: tf.one_hot(tf.cast(x, tf.int32), 3))(inputs)
print(tf.keras.Model(inputs, encoded).predict(np.array([[0, 2]]), verbose=0).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.layers.Lambda(lambda x: tf.one_hot(tf.cast(x, "int32"), 3))
tf.keras.layers.Lambda(lambda x: tf.gather(x, [0, 1], axis=1))
tf.keras.layers.Lambda(lambda x: tf.one_hot(x, 3), output_shape=(3,))
f = lambda x: tf.one_hot(x, 3)
""",
    ),
)


@rule.call("tf.keras.layers.Lambda")
def inner(call: ast.Call, here: Here) -> Iterator[Finding]:
    function = argument(call, 0, "function")
    if not isinstance(function, ast.Lambda) or any(word.arg == "output_shape" for word in call.keywords):
        return
    name = function.args.args[0].arg if function.args.args else ""
    cast, kind = said(here, "tf.cast"), said(here, "tf.int32")
    for each in below(function.body):
        place = WHOLE.get(here.dotted(each.func) or "") if isinstance(each, ast.Call) else None
        given = argument(each, *place) if place is not None and isinstance(each, ast.Call) else None
        if isinstance(given, ast.Name) and given.id == name:
            yield here.finding(
                given,
                symbol="tf.keras.layers.Lambda",
                message="From TensorFlow 2.16 on (Keras 3), a Lambda layer works out its shape with floating point, "
                "which this function does not take. Cast to whole numbers inside.",
                effect=Effect.BREAKS,
                span=SINCE,
                fix=Fix.SAFE if cast and kind else Fix.MANUAL,
                edits=[replace(here.text, given, f"{cast}({name}, {kind})")] if cast and kind else [],
            )
