"""Names of losses and metrics, as text, that Keras 3 does not know.

`compile(loss="logcosh")` raises "Could not interpret loss identifier" there. The function itself means the same in
every version, and Keras names the metric after it.
"""

import ast
from collections.abc import Iterator

from migrations.calls import argument, replace
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
LOSSES = {
    "logcosh": "log_cosh",
    "kullback_leibler_divergence": "kl_divergence",
    "huber_loss": "huber",
}
METRICS = {
    "kullback_leibler_divergence": "kl_divergence",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
    "logcosh": "tf.keras.losses.log_cosh",
    "log_cosh": "tf.keras.losses.log_cosh",
    "cosine_proximity": "cosine_similarity",
    "crossentropy": "",
    "ce": "",
}
"""What they are called now; empty where that hangs on the loss."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(2, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss="logcosh")
print("%.4f" % model.evaluate(np.ones((2, 2)), np.ones((2, 2)), verbose=0))
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(2, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss="log_cosh")
print("%.4f" % model.evaluate(np.ones((2, 2)), np.ones((2, 2)), verbose=0))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nm = tf.keras.Sequential([])\nm.compile('sgd', 'kld', metrics=['kl_divergence'])\n",
        "import re\nimport tensorflow as tf\nprint(tf)\nre.compile('logcosh')\n",
    ),
)


rule.needs(*LOSSES, *METRICS)


@rule.method("tf.keras.Model", "compile")
def texts(call: ast.Call, here: Here) -> Iterator[Finding]:
    for given, table, what in (
        (argument(call, 1, "loss"), LOSSES, "loss"),
        (argument(call, 2, "metrics"), METRICS, "metric"),
        (argument(call, None, "weighted_metrics"), METRICS, "metric"),
    ):
        for each in _texts(given):
            if each.value in table:
                yield _finding(each, table[each.value], what, here)


def _texts(given: ast.expr | None) -> Iterator[ast.Constant]:
    """The texts in an argument: itself, or those in lists and as values of a dictionary."""
    match given:
        case ast.Constant(value=str()):
            yield given
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from _texts(part)
        case _:
            return


def _finding(node: ast.Constant, new: str, what: str, here: Here) -> Finding:
    plain = bool(new) and "." not in new
    advice = f'Write "{new}".' if plain else f"Pass {new}." if new else "Pass the metric's own name, or its class."
    return here.finding(
        node,
        symbol="tf.keras.Model.compile",
        message=f'From TensorFlow 2.16 on (Keras 3), compile raises for the {what} "{node.value!s}". {advice}',
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if plain else Fix.MANUAL,
        edits=[replace(here.text, node, f'"{new}"')] if plain else [],
    )
