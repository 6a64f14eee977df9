"""The configuration of a layer has no `batch_input_shape` in Keras 3, and `dtype` in it is a policy, no text.

What reads them out of `get_config()` raises a KeyError, or gets None or a dictionary. The shape is the model's
`input_shape`, in every version.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import method_calls, subscripts
from migrations.values import Kind

SINCE = Span("2.16")
SHAPE, DTYPE = "batch_input_shape", "dtype"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.InputLayer(shape) for shape in [(3,)]] + [tf.keras.layers.Dense(2)])
print(model.get_config()["layers"][0]["config"]["batch_input_shape"][1])
inputs = tf.keras.Input((4,))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(2)(inputs))
config = model.layers[0].get_config()
print(config["batch_input_shape"], config["name"])
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.InputLayer(shape) for shape in [(3,)]] + [tf.keras.layers.Dense(2)])
print(model.input_shape[1])
inputs = tf.keras.Input((4,))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(2)(inputs))
config = model.layers[0].get_config()
print(model.input_shape, config["name"])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
layer = tf.keras.layers.Dense(2)
print(layer.get_config()["units"], {"batch_input_shape": 1}["batch_input_shape"], layer.dtype)
""",
        """\
import tensorflow as tf
class Mine(tf.keras.layers.Layer):
    def get_config(self):
        return {"dtype": "float32", "batch_input_shape": (1,)}
print(Mine().get_config()["dtype"], Mine().get_config()["batch_input_shape"])
print(tf.keras.optimizers.Adam().get_config().get("dtype"))
""",
    ),
)


rule.needs("get_config")
rule.needs(SHAPE, DTYPE)


@rule.file
def key(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in subscripts(around, SHAPE, DTYPE):
        if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Constant):
            yield from _said(node, node.value, node.slice.value, here)
    for call, here in method_calls(around, "get"):
        if isinstance(call.func, ast.Attribute) and call.args and isinstance(call.args[0], ast.Constant):
            yield from _said(call, call.func.value, call.args[0].value, here)


def _said(node: ast.Subscript | ast.Call, config: ast.expr, name: object, here: Here) -> Iterator[Finding]:
    owner = _owner(config, here) if name in {SHAPE, DTYPE} else None
    if owner is None:
        return
    edits: Sequence[Edit] = ()
    if name == SHAPE:
        happens = "has no `batch_input_shape`. Ask the model for its `input_shape`"
        model = _model(owner, config, here)
        edits = [replace(here.text, node, f"{source(here.text, model)}.input_shape")] if model is not None else ()
    else:
        happens = "has a policy in `dtype`, no text. Ask the layer for its `dtype`"
    raises = name == SHAPE and isinstance(node, ast.Subscript)
    yield here.finding(
        node,
        symbol=f"tf.keras.layers.Layer.get_config[{name}]",
        message=f"From TensorFlow 2.16 on (Keras 3), the configuration of a layer {happens}.",
        effect=Effect.BREAKS if raises else Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )


def _owner(config: ast.expr, here: Here) -> ast.expr | None:
    """Of which layer or model this is the configuration, or a part of it."""
    match config:
        case ast.Name(id=name) if (assigned := here.scope.assigned(name)) is not None:
            return _owner(assigned.value, here.at(assigned.value, assigned.scope))
        case ast.Subscript(value=inner):
            return _owner(inner, here)
        case ast.Call(func=ast.Attribute(value=owner, attr="get_config"), args=[], keywords=[]):
            values = here.values(owner)
            plain = bool(values) and all(
                value.kind is Kind.LAYER and not here.world.inference.owns(value, "get_config") for value in values
            )
            return owner if plain else None
        case _:
            return None


def _model(owner: ast.expr, config: ast.expr, here: Here) -> ast.expr | None:
    """The model whose input this is the shape of: that of its first layer, by `layers[0]` or `["layers"][0]`."""
    match owner, config:
        case ast.Subscript(value=ast.Attribute(value=model, attr="layers"), slice=ast.Constant(value=0)), _:
            return model
        case _, ast.Subscript(value=ast.Subscript(slice=ast.Constant(value=0)), slice=ast.Constant(value="config")):
            return owner if here.is_a(owner, "tf.keras.Model") else None
        case _:
            return None
