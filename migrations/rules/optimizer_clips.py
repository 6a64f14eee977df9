"""From TensorFlow 2.4 on, `apply_gradients` clips: `clipnorm` and `clipvalue` of an optimizer did nothing there before.

Only `fit` and `minimize` clipped. A training loop of one's own takes smaller steps from 2.4 on, and nothing is said.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import remove_argument
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import Spots

SINCE = Span("2.4")
CLIPS = frozenset({"clipnorm", "clipvalue"})

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.4.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(learning_rate=1.0, clipvalue=0.5)
weight = tf.Variable([1.0, 2.0])
optimizer.apply_gradients([(tf.constant([3.0, 0.1]), weight)])
print(weight.numpy().round(2).tolist())
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(learning_rate=1.0)
weight = tf.Variable([1.0, 2.0])
optimizer.apply_gradients([(tf.constant([3.0, 0.1]), weight)])
print(weight.numpy().round(2).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
optimizer = tf.keras.optimizers.SGD(learning_rate=1.0, clipvalue=0.5)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer, "mse")
other = tf.keras.optimizers.SGD(learning_rate=1.0)
other.apply_gradients([])
""",
    ),
)


rule.words("clipnorm", "clipvalue")


@rule.call_below("tf.keras.optimizers")
def clipping(call: ast.Call, here: Here) -> Iterator[Finding]:
    words = [word for word in call.keywords if word.arg in CLIPS]
    if here.baseline >= Version("2.4") or not words:
        return
    name = _name(here)
    applied = here.world.once(Spots).methods(here.code, "apply_gradients") if name else ()
    if not any(isinstance(each.func, ast.Attribute) and ast.unparse(each.func.value) == name for each, _ in applied):
        return
    alone = not any(True for _ in here.world.once(Spots).methods(here.code, "compile", "minimize"))
    for word in words:
        yield here.finding(
            word,
            symbol=here.dotted(call.func) or "",
            message=f"From TensorFlow 2.4 on, `apply_gradients` clips by `{word.arg}`, which did nothing there before: "
            "the training takes other steps. "
            + ("Leave it out to keep what it was." if alone else "Leave it out of optimizers for loops of your own."),
            effect=Effect.CHANGES,
            span=SINCE,
            fix=Fix.REVIEW if alone else Fix.MANUAL,
            edits=[remove_argument(here.text, call, word)] if alone and len(words) == 1 else [],
        )


def _name(here: Here) -> str | None:
    """What the optimizer is kept as."""
    match here.parent:
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target]):
            return ast.unparse(target)
        case _:
            return None
