"""TensorFlow 2.0 names a metric as `compile` was told: `metrics=["accuracy"]` gives "accuracy", no longer "acc".

Callbacks that watch "val_acc" do nothing but warn, and `history.history["acc"]` raises a KeyError.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.below import below
from migrations.calls import keyword, replace
from migrations.here import Here, World
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import Spots, mentions, method_calls, subscripts

TWO = Version("2.0")
SINCE = Span("2.0")
KERAS3 = Span("2.16")
SHORT = {"acc": "accuracy", "val_acc": "val_accuracy"}
CALLBACKS = ("ModelCheckpoint", "EarlyStopping", "ReduceLROnPlateau")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.0.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid", input_shape=(2,))])
model.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])
stop = tf.keras.callbacks.EarlyStopping(monitor="val_acc", mode="max")
history = model.fit(np.ones((8, 2)), np.ones((8, 1)), validation_split=0.5, verbose=0, callbacks=[stop])
print(len(history.history["acc"]), len(history.history["val_acc"]))
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation="sigmoid", input_shape=(2,))])
model.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])
stop = tf.keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max")
history = model.fit(np.ones((8, 2)), np.ones((8, 1)), validation_split=0.5, verbose=0, callbacks=[stop])
print(len(history.history["accuracy"]), len(history.history["val_accuracy"]))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["acc"])
history = model.fit(None)
print(history.history["acc"])
""",
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["accuracy"])
mine = {"acc": 1}
print(mine["acc"])
""",
    ),
)


def _uses(world: World) -> frozenset[str]:
    """Which of "acc" and "accuracy" are asked for in `metrics=` anywhere in the project."""
    found: set[str] = set()
    for code in world.project.files.values():
        for node, _ in world.once(Spots).keywords(code, "metrics"):
            word = keyword(node, "metrics")
            if word is not None:
                found |= {
                    each.value
                    for each in below(word.value)
                    if isinstance(each, ast.Constant) and each.value in {"acc", "accuracy"}
                }
    return frozenset(found)


rule.words(*SHORT)
rule.needs(*SHORT)


@rule.file
def key(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if around.baseline >= TWO:
        return
    for node, here in subscripts(around, *SHORT):
        if _is_history(node.value, here):
            yield from _told(node.slice, here, Effect.BREAKS, "is not in the history", SINCE)


@rule.file
def asked(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if around.baseline >= TWO or not mentions(around.code, *SHORT):
        return
    for call, here in method_calls(around, "get"):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        if call.args and _is_short(call.args[0]) and _is_history(owner, here):
            yield from _told(call.args[0], here, Effect.BREAKS, "gives None", SINCE)


@rule.call(*(f"tf.keras.callbacks.{name}" for name in CALLBACKS))
def watched(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "monitor")
    if word is None or not _is_short(word.value):
        return
    yield from _told(word.value, here, Effect.CHANGES, "is never there, so the callback does nothing", SINCE)
    if (here.dotted(call.func) or "").endswith("EarlyStopping") and keyword(call, "mode") is None:
        yield from _told(word.value, here, Effect.BREAKS, "is not known, and EarlyStopping raises a ValueError", KERAS3)


def _told(node: ast.expr, here: Here, effect: Effect, happens: str, span: Span) -> Iterator[Finding]:
    assert isinstance(node, ast.Constant)
    old = str(node.value)
    if here.world.once(_uses) != {"accuracy"}:
        return
    new = SHORT[old]
    quote = here.text.source[here.text.start(node) : here.text.start(node) + 1].decode()
    plain = quote in {'"', "'"} and node.lineno == node.end_lineno
    yield here.finding(
        node,
        symbol="tf.keras.Model.fit",
        message=f'From TensorFlow {span.since} on, "{old}" {happens}: metrics=["accuracy"] is reported as "{new}".',
        effect=effect,
        span=span,
        fix=Fix.REVIEW if plain else Fix.MANUAL,
        edits=[replace(here.text, node, f"{quote}{new}{quote}")] if plain else [],
    )


def _is_short(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SHORT


def _is_history(node: ast.expr, here: Here) -> bool:
    """`fit(...).history`, or what is called logs in a callback."""
    if isinstance(node, ast.Attribute):
        return node.attr == "history"
    if not isinstance(node, ast.Name):
        return False
    if node.id == "logs":
        return True
    home = here.scope.home(node.id)
    values = [getattr(each, "value", None) for each in home.bindings[node.id]] if home else []
    return bool(values) and all(isinstance(each, ast.Attribute) and each.attr == "history" for each in values)
