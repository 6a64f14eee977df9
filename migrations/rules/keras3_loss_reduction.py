"""Losses of Keras 3 do not know the reduction "auto"; what it meant is their default.

`tf.keras.losses.Reduction.AUTO` is that word, so it raises too.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import keyword_calls

SINCE = Span("2.16")
AUTO = frozenset(
    f"{root}.{name}.AUTO"
    for root in ("tf.keras.losses", "keras.losses", "tf.losses", "tf.keras.utils.losses_utils")
    for name in ("Reduction", "ReductionV2")
)

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

loss = tf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.AUTO, name="mse")
print(float(loss(tf.ones((2, 2)), tf.zeros((2, 2)))))
print(float(tf.keras.losses.MeanAbsoluteError(reduction="auto")(tf.ones((2, 2)), tf.zeros((2, 2)))))
""",
            after="""\
import tensorflow as tf

loss = tf.keras.losses.MeanSquaredError(name="mse")
print(float(loss(tf.ones((2, 2)), tf.zeros((2, 2)))))
print(float(tf.keras.losses.MeanAbsoluteError()(tf.ones((2, 2)), tf.zeros((2, 2)))))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.SUM)\n",
        "import tensorflow as tf\ntf.keras.losses.MeanSquaredError(reduction='none')\ndict(reduction='auto')\n",
    ),
)


rule.words("reduction")


@rule.file
def auto(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in keyword_calls(around, "reduction"):
        yield from _auto(call, here)


def _auto(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "reduction")
    if word is None or not _is_auto(word.value, here) or not _makes_loss(call, here):
        return
    yield here.finding(
        word,
        symbol="tf.keras.losses.Reduction.AUTO",
        message='From TensorFlow 2.16 on (Keras 3), losses raise a ValueError for the reduction "auto". '
        "Leave it out: the default is what it meant.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[remove_argument(here.text, call, word)],
    )


def _is_auto(value: ast.expr, here: Here) -> bool:
    if isinstance(value, ast.Constant):
        return bool(value.value == "auto")
    return here.dotted(value) in AUTO


def _makes_loss(call: ast.Call, here: Here) -> bool:
    """A loss of Keras, or what a class of the project hands on to it."""
    dotted = here.dotted(call.func) or ""
    if dotted.startswith(("tf.keras.losses.", "keras.losses.", "tf.losses.")):
        return True
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return here.enclosing(ast.ClassDef) is not None
        case _:
            return False
