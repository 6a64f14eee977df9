"""From TensorFlow 2.16 on (Keras 3), activations, metrics and regularizers are not found by names of one's own.

What is put into `get_custom_objects()` is used to load models, and by name for losses, layers and initializers. For
`Activation('own')`, `metrics=['f1']` and `kernel_regularizer='mine'` Keras 3 knows its own names alone. The function
itself in place of its name works in every version.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from migrations.below import below
from migrations.calls import argument, keyword, replace
from migrations.here import Here, World
from migrations.names import Klass
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.spots import mentions

FROM = Span("2.16")
REGISTRIES = {
    f"{root}{name}"
    for root in ("tf.keras.", "keras.")
    for name in ("utils.get_custom_objects", "saving.get_custom_objects")
}
SCOPES = (
    "utils.CustomObjectScope",
    "utils.custom_object_scope",
    "saving.custom_object_scope",
    "saving.CustomObjectScope",
)
WORDS = ("get_custom_objects", "CustomObjectScope", "custom_object_scope")
ACTIVATIONS = {"activation", "recurrent_activation"}
REGULARIZERS = {
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "recurrent_regularizer",
    "embeddings_regularizer",
}
ACTIVATION_LAYERS = {"tf.keras.layers.Activation", "keras.layers.Activation"}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras.layers import Activation, Dense
from tensorflow.keras.utils import get_custom_objects


def twice(x):
    return 2 * x


get_custom_objects().update({"twice": Activation(twice)})
model = tf.keras.Sequential([tf.keras.Input((3,)), Dense(2, activation="twice"), Activation("twice")])
print(model.count_params())
""",
            after="""\
import tensorflow as tf
from tensorflow.keras.layers import Activation, Dense
from tensorflow.keras.utils import get_custom_objects


def twice(x):
    return 2 * x


get_custom_objects().update({"twice": Activation(twice)})
model = tf.keras.Sequential([tf.keras.Input((3,)), Dense(2, activation=twice), Activation(twice)])
print(model.count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nkeras.layers.Dense(2, activation='relu')\n",
        """\
from tensorflow import keras

keras.utils.get_custom_objects()['ones'] = lambda shape, dtype=None: None
keras.layers.Dense(2, kernel_initializer='ones', activation='relu')
""",
        """\
from tensorflow import keras

keras.utils.get_custom_objects()['mish'] = lambda x: x
keras.layers.Dense(2, activation='mish')
""",
    ),
)


class Registered(NamedTuple):
    """What a name stands for, and where it was said."""

    value: ast.expr
    scope: Scope


rule.words(*WORDS)
rule.needs(*WORDS)


@rule.method("tf.keras.Model", "compile")
def metrics(call: ast.Call, here: Here) -> Iterator[Finding]:
    known = here.world.once(_registered)
    listed = argument(call, 2, "metrics") if known else None
    if listed is not None:
        for part in below(listed):
            yield from _named(part, here, known, "metrics")


@rule.call_below("tf.keras.layers")
def layers(call: ast.Call, here: Here) -> Iterator[Finding]:
    known = here.world.once(_registered)
    if not known:
        return
    dotted = here.dotted(call.func) or ""
    if dotted in ACTIVATION_LAYERS and (given := argument(call, 0, "activation")) is not None:
        yield from _named(given, here, known, "activations")
    elif dotted.startswith(("tf.keras.layers.", "keras.layers.")):
        for kind, names in (("activations", ACTIVATIONS), ("regularizers", REGULARIZERS)):
            for name in names:
                word = keyword(call, name)
                if word is not None:
                    yield from _named(word.value, here, known, kind)


def _named(part: ast.AST, here: Here, known: Mapping[str, Registered], kind: str) -> Iterator[Finding]:
    if not isinstance(part, ast.Constant) or not isinstance(part.value, str) or part.value not in known:
        return
    if here.index.has(f"tf.keras.{kind}.{part.value}", here.minors[-1]):
        return  # Keras 3 knows that name, too
    written = _written(known[part.value], here, kind)
    advice = "Pass the function itself." if written is None else f"The patch passes `{written}` itself."
    message = (
        f"From TensorFlow 2.16 on (Keras 3), {kind} are not looked up among custom objects: {part.value!r} raises. "
        f"{advice}"
    )
    yield here.finding(
        part,
        symbol="tf.keras.utils.get_custom_objects",
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.MANUAL if written is None else Fix.REVIEW,
        edits=[] if written is None else [replace(here.text, part, written)],
    )


def _written(registered: Registered, here: Here, kind: str) -> str | None:
    """The function's name, if it means the same here; a regularizer's class is called."""
    value = registered.value
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        dotted = here.world.names.dotted(value.func, registered.scope)
        value = value.args[0] if dotted in ACTIVATION_LAYERS else value
    if not isinstance(value, ast.Name):
        return None
    names = here.world.names
    there, meant = names.name(value.id, registered.scope), names.name(value.id, here.scope)
    if there is None or meant is not there:
        return None
    return f"{value.id}()" if isinstance(there, Klass) and kind == "regularizers" else value.id


def _registered(world: World) -> Mapping[str, Registered]:
    """Every name that the project gives to an object of its own."""
    found: dict[str, Registered] = {}
    for code in world.project.files.values():
        if not mentions(code, *WORDS):
            continue
        for call, scope in code.outline.nodes[ast.Call]:
            assert isinstance(call, ast.Call)
            found |= {name: Registered(value, scope) for name, value in _given(world, call, scope)}
        for growth in code.outline.growths:
            if growth.many or not _is_registry(world, growth.container, growth.scope):
                continue
            parent = code.parents.get(growth.value)
            if isinstance(parent, ast.Assign):
                for target in parent.targets:
                    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                        found[str(target.slice.value)] = Registered(growth.value, growth.scope)
    return found


def _given(world: World, call: ast.Call, scope: Scope) -> Iterator[tuple[str, ast.expr]]:
    """The names in `get_custom_objects().update({...})` and in `CustomObjectScope({...})`."""
    dotted = world.names.dotted(call.func, scope) or ""
    updates = (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "update"
        and _is_registry(world, call.func.value, scope)
    )
    if not updates and not dotted.endswith(SCOPES):
        return
    if updates:
        yield from ((word.arg, word.value) for word in call.keywords if word.arg is not None)
    for arg in call.args:
        if isinstance(arg, ast.Dict):
            for key, value in zip(arg.keys, arg.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value


def _is_registry(world: World, expr: ast.expr, scope: Scope) -> bool:
    return isinstance(expr, ast.Call) and world.names.dotted(expr.func, scope) in REGISTRIES
