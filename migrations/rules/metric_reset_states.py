"""A metric's own `reset_states` is not called any more with Keras 3, which calls `reset_state`.

Keras 2 from 2.5 on called either; Keras 3 resets a metric's variables itself and calls `reset_state` alone. What the
metric keeps elsewhere goes on growing from one epoch to the next, and nothing is said.
"""

import ast
from collections.abc import Iterator

from migrations.below import below
from migrations.here import Here
from migrations.indents import indents, insert_after
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
OLD, NEW = "reset_states", "reset_state"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Batches(tf.keras.metrics.Metric):
    def __init__(self, name="batches"):
        super().__init__(name=name)
        self.seen = tf.Variable(0.0)

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.assign_add(1.0)

    def result(self):
        return self.seen

    def reset_states(self):
        self.seen.assign(0.0)

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse", metrics=[Batches()])
history = model.fit(np.ones((4, 1)), np.ones((4, 1)), epochs=3, batch_size=2, verbose=0)
print(history.history["batches"])
""",
            after="""\
import numpy as np
import tensorflow as tf

class Batches(tf.keras.metrics.Metric):
    def __init__(self, name="batches"):
        super().__init__(name=name)
        self.seen = tf.Variable(0.0)

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.assign_add(1.0)

    def result(self):
        return self.seen

    def reset_states(self):
        self.seen.assign(0.0)

    def reset_state(self):
        self.reset_states()

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse", metrics=[Batches()])
history = model.fit(np.ones((4, 1)), np.ones((4, 1)), epochs=3, batch_size=2, verbose=0)
print(history.history["batches"])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Mine(tf.keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="mine")
        self.total = self.add_weight(name="total", initializer="zeros")
    def reset_states(self):
        self.total.assign(0.0)
class Both(tf.keras.metrics.Metric):
    def reset_state(self):
        self.x = 0
    reset_states = reset_state
""",
        "import tensorflow as tf\nprint(tf)\nclass Mine:\n    def reset_states(self):\n        self.x = 1\n",
    ),
)


rule.words(OLD)


@rule.subclass("tf.keras.metrics.Metric")
def override(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    names = {
        target.id
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    method = methods.get(OLD)
    if method is None or NEW in methods or NEW in names or _only_zeroes_weights(method, node):
        return
    space = indents(here.text, node)
    block = f"{space.outer}def {NEW}(self):\n{space.inner}self.{OLD}()" if space else ""
    edit = (
        insert_after(here.text, method, block)
        if space and not method.decorator_list and not _asks_above(method)
        else None
    )
    yield here.finding(
        method,
        symbol="tf.keras.metrics.Metric.reset_states",
        message=f"From TensorFlow 2.16 on (Keras 3), nobody calls `{OLD}` of the metric `{node.name}`: it is not reset "
        f"between epochs. Keras calls `{NEW}`: define that one, too.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edit else Fix.MANUAL,
        edits=[edit] if edit else [],
    )


def _asks_above(method: ast.FunctionDef) -> bool:
    """Whether it goes on to the class above, whose own method calls the new one."""
    return any(isinstance(node, ast.Attribute) and node.attr in {OLD, NEW} for node in below(method))


def _only_zeroes_weights(method: ast.FunctionDef, klass: ast.ClassDef) -> bool:
    """Whether it sets to zero what Keras 3 sets to zero itself: the metric's weights."""
    weights = {
        target.attr
        for node in below(klass)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Attribute) and _makes_weight(node.value)
    }
    body = [each for each in method.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    return all(_zeroes(statement, weights) for statement in body)


def _makes_weight(call: ast.Call) -> bool:
    """Only a weight that begins at zero is set to zero."""
    match call:
        case ast.Call(func=ast.Attribute(attr="add_weight"), keywords=words):
            start = [word.value for word in words if word.arg == "initializer"]
            return bool(start) and isinstance(start[0], ast.Constant) and start[0].value in {"zeros", "zero"}
        case _:
            return False


def _zeroes(statement: ast.stmt, weights: set[str]) -> bool:
    match statement:
        case ast.Pass():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr="assign"))):
            return name in weights
        case ast.For(iter=ast.Attribute(attr="variables" | "weights")):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="batch_set_value"))):
            return True
        case _:
            return False
