"""From TensorFlow 2.11 on, Keras optimizers have no `get_weights` and `set_weights` any more.

Their state is in their variables, which are a method up to 2.10, both in 2.11 to 2.15, and a property in Keras 3.
"""

import ast
from collections.abc import Iterator

from migrations.calls import source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

FROM = Span("2.11")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=FROM,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
optimizer = tf.keras.optimizers.Adam()
model.compile(optimizer, "mean_squared_error")
model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
state = optimizer.get_weights()
optimizer.set_weights(state)
print(len(state) > 4)
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
optimizer = tf.keras.optimizers.Adam()
model.compile(optimizer, "mean_squared_error")
model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
state = [v.numpy() for v in optimizer.variables]
for v, w in zip(optimizer.variables, state):
    v.assign(w)
print(len(state) > 4)
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nkeras.Sequential().get_weights()\n",
        "from tensorflow import keras\nm = keras.Sequential()\nm.set_weights(m.get_weights())\n",
    ),
)


@rule.method("tf.keras.optimizers.Optimizer", "get_weights", "set_weights")
def state(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    reads = call.func.attr == "get_weights"
    edits = _read(call, call.func, here) if reads else _written(call, call.func, here)
    message = (
        f"From TensorFlow 2.11 on, Keras optimizers have no `{call.func.attr}`: their state is in `variables`, a property "
        "since then, and in another order in each version."
    )
    yield here.finding(
        call,
        symbol=f"tf.keras.optimizers.Optimizer.{call.func.attr}",
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )


def _variables(func: ast.Attribute, here: Here) -> str | None:
    """The optimizer's variables from 2.11 on; None for an optimizer that is not just a name."""
    owner = func.value
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    if not isinstance(owner, ast.Name):
        return None
    return f"{source(here.text, func.value)}.variables"


def _read(call: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    variables = _variables(func, here)
    if variables is None or call.args or call.keywords:
        return []
    return [Edit(here.text.start(call), here.text.end(call), f"[v.numpy() for v in {variables}]")]


def _written(call: ast.Call, func: ast.Attribute, here: Here) -> list[Edit]:
    variables = _variables(func, here)
    statement = here.parent
    if variables is None or len(call.args) != 1 or call.keywords or not isinstance(statement, ast.Expr):
        return []
    indent = here.text.lines[statement.lineno - 1][: here.text.characters(statement.lineno, statement.col_offset)]
    if indent.strip():
        return []
    given = source(here.text, call.args[0])
    lines = f"for v, w in zip({variables}, {given}):\n{indent}    v.assign(w)"
    return [Edit(here.text.start(call), here.text.end(call), lines)]
