"""With Keras 3, a layer's weight is no `tf.Variable`, and a layer no `tf.Module`: `isinstance` says so, silently."""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.weights import is_weight

SINCE = Span("2.16")
VARIABLE, LAYER = "tf.keras.Variable", "tf.keras.layers.Layer"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
print([isinstance(weight, tf.Variable) for weight in model.weights])
print(isinstance(model, (tf.Module, list)))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
print([isinstance(weight, (tf.Variable, tf.keras.Variable)) for weight in model.weights])
print(isinstance(model, (tf.Module, tf.keras.layers.Layer, list)))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
print(isinstance(tf.Variable(1.0), tf.Variable), isinstance(tf.Module(), tf.Module))
layer = tf.keras.layers.Dense(2)
print(isinstance(layer, (tf.Module, tf.keras.layers.Layer)), isinstance(layer, tf.keras.layers.Dense))
""",
    ),
)


rule.needs("Variable", "Module")


@rule.call("builtins.isinstance")
def asked(call: ast.Call, here: Here) -> Iterator[Finding]:
    match call.args:
        case [owner, asked_for]:
            pass
        case _:
            return
    classes = asked_for.elts if isinstance(asked_for, ast.Tuple) else [asked_for]
    names = {here.dotted(each): each for each in classes}
    if (old := names.get("tf.Variable")) is not None and is_weight(owner, here.scope, here.world):
        new, what = VARIABLE, "a layer's weight is no tf.Variable"
    elif (old := names.get("tf.Module")) is not None and here.is_a(owner, LAYER):
        new, what = LAYER, "a layer is no tf.Module"
    else:
        return
    if any(each is not None and here.world.inference.kinship.derives(each, new) for each in names):
        return
    spelled = said(here, new)
    both = f"{source(here.text, old)}, {spelled}"
    yield here.finding(
        call,
        symbol="builtins.isinstance",
        message=f"From TensorFlow 2.16 on (Keras 3), {what}, and this is False. Ask for {new} as well.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if spelled else Fix.MANUAL,
        edits=[replace(here.text, old, both if isinstance(asked_for, ast.Tuple) else f"({both})")] if spelled else [],
        writes=(new,) if spelled else (),
    )
