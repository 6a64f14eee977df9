"""`optimizer.variables` of Keras 3 is a list, not a method.

From TensorFlow 2.11 to 2.15 it is both, so the list is right on either side.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.here import Here
from migrations.optimizers import is_optimizer
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import method_calls

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(0.5)
print(len(optimizer.variables()) > 0)
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(0.5)
print(len(optimizer.variables) > 0)
""",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\nprint(tf.keras.optimizers.SGD(0.5).variables)\n",),
)


rule.words("variables")


@rule.file
def called(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "variables"):
        yield from _called(call, here)


def _called(call: ast.Call, here: Here) -> Iterator[Finding]:
    func = call.func
    if not isinstance(func, ast.Attribute) or call.args or call.keywords:
        return
    if not is_optimizer(func.value, here):
        return
    newer = here.baseline >= Version("2.11")
    yield here.finding(
        func,
        symbol="tf.keras.optimizers.Optimizer.variables",
        message="From TensorFlow 2.16 on (Keras 3), `variables` of an optimizer is a list and cannot be called. "
        f"Leave out the parentheses{'' if newer else '; before 2.11 they are needed'}.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if newer else Fix.REVIEW,
        edits=[Edit(here.text.end(func), here.text.end(call), "")],
    )
