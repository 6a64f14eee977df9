"""A callback that waits for `val_acc` where the metric is called `accuracy` never acts, and raises from 2.16 on.

Up to TensorFlow 1.x, `metrics=["accuracy"]` was reported as `acc`; since 2.0 it is reported as it is written. A
callback that monitors a name that is not there was passed over with a warning; Keras 3 raises where it cannot tell
whether more or less is better.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.below import below
from migrations.calls import argument, keyword, replace
from migrations.here import Here
from migrations.project import Code
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

RENAMED = Span("2.0", "2.15")
FROM = Span("2.16")
FIRST = Version("2.0")
LONG = {"acc": "accuracy", "val_acc": "val_accuracy"}

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.0.0",
    applies=FROM,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, activation="softmax", input_shape=(3,))])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = tf.keras.callbacks.EarlyStopping(monitor="acc", patience=1)
model.fit(np.ones((4, 3)), np.ones(4), callbacks=[stop], verbose=0)
assert stop.best is not None
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, activation="softmax", input_shape=(3,))])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = tf.keras.callbacks.EarlyStopping(monitor="accuracy", patience=1)
model.fit(np.ones((4, 3)), np.ones(4), callbacks=[stop], verbose=0)
assert stop.best is not None
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
from tensorflow import keras

keras.Sequential().compile("sgd", "mse", metrics=["acc"])
keras.callbacks.EarlyStopping(monitor="val_acc")
""",
        "from tensorflow import keras\nkeras.callbacks.EarlyStopping(monitor='val_acc')\n",
        """\
from tensorflow import keras

keras.Sequential().compile("sgd", "mse", metrics=["accuracy"])
keras.callbacks.EarlyStopping(monitor="val_accuracy")
""",
    ),
)


rule.needs(*LONG)


@rule.call("tf.keras.callbacks.EarlyStopping", "tf.keras.callbacks.ReduceLROnPlateau")
def watches(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield from _monitor(call, 0, here)


@rule.call("tf.keras.callbacks.ModelCheckpoint")
def saves(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield from _monitor(call, 1, here)


def _monitor(call: ast.Call, position: int, here: Here) -> Iterator[Finding]:
    given = argument(call, position, "monitor")
    if not isinstance(given, ast.Constant) or given.value not in LONG or not _is_long(here.code):
        return
    if here.baseline < FIRST and keyword(call, "monitor") is not None:
        return  # `metric_names` says it of all metrics that TensorFlow 2.0 renamed
    new = LONG[given.value]
    edits = [replace(here.text, given, f'"{new}"')]
    symbol = here.dotted(call.func) or "tf.keras.callbacks"
    what = f"The metric 'accuracy' is reported as {new!r} since TensorFlow 2.0, not as {given.value!r}"
    mode = argument(call, 99, "mode")
    is_told = isinstance(mode, ast.Constant) and mode.value in {"min", "max"}
    if here.baseline < FIRST:
        yield here.finding(
            given,
            symbol=symbol,
            message=f"{what}: the callback does nothing any more, and says so in a warning only.",
            effect=Effect.CHANGES,
            span=Span("2.0") if is_told else RENAMED,
            fix=Fix.SAFE,
            edits=edits,
        )
    if not is_told:
        yield here.finding(
            given,
            symbol=symbol,
            message=f"{what}: Keras 3 (TensorFlow 2.16 on) raises. With the new name the callback acts.",
            effect=Effect.BREAKS,
            span=FROM,
            fix=Fix.REVIEW,
            edits=edits,
        )


def _is_long(code: Code) -> bool:
    """Whether every model of the file that has this metric calls it `accuracy`."""
    names: set[str] = set()
    for call, _scope in code.outline.nodes[ast.Call]:
        assert isinstance(call, ast.Call)
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "compile":
            continue
        given = argument(call, 2, "metrics")
        for node in below(given) if given is not None else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            elif isinstance(node, ast.Name | ast.Call):
                names.add("?")
    return "accuracy" in names and not names & {"acc", "?"}
