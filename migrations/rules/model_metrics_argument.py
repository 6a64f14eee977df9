"""Keras 3 reads the metrics of `compile` more strictly.

One metric has to be in a list. For a model with several outputs, a plain list gives one entry to each output: Keras 2
gave all of them to every output. A list of them for each output means the same in every version.
"""

import ast
from collections.abc import Iterator

from migrations.calls import argument, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,))
outputs = [tf.keras.layers.Dense(1, name="a")(inputs), tf.keras.layers.Dense(1, name="b")(inputs)]
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
history = model.fit(np.ones((2, 2)), [np.ones((2, 1)), np.ones((2, 1))], verbose=0)
print(sorted(history.history))
""",
            after="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,))
outputs = [tf.keras.layers.Dense(1, name="a")(inputs), tf.keras.layers.Dense(1, name="b")(inputs)]
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss="mse", metrics=[["mae"], ["mae"]])
history = model.fit(np.ones((2, 2)), [np.ones((2, 1)), np.ones((2, 1))], verbose=0)
print(sorted(history.history))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics="mae")
""",
            after="""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
""",
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
i = tf.keras.Input((2,))
one = tf.keras.Model(i, [tf.keras.layers.Dense(1)(i)])
one.compile("sgd", "mse", metrics=["mae"])
two = tf.keras.Model(i, [i, i])
two.compile("sgd", "mse", metrics=[["mae"], ["mse"]])
two.compile("sgd", "mse", metrics={"a": "mae"})
two.compile("sgd", "mse")
""",
    ),
)


@rule.method("tf.keras.Model", "compile")
def metrics(call: ast.Call, here: Here) -> Iterator[Finding]:
    given = argument(call, 2, "metrics")
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        start, end = here.text.start(given), here.text.end(given)
        yield here.finding(
            given,
            symbol="tf.keras.Model.compile(metrics)",
            message="From TensorFlow 2.16 on (Keras 3), compile raises for a metric that is not in a list. "
            "Put it into one.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[Edit(start, start, "["), Edit(end, end, "]")],
        )
    elif isinstance(given, ast.List) and given.elts and all(_is_plain(each) for each in given.elts):
        yield from _several(call, given, here)


def _several(call: ast.Call, given: ast.List, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    count = _outputs(call.func.value, here)
    if count is None or count == 1:
        return
    fits = len(given.elts) == count
    happens = "gives one of the metrics to each output" if fits else "raises a ValueError: one entry for each output"
    own = all(isinstance(each, ast.Constant) for each in given.elts)
    start, end = here.text.start(given), here.text.end(given)
    again = f", {source(here.text, given)}" * (count - 1)
    yield here.finding(
        given,
        symbol="tf.keras.Model.compile(metrics)",
        message=f"The model has {count} outputs. From TensorFlow 2.16 on (Keras 3), compile {happens}. "
        "Write a list of metrics for each output.",
        effect=Effect.CHANGES if fits else Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if own else Fix.MANUAL,
        edits=[Edit(start, start, "["), Edit(end, end, f"{again}]")] if own else [],
    )


def _is_plain(metric: ast.expr) -> bool:
    return not isinstance(metric, ast.List | ast.Tuple | ast.Dict | ast.Starred)


def _outputs(model: ast.expr, here: Here) -> int | None:
    """How many outputs the model was made with, if that can be seen."""
    made = _value(model, here)
    if not isinstance(made, ast.Call) or here.dotted(made.func) not in {
        "tf.keras.Model",
        "tf.keras.models.Model",
        "keras.Model",
        "keras.models.Model",
    }:
        return None
    outputs = argument(made, 1, "outputs")
    outputs = _value(outputs, here) if isinstance(outputs, ast.Name) else outputs
    if isinstance(outputs, ast.List | ast.Tuple) and not any(isinstance(each, ast.Starred) for each in outputs.elts):
        return len(outputs.elts)
    return None


def _value(expr: ast.expr | None, here: Here) -> ast.expr | None:
    if not isinstance(expr, ast.Name):
        return None
    home = here.scope.home(expr.id)
    match home.bindings[expr.id] if home else []:
        case [Assigned(value=value)]:
            return value
        case _:
            return None
