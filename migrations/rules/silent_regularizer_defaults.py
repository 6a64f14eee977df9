"""`l1_l2()` without arguments regularises nothing with Keras 3; its defaults were 0.01 before."""

import ast
from collections.abc import Iterator

from migrations.calls import insert_argument, is_spread
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/regularizers/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

both = tf.keras.regularizers.l1_l2()
layer = tf.keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer=both)
layer.build((None, 2))
print("%.3f" % float(layer.losses[0]))
print("%.3f" % float(tf.keras.regularizers.l1_l2(l1=0.1)(tf.ones((2,)))))
""",
            after="""\
import tensorflow as tf

both = tf.keras.regularizers.l1_l2(l1=0.01, l2=0.01)
layer = tf.keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer=both)
layer.build((None, 2))
print("%.3f" % float(layer.losses[0]))
print("%.3f" % float(tf.keras.regularizers.l1_l2(l1=0.1, l2=0.01)(tf.ones((2,)))))
""",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\ntf.keras.regularizers.l1_l2(0.1, 0.2)\ntf.keras.regularizers.L1L2()\n",),
)


@rule.call("tf.keras.regularizers.l1_l2")
def defaults(call: ast.Call, here: Here) -> Iterator[Finding]:
    given = {word.arg for word in call.keywords} | set(("l1", "l2")[: len(call.args)])
    missing = [f"{name}=0.01" for name in ("l1", "l2") if name not in given]
    if not missing or is_spread(call):
        return
    yield here.finding(
        call,
        symbol="tf.keras.regularizers.l1_l2",
        message="From TensorFlow 2.16 on (Keras 3), what is not given to l1_l2 is 0 and no longer 0.01: the model is "
        "regularised less. Say both.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[insert_argument(here.text, call, ", ".join(missing))],
    )
