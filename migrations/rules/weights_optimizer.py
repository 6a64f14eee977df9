"""From TensorFlow 2.11 on, Keras optimizers have no `get_weights` and `set_weights` any more.

Their state is in their variables, which are a method up to 2.11, both in 2.12 to 2.15, and a property in Keras 3.
"""

import ast
from collections.abc import Iterator

from migrations.calls import source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

FROM = Span("2.11")
SPANS = ((Span("2.11", "2.11"), "variables()"), (Span("2.12"), "variables"))
"""In 2.11 alone, the variables are a method still."""

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
    for span, variables in SPANS:
        owner = _owner(call.func, here)
        edits = []
        if owner is not None:
            edits = (_read if reads else _written)(call, f"{owner}.{variables}", here)
        message = (
            f"From TensorFlow 2.11 on, Keras optimizers have no `{call.func.attr}`: their state is in `{variables}`, "
            "in another order in each version."
        )
        yield here.finding(
            call,
            symbol=f"tf.keras.optimizers.Optimizer.{call.func.attr}",
            message=message,
            effect=Effect.BREAKS,
            span=span,
            fix=Fix.REVIEW if edits else Fix.MANUAL,
            edits=edits,
        )


def _owner(func: ast.Attribute, here: Here) -> str | None:
    """What the optimizer is called; None for one that is not just a name."""
    owner = func.value
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return source(here.text, func.value) if isinstance(owner, ast.Name) else None


def _read(call: ast.Call, variables: str, here: Here) -> list[Edit]:
    if call.args or call.keywords:
        return []
    return [Edit(here.text.start(call), here.text.end(call), f"[v.numpy() for v in {variables}]")]


def _written(call: ast.Call, variables: str, here: Here) -> list[Edit]:
    statement = here.parent
    if len(call.args) != 1 or call.keywords or not isinstance(statement, ast.Expr):
        return []
    indent = here.text.lines[statement.lineno - 1][: here.text.characters(statement.lineno, statement.col_offset)]
    if indent.strip():
        return []
    given = source(here.text, call.args[0])
    lines = f"for v, w in zip({variables}, {given}):\n{indent}    v.assign(w)"
    return [Edit(here.text.start(call), here.text.end(call), lines)]
