"""With Keras 3, targets of a model with one output have no name, and losses by name are given for every output.

`fit(x, {"out": y})` raises "Expected float32, but got out of type 'str'" unless the model gives a dictionary; a loss
for some of the outputs alone raises as well. Read off Keras 3.15 in TensorFlow 2.16, 2.18 and 2.21.
"""

import ast
from collections.abc import Iterator

from migrations.calls import argument, keyword, replace, source
from migrations.here import Here
from migrations.kinship import MODELS
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import Spots

SINCE = Span("2.16")
MODEL = "tf.keras.Model"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,), name="in")
outputs = tf.keras.layers.Dense(1, name="out", kernel_initializer="ones")(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss={"out": "mse"})
x, y = np.ones((4, 2)), np.ones((4, 1))
history = model.fit({"in": x}, {"out": y}, validation_data=({"in": x}, {"out": y}), verbose=0)
print(len(history.history["val_loss"]))
""",
            after="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,), name="in")
outputs = tf.keras.layers.Dense(1, name="out", kernel_initializer="ones")(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss={"out": "mse"})
x, y = np.ones((4, 2)), np.ones((4, 1))
history = model.fit({"in": x}, y, validation_data=({"in": x}, y), verbose=0)
print(len(history.history["val_loss"]))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
inputs = tf.keras.Input((2,))
a, b = tf.keras.layers.Dense(1, name="a")(inputs), tf.keras.layers.Dense(1, name="b")(inputs)
model = tf.keras.Model(inputs, [a, b])
model.compile(loss={"a": "mse", "b": "mse"})
model.fit(x, {"a": y, "b": y})
""",
        """\
import tensorflow as tf
inputs = tf.keras.Input((2,))
model = tf.keras.Model(inputs, {"a": tf.keras.layers.Dense(1)(inputs)})
model.compile(loss={"a": "mse"})
model.fit(inputs, {"a": 1})
""",
    ),
)


@rule.method(MODEL, "fit", "evaluate", "train_on_batch", "test_on_batch")
def targets(call: ast.Call, here: Here) -> Iterator[Finding]:
    given = [(expr, _display(expr, here)) for expr in _targets(call)]
    named = [(expr, shown) for expr, shown in given if shown is not None and len(shown.keys) == 1]
    made = [_outputs(each) for each in _made(here)] if named else []
    if not made or any(each is None or len(each) != 1 for each in made):
        return
    for expr, shown in named:
        if shown.keys[0] is None:
            continue
        new = source(here.text, shown.values[0] if expr is shown else expr)
        if expr is not shown:
            new = f"{new}[{source(here.text, shown.keys[0])}]"
        yield here.finding(
            expr,
            symbol=f"{MODEL}.fit",
            message="From TensorFlow 2.16 on (Keras 3), targets by name raise where the model has one output. "
            f"Give them themselves: `{new[:40]}`.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.REVIEW,
            edits=[replace(here.text, expr, new)],
        )


@rule.method(MODEL, "compile")
def losses(call: ast.Call, here: Here) -> Iterator[Finding]:
    given = argument(call, 1, "loss")
    shown = _display(given, here) if given is not None else None
    made = [_outputs(each) for each in _made(here)] if shown is not None else []
    if shown is None or len(made) != 1 or made[0] is None:
        return
    outputs = [_name(each, here) for each in made[0]]
    said = {key.value for key in shown.keys if isinstance(key, ast.Constant)}
    missing = [name for name in outputs if name not in said]
    if len(said) < len(shown.keys) or None in outputs or not missing:
        return
    yield here.finding(
        shown,
        symbol=f"{MODEL}.compile",
        message="From TensorFlow 2.16 on (Keras 3), losses by name raise a ValueError where an output has none. "
        f"Say `None` for {', '.join(map(repr, missing))}, and give targets for every output.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL,
    )


def _targets(call: ast.Call) -> Iterator[ast.expr]:
    target = argument(call, 1, "y")
    if target is not None:
        yield target
    word = keyword(call, "validation_data")
    if word is not None and isinstance(word.value, ast.Tuple) and len(word.value.elts) > 1:
        yield word.value.elts[1]


def _made(here: Here) -> Iterator[tuple[ast.expr, Here]]:
    """The outputs of every model that the file makes of tensors, and where it does."""
    spots = here.world.once(Spots)
    for call, scope in (*spots.plain(here.code), *spots.methods(here.code, "Model")):
        there = here.at(call, scope)
        outputs = argument(call, 1, "outputs")
        if outputs is not None and there.dotted(call.func) in MODELS:
            yield outputs, there


def _outputs(made: tuple[ast.expr, Here]) -> list[ast.expr] | None:
    """One or more outputs; None for those that have names."""
    expr, here = made
    bound = _bound(expr, here)
    match bound:
        case ast.Dict():
            return None
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return elts
        case _:
            return [expr]


def _name(expr: ast.expr, here: Here) -> str | None:
    """The name of the layer that gives an output, where it is said."""
    made = _bound(expr, here)
    word = keyword(made.func, "name") if isinstance(made, ast.Call) and isinstance(made.func, ast.Call) else None
    match word:
        case ast.keyword(value=ast.Constant(value=str(name))):
            return name
        case _:
            return None


def _display(expr: ast.expr, here: Here) -> ast.Dict | None:
    bound = _bound(expr, here)
    return bound if isinstance(bound, ast.Dict) else None


def _bound(expr: ast.expr, here: Here) -> ast.expr:
    """What a name is bound to, if it is bound once and plainly; else the expression itself."""
    bound = here.scope.assigned(expr.id) if isinstance(expr, ast.Name) else None
    return expr if bound is None else bound.value
