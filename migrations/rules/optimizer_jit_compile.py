"""Optimizers of Keras 3 know no `jit_compile`: their steps are compiled with the model's.

The optimizers that TensorFlow 2.11 brought take it. It only says how the same is computed: nothing is lost without it.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument
from migrations.here import Here
from migrations.names import keras_name
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.supers import starts

SINCE = Span("2.16")
WORDS = ("jit_compile", "is_legacy_optimizer")

rule = Rule(
    __name__,
    source="https://keras.io/api/optimizers/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.AdamW(0.1, weight_decay=0.01, jit_compile=False)
variable = tf.Variable(1.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
print(float(variable))
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.AdamW(0.1, weight_decay=0.01)
variable = tf.Variable(1.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
print(float(variable))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.keras.optimizers.Adam(0.1)\ntf.function(print, jit_compile=True)\n",
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(tf.keras.optimizers.Adam(0.1), "mse", jit_compile=False)
""",
    ),
)


rule.needs(*WORDS)


@rule.call_below("tf.keras.optimizers")
def given(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield from _refused(call, here.dotted(call.func) or "", here)


@rule.subclass("tf.keras.optimizers.Optimizer")
def handed_on(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    for call, base in starts(node, here):
        yield from _refused(call, base, here)


def _refused(call: ast.Call, dotted: str, here: Here) -> Iterator[Finding]:
    package, _, name = (keras_name(dotted) or "").rpartition(".")
    if package != "optimizers" or not name[:1].isupper():
        return
    for word in (found for name in WORDS if (found := keyword(call, name)) is not None):
        yield here.finding(
            word,
            symbol=f"{dotted}({word.arg})",
            message=f"From TensorFlow 2.16 on (Keras 3), {dotted} raises a ValueError for `{word.arg}`. Leave it out: "
            "the result is the same.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[remove_argument(here.text, call, word)],
        )
