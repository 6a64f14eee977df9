"""From TensorFlow 2.16 on, models do not take Python lists of numbers as data.

`fit`, `evaluate` and `predict` of Keras 2 made an array of `[1.0, 2.0]`; Keras 3 raises "Unrecognized data type". A
list of arrays is something else: the inputs of a model that has several. The sparse categorical crossentropies do not
take lists either; other losses do.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from migrations.calls import argument, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.scopes import Assigned
from migrations.spots import mentioned

SINCE = Span("2.16")
METHODS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")
SPARSE = "sparse_categorical_crossentropy"
CLASS = "SparseCategoricalCrossentropy"
LOSS = f"tf.keras.losses.{CLASS}"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss="mse")
xs = [-1.0, 0.0, 1.0]
model.fit(xs, [-1.0, 0.0, 1.0], verbose=0)
print(model.predict([10.0], verbose=0).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss="mse")
xs = [-1.0, 0.0, 1.0]
model.fit(np.array(xs), np.array([-1.0, 0.0, 1.0]), verbose=0)
print(model.predict(np.array([10.0]), verbose=0).tolist())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.predict([[1, 2]])
""",
            after="""\
import numpy as np
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.predict(np.array([[1, 2]]))
""",
        ),
        Example(
            before="""\
import tensorflow as tf

loss = tf.keras.losses.SparseCategoricalCrossentropy()
print(round(float(loss([1, 0], [[0.3, 0.7], [0.6, 0.4]])), 4))
print(tf.keras.losses.sparse_categorical_crossentropy(tf.constant([1]), [[0.5, 0.5]]).shape)
""",
            after="""\
import tensorflow as tf

loss = tf.keras.losses.SparseCategoricalCrossentropy()
print(round(float(loss(tf.constant([1, 0]), tf.constant([[0.3, 0.7], [0.6, 0.4]]))), 4))
print(tf.keras.losses.sparse_categorical_crossentropy(tf.constant([1]), tf.constant([[0.5, 0.5]])).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.losses.MeanSquaredError()([0.0], [1.0])
tf.keras.metrics.SparseCategoricalAccuracy()([1], [[0.5, 0.5]])
""",
        """\
import numpy as np
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
a, b = np.ones((2, 1)), np.ones((2, 1))
model.fit([a, b], [np.ones(2)])
model.fit({"a": a}, b, validation_data=(a, b))
model.predict(np.array([1.0]))
""",
        "import tensorflow as tf\nclass Mine:\n    def fit(self, x): ...\nMine().fit([1.0, 2.0])\n",
    ),
)


rule.words(CLASS)


@rule.method("tf.keras.Model", *METHODS)
def lists(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    method = call.func.attr
    for expr in _data(call, method):
        if _is_numbers(expr, here):
            yield _finding(expr, f"tf.keras.Model.{method}", method, NUMPY, here)


@rule.call(f"tf.keras.losses.{SPARSE}", f"tf.keras.metrics.{SPARSE}")
def function(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield from _compared(call, here)


@rule.on(ast.Call)
def instance(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not mentioned(here.world, CLASS):  # first: every call of every file comes here
        return
    found = list(_compared(call, here))
    if found and here.is_a(call.func, LOSS):
        yield from found


def _compared(call: ast.Call, here: Here) -> Iterator[Finding]:
    for position, name in enumerate(("y_true", "y_pred")):
        expr = argument(call, position, name)
        if expr is not None and _is_numbers(expr, here):
            yield _finding(expr, LOSS, "sparse categorical crossentropy", TENSOR, here)


class Maker(NamedTuple):
    """What makes an array or a tensor of a list."""

    function: str
    module: str
    short: str


NUMPY, TENSOR = Maker("numpy.array", "numpy", "np"), Maker("tf.constant", "tensorflow", "tf")


def _finding(expr: ast.expr, symbol: str, what: str, maker: Maker, here: Here) -> Finding:
    word = maker.function.rpartition(".")[2]
    array = said(here, maker.function)
    edits = [] if array else [here.add_import(f"import {maker.module} as {maker.short}")]
    if array is None and here.scope.home(maker.short) is None:
        array = f"{maker.short}.{word}"
    if array is not None:
        start, end = here.text.start(expr), here.text.end(expr)
        edits += [Edit(start, start, f"{array}("), Edit(end, end, ")")]
    return here.finding(
        expr,
        symbol=symbol,
        message=f"From TensorFlow 2.16 on (Keras 3), {what} raises for a Python list of numbers. "
        f"Write `{maker.short}.{word}({source(here.text, expr)[:40]})`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if array else Fix.MANUAL,
        edits=edits if array else [],
    )


def _data(call: ast.Call, method: str) -> Iterator[ast.expr]:
    """What a call passes as data."""
    given = [argument(call, 0, "x")]
    if not method.startswith("predict"):
        given.append(argument(call, 1, "y"))
    if method == "fit":
        validation = argument(call, None, "validation_data")
        if isinstance(validation, ast.Tuple):
            given += validation.elts[:2]
    yield from (each for each in given if each is not None)


def _is_numbers(expr: ast.expr, here: Here) -> bool:
    """A list of numbers, or of such lists, written here or bound to a name that is nothing else."""
    if isinstance(expr, ast.Name):
        home = here.scope.home(expr.id)
        bindings = home.bindings[expr.id] if home else []
        return bool(bindings) and all(isinstance(each, Assigned) and _is_display(each.value) for each in bindings)
    return _is_display(expr)


def _is_display(expr: ast.expr) -> bool:
    if isinstance(expr, ast.ListComp):
        return _is_number(expr.elt) or _is_display(expr.elt)
    if isinstance(expr, ast.Call) and isinstance(expr.func, ast.Name) and expr.func.id == "list" and expr.args:
        inner = expr.args[0]
        return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "range"
    return isinstance(expr, ast.List) and bool(expr.elts) and all(_is_number(e) or _is_display(e) for e in expr.elts)


def _is_number(expr: ast.expr) -> bool:
    if isinstance(expr, ast.UnaryOp):
        return _is_number(expr.operand)
    if isinstance(expr, ast.BinOp):
        return _is_number(expr.left) and _is_number(expr.right)
    return isinstance(expr, ast.Constant) and isinstance(expr.value, int | float | bool)
