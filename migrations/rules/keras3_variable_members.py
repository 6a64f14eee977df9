"""The weights of layers are variables of Keras 3's own: `value` is no method, and `read_value` and others are gone.

`w.value()`, `w.read_value()`, `w.get_shape()` and `w.ref()` of Keras 2 raise. A variable that `tf.Variable` made has
them still.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.scopes import Assigned, Item, Scope
from migrations.spots import method_calls
from migrations.values import Kind

SINCE = Span("2.16")
LISTS = frozenset(
    {
        "weights",
        "trainable_weights",
        "non_trainable_weights",
        "variables",
        "trainable_variables",
        "non_trainable_variables",
    }
)
OWN = frozenset({"kernel", "bias", "embeddings", "gamma", "beta", "moving_mean", "moving_variance"})
GONE = frozenset({"value", "read_value", "get_shape", "ref", "experimental_ref", "eval", "initialized_value", "op"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
for w in model.trainable_weights:
    print(w.value().shape, w.read_value().shape, w.get_shape().as_list())
print(sum(w.get_shape().num_elements() for w in model.weights))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
for w in model.trainable_weights:
    print(tf.convert_to_tensor(w).shape, tf.convert_to_tensor(w).shape, w.shape.as_list())
print(sum(w.shape.num_elements() for w in model.weights))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
v = tf.Variable(1.0)
print(v.value(), v.read_value(), v.get_shape())
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for w in model.weights:
    print(w.numpy(), w.shape)
for w in model.get_weights():
    print(w.value())
""",
    ),
)


rule.words(*GONE)


@rule.file
def member(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, *GONE):
        yield from _member(call, here)


def _member(call: ast.Call, here: Here) -> Iterator[Finding]:
    func = call.func
    if not isinstance(func, ast.Attribute) or not _is_weight(func.value, here.scope, here):
        return
    edits = _edits(call, func, here)
    what = "is no method" if func.attr == "value" else "is gone"
    yield here.finding(
        func,
        symbol=f"tf.keras.Variable.{func.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), `{func.attr}` of a layer's weight {what}. "
        f"{'Ask for `shape`.' if func.attr == 'get_shape' else 'Use tf.convert_to_tensor for its value.'}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(call: ast.Call, func: ast.Attribute, here: Here) -> Sequence[Edit]:
    owner = source(here.text, func.value)
    if call.args or call.keywords:
        return []
    if func.attr == "get_shape":
        return [replace(here.text, call, f"{owner}.shape")]
    convert = said(here, "tf.convert_to_tensor")
    if func.attr in {"value", "read_value"} and convert is not None:
        return [replace(here.text, call, f"{convert}({owner})")]
    return []


def _is_weight(expr: ast.expr, scope: Scope, here: Here, depth: int = 4) -> bool:
    """Whether it is one of a layer's own lists of weights, or a weight that a layer of Keras names."""
    match expr:
        case ast.Subscript(value=inner, slice=index) if not isinstance(index, ast.Slice):
            return _is_list(inner, scope, here)
        case ast.Attribute(value=owner, attr=name):
            values = here.world.inference.values(owner, scope)
            if name in OWN and values and all(v.kind is Kind.LAYER and v.of is None for v in values):
                return True
            klasses = [value.of for value in values if value.of is not None]
            return (
                bool(klasses) and len(klasses) == len(values) and all(_is_added(each, name, here) for each in klasses)
            )
        case ast.Name(id=name) if depth and (home := scope.home(name)) is not None:
            bindings = home.bindings[name]
            return bool(bindings) and all(
                (isinstance(each, Item) and _is_list(each.values, each.scope, here))
                or (isinstance(each, Assigned) and _is_weight(each.value, each.scope, here, depth - 1))
                for each in bindings
            )
        case _:
            return False


def _is_list(expr: ast.expr, scope: Scope, here: Here) -> bool:
    if not isinstance(expr, ast.Attribute) or expr.attr not in LISTS:
        return False
    values = here.world.inference.values(expr.value, scope)
    return bool(values) and all(value.kind is Kind.LAYER for value in values)


def _is_added(klass: object, name: str, here: Here) -> bool:
    """Whether a class of the project gets the attribute from `self.add_weight` alone."""
    stores = [
        store
        for each in here.world.classes.ancestors(klass)  # type: ignore[arg-type]  # of a value, so a class
        for store in here.world.classes.stores.get(each, ())
        if store.name == name
    ]
    return bool(stores) and all(
        isinstance(store.value, ast.Call)
        and isinstance(store.value.func, ast.Attribute)
        and store.value.func.attr == "add_weight"
        for store in stores
    )
