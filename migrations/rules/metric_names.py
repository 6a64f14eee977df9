"""TensorFlow 2.0 names a metric as `compile` was told: `metrics=["accuracy"]` gives "accuracy", no longer "acc".

`metrics=["mae"]` gave "mean_absolute_error". Callbacks that watch "val_acc" do nothing but warn,
`history.history["acc"]` raises a KeyError, and tables of the history have other columns.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.below import below
from migrations.calls import keyword, replace
from migrations.here import Here, World
from migrations.listing import hands_on_names
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.rules.checkpoint_monitor import LONG
from migrations.spots import Spots, mentions, method_calls, subscripts

TWO = Version("2.0")
SINCE = Span("2.0")
KERAS3 = Span("2.16")
ERRORS = {
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}
BEFORE = {
    "accuracy": "acc",
    "crossentropy": "ce",
    "cosine_similarity": "cosine_proximity",
    **ERRORS,
    **{short.upper(): long for short, long in ERRORS.items()},
}
"""What TensorFlow 1 reported for what `compile` was told: read off 1.15.5, 2.0.4 and 2.4.4."""
OLD = tuple(f"{prefix}{name}" for name in dict.fromkeys(BEFORE.values()) for prefix in ("", "val_"))
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
model.compile("sgd", "mse", metrics=["mean_absolute_error"])
print(sorted(model.fit(None).history))
""",
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
    """The names of metrics that are asked for in `metrics=` anywhere in the project."""
    found: set[str] = set()
    for code in world.project.files.values():
        for node, _ in world.once(Spots).keywords(code, "metrics"):
            found |= set(_told_to(node))
    return frozenset(found)


def _told_to(call: ast.Call) -> Iterator[str]:
    word = keyword(call, "metrics")
    for each in below(word.value) if word is not None else ():
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _renamed(old: str, here: Here) -> str | None:
    """What is in the place of "val_acc", if the project asks for it in one way only, and never by that name."""
    prefix = "val_" if old.startswith("val_") else ""
    uses, name = here.world.once(_uses), old.removeprefix(prefix)
    asked = [each for each in sorted(uses) if BEFORE.get(each) == name]
    return f"{prefix}{asked[0]}" if len(asked) == 1 and name not in uses else None


rule.words(*BEFORE)
rule.needs(*BEFORE)


@rule.file
def key(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if around.baseline >= TWO:
        return
    for node, here in subscripts(around, *OLD):
        if _is_history(node.value, here):
            yield from _told(node.slice, here, Effect.BREAKS, "is not in the history", SINCE)


@rule.file
def asked(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if around.baseline >= TWO or not mentions(around.code, *OLD):
        return
    for call, here in method_calls(around, "get"):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else call.func
        if call.args and _is_old(call.args[0]) and _is_history(owner, here):
            yield from _told(call.args[0], here, Effect.BREAKS, "gives None", SINCE)


@rule.call(*(f"tf.keras.callbacks.{name}" for name in CALLBACKS))
def watched(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "monitor")
    if word is None or not _is_old(word.value):
        return
    if here.baseline >= TWO and isinstance(word.value, ast.Constant) and word.value.value in LONG:
        return  # `checkpoint_monitor` says it
    yield from _told(word.value, here, Effect.CHANGES, "is never there, so the callback does nothing", SINCE)
    if (here.dotted(call.func) or "").endswith("EarlyStopping") and keyword(call, "mode") is None:
        yield from _told(word.value, here, Effect.BREAKS, "is not known, and EarlyStopping raises a ValueError", KERAS3)


@rule.file
def written(_module: ast.Module, around: Here) -> Iterator[Finding]:
    """Names that are asked for in a file that writes all names down somewhere."""
    if around.baseline >= TWO or not hands_on_names(around.world, around.code):
        return
    for call, here in method_calls(around, "compile"):
        for name in dict.fromkeys(_told_to(call)):
            if name in BEFORE:
                yield here.finding(
                    call,
                    symbol="tf.keras.Model.compile",
                    message=f'From TensorFlow 2.0 on, metrics=["{name}"] is reported as "{name}", no longer as '
                    f'"{BEFORE[name]}". Look at what reads the names.',
                    effect=Effect.CHANGES,
                    span=SINCE,
                    fix=Fix.MANUAL,
                )


def _told(node: ast.expr, here: Here, effect: Effect, happens: str, span: Span) -> Iterator[Finding]:
    assert isinstance(node, ast.Constant)
    old = str(node.value)
    new = _renamed(old, here)
    if new is None:
        return
    quote = here.text.source[here.text.start(node) : here.text.start(node) + 1].decode()
    plain = quote in {'"', "'"} and node.lineno == node.end_lineno
    name = new.removeprefix("val_")
    yield here.finding(
        node,
        symbol="tf.keras.Model.fit",
        message=f'From TensorFlow {span.since} on, "{old}" {happens}: metrics=["{name}"] is reported as "{new}".',
        effect=effect,
        span=span,
        fix=Fix.REVIEW if plain else Fix.MANUAL,
        edits=[replace(here.text, node, f"{quote}{new}{quote}")] if plain else [],
    )


def _is_old(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in OLD


def _is_history(node: ast.expr, here: Here) -> bool:
    """`fit(...).history`, a table of it, or what is called logs in a callback."""
    if isinstance(node, ast.Attribute):
        return node.attr == "history"
    if isinstance(node, ast.Call):
        is_table = (here.dotted(node.func) or "").endswith(".DataFrame")
        return is_table and bool(node.args) and _is_history(node.args[0], here)
    if not isinstance(node, ast.Name):
        return False
    if node.id == "logs":
        return True
    home = here.scope.home(node.id)
    values = [getattr(each, "value", None) for each in home.bindings[node.id]] if home else []
    return bool(values) and all(
        isinstance(each, ast.Attribute | ast.Call) and _is_history(each, here) for each in values
    )
