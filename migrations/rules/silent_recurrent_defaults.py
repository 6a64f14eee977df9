"""LSTM and GRU of TensorFlow 2.0 compute something else by default than those of 1.x.

Both take sigmoid as `recurrent_activation`, where it was hard_sigmoid; GRU has `reset_after=True`, and other weights.
Where weights are drawn at random and nothing in the project trains, loads or sets any, the results are others at each
run anyway, and nothing is said.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import insert_argument, is_spread, keyword
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.rules.silent_hard_sigmoid import old_hard_sigmoid
from migrations.saying import Saying
from migrations.spots import mentioned

SINCE = Span("2.0")
KERAS2, KERAS3 = Span("2.0", "2.15"), Span("2.16")
WRITTEN = "lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)"
"""The old hard_sigmoid, where the file has no way of saying it."""
LAYERS = ("LSTM", "GRU", "LSTMCell", "GRUCell")
LASTING = frozenset(
    {
        "fit",
        "fit_generator",
        "train_on_batch",
        "gradient",
        "gradients",
        "apply_gradients",
        "minimize",
        "set_weights",
        "load_weights",
        "load_model",
        "load",
        "assign",
        "restore",
        "Saver",
        "Checkpoint",
        "seed",
        "set_seed",
        "set_random_seed",
        "weights",
        "get_weights",
        "count_params",
        "summary",
    }
)
"""Words without which no weights are trained, loaded, set or looked at in a project, nor drawn the same twice."""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.0.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((3, 2))
x = tf.keras.layers.LSTM(2, kernel_initializer="ones", recurrent_initializer="ones")(inputs)
y = tf.keras.layers.GRU(2, kernel_initializer="ones", recurrent_initializer="ones")(inputs)
model = tf.keras.Model(inputs, [x, y])
print([each.round(4).tolist() for each in model.predict(np.full((1, 3, 2), 0.3))])
""",
            after="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((3, 2))
x = tf.keras.layers.LSTM(2, kernel_initializer="ones", recurrent_initializer="ones", \
recurrent_activation=lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0))(inputs)
y = tf.keras.layers.GRU(2, kernel_initializer="ones", recurrent_initializer="ones", \
recurrent_activation=lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0), reset_after=False)(inputs)
model = tf.keras.Model(inputs, [x, y])
print([each.round(4).tolist() for each in model.predict(np.full((1, 3, 2), 0.3))])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.layers.LSTM(2, recurrent_activation="sigmoid")
tf.keras.layers.SimpleRNN(2)
tf.keras.layers.GRU(2, recurrent_activation="sigmoid", reset_after=True)
tf.keras.layers.LSTM(2, return_sequences=True)
""",
    ),
)


@rule.call(*(f"tf.keras.layers.{name}" for name in LAYERS))
def default(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) or ""
    if here.baseline >= Version("2.0") or is_spread(call) or len(call.args) > 2:  # noqa: PLR2004  # units, activation
        return
    if keyword(call, "kernel_initializer") is None and not mentioned(here.world, *LASTING):
        return
    for span, old in ((KERAS2, Saying('"hard_sigmoid"', ())), (KERAS3, old_hard_sigmoid(here))):
        missing = list(_missing(call, dotted.rpartition(".")[2], old.text if old else WRITTEN))
        if not missing:
            return
        yield here.finding(
            call,
            symbol=dotted,
            message=f"{dotted} has other defaults from TensorFlow 2.0 on, and computes something else than in 1.x. "
            f"Say {' and '.join(missing)} to keep what it was, as models that were trained before need.",
            effect=Effect.CHANGES,
            span=span,
            fix=Fix.REVIEW if old else Fix.MANUAL,
            edits=[*old.edits, insert_argument(here.text, call, ", ".join(missing))] if old else [],
        )


def _missing(call: ast.Call, name: str, old: str) -> Iterator[str]:
    if keyword(call, "recurrent_activation") is None:
        yield f"recurrent_activation={old}"
    if name.startswith("GRU") and keyword(call, "reset_after") is None:
        yield "reset_after=False"
