"""Keras loads no Python `lambda` out of a file any more unless it is told to: `.keras` from 2.13 on, HDF5 from 2.16 on.

A `Lambda` layer of a function with a name is found by its name from 2.16 on, which has to be in `custom_objects`.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import argument, insert_argument, is_spread, keyword
from migrations.classes import Family
from migrations.here import Here, World
from migrations.keras_files import FileUse, Use, others, uses
from migrations.names import Routine
from migrations.reach import Part, parts
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.spots import mentioned

LAYERS = {"tf.keras.layers.Lambda", "keras.layers.Lambda"}
ZIP = Span("2.13")
ALL = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/core_layers/lambda/",
    applies=ZIP,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Lambda(lambda t: t * 2)])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5").count_params())
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Lambda(lambda t: t * 2)])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5", safe_mode=False).count_params())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf


def double(t):
    return t * 2


model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Lambda(double)])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5").count_params())
""",
            after="""\
import tensorflow as tf


def double(t):
    return t * 2


model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Lambda(double)])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5", custom_objects={"double": double}).count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nm = keras.Sequential([keras.layers.Lambda(lambda t: t)])\nm.save('m.h5')\n",
        (
            "from tensorflow import keras\nm = keras.Sequential([keras.layers.Dense(2)])\nm.save('m.h5')\n"
            "keras.models.load_model('m.h5')\n"
        ),
        (
            "from tensorflow import keras\nm = keras.Sequential([keras.layers.Lambda(lambda t: t)])\nm.save('m.h5')\n"
            "keras.models.load_model('m.h5', safe_mode=False)\n"
        ),
    ),
)


rule.words("load_model")
rule.needs("Lambda")


@rule.file
def loads(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if mentioned(around.world, "Lambda"):
        for use, here in uses(around, Use.LOAD):
            yield from _load(use, here)


def _load(use: FileUse, here: Here) -> Iterator[Finding]:
    if keyword(use.call, "safe_mode") is not None or is_spread(use.call):
        return
    layers = [layer for writer in _writers(use, here.world) for layer in _layers(writer, here)]
    if not layers:
        return
    functions = [argument(layer.node, 0, "function") for layer in layers if isinstance(layer.node, ast.Call)]
    span = ZIP if all(path.ends(".keras") for path in use.paths) else ALL
    lambdas = [function for function in functions if isinstance(function, ast.Lambda)]
    if lambdas:
        outside = sorted({name for function in lambdas for name in _outside(function)})
        message = (
            f"From TensorFlow {span.since} on, load_model raises for a model with a `Lambda` layer of a Python "
            f"`lambda`. "
            "`safe_mode=False`, known from 2.12 on, loads it: only for files that you wrote yourself."
        )
        if outside:
            message += (
                f" That is not enough here: when it is loaded, a `lambda` knows no name from outside, such as "
                f"`{outside[0]}`. Make the model by its code again and load its weights."
            )
        edits = [] if outside else [insert_argument(here.text, use.call, "safe_mode=False")]
        yield here.finding(
            use.call,
            symbol="tf.keras.models.load_model",
            message=message,
            effect=Effect.BREAKS,
            span=span,
            fix=Fix.REVIEW if edits else Fix.MANUAL,
            edits=edits,
            writes=("tf.keras.models.load_model(safe_mode)",) if edits else (),
        )
        return
    if argument(use.call, 1, "custom_objects") is not None:
        return
    named = {
        function.id
        for layer, function in zip(layers, functions, strict=True)
        if isinstance(function, ast.Name)
        and isinstance(here.world.names.name(function.id, layer.scope), Routine)
        and here.world.names.name(function.id, use.scope) is here.world.names.name(function.id, layer.scope)
    }
    if not named:
        return
    message = (
        f"From TensorFlow {ALL.since} on (Keras 3), load_model finds the function of a `Lambda` layer by its name, "
        f"which "
        "has to be in `custom_objects`."
    )
    words = ", ".join(f'"{name}": {name}' for name in sorted(named))
    edits = [insert_argument(here.text, use.call, f"custom_objects={{{words}}}")]
    yield here.finding(
        use.call,
        symbol="tf.keras.models.load_model",
        message=message,
        effect=Effect.BREAKS,
        span=ALL,
        fix=Fix.REVIEW,
        edits=edits,
    )


def _writers(use: FileUse, world: World) -> Sequence[FileUse]:
    return others(world, use.paths, Use.SAVE)


def _layers(writer: FileUse, here: Here) -> Iterator[Part]:
    """The `Lambda` layers that the saved model is made of."""
    if writer.model is None:
        return
    for part in parts(here.world, writer.model, writer.scope):
        is_lambda = isinstance(part.node, ast.Call) and here.world.names.dotted(part.node.func, part.scope) in LAYERS
        if is_lambda and not _is_inside_layer(part.scope, here.world):
            yield part


def _outside(function: ast.Lambda) -> set[str]:
    """The names that a `lambda` reads and does not bind itself: they are not in the file."""
    inside = [node for node in below(function.body) if isinstance(node, ast.Name | ast.arg)]
    bound = {arg.arg for arg in below(function) if isinstance(arg, ast.arg)}
    bound |= {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return {node.id for node in inside if isinstance(node, ast.Name)} - bound - set(dir(builtins))


def _is_inside_layer(scope: Scope, world: World) -> bool:
    """Whether a layer of the project makes it for itself: then its code does so again when the model is loaded."""
    around: Scope | None = scope
    while around is not None:
        if isinstance(around.owner, ast.ClassDef) and around.parent is not None:
            klass = world.names.klass(around.owner, around.parent)
            return world.classes.family(klass) is Family.KERAS
        around = around.parent
    return False
