"""Whether an expression gives an input layer of a model: the first of a functional one, or one by its name."""

import ast

from migrations.calls import argument
from migrations.here import Here, World
from migrations.scopes import Scope
from migrations.spots import calls, mentions

INPUTS = {"tf.keras.Input", "tf.keras.layers.Input", "keras.Input", "keras.layers.Input"}
LAYERS = {"tf.keras.layers.InputLayer", "keras.layers.InputLayer"}
FUNCTIONAL = {"tf.keras.Model", "tf.keras.models.Model", "keras.Model", "keras.models.Model"}
OF_ANY_KIND = ("load_model", "clone_model", "from_config", "model_from_json", "model_from_yaml", "model_from_config")
"""What gives a model that may be a Sequential as well, whose first layer is no input layer."""


def is_input_layer(expr: ast.expr, here: Here) -> bool:
    match expr:
        case ast.Name(id=name) if (assigned := here.scope.assigned(name)) is not None:
            return is_input_layer(assigned.value, here.at(assigned.value, assigned.scope))
        case ast.Subscript(value=ast.Attribute(value=model, attr="layers"), slice=ast.Constant(value=0)):
            return _is_functional(model, here)
        case ast.Call(func=ast.Attribute(value=model, attr="get_layer")):
            called, place = argument(expr, 0, "name"), argument(expr, 1, "index")
            if isinstance(place, ast.Constant) and place.value == 0:
                return _is_functional(model, here)
            return isinstance(called, ast.Constant) and called.value in here.world.once(Named).names
        case _:
            return _is_made(expr, here)


def _is_made(expr: ast.expr, here: Here) -> bool:
    classes = here.classes_of(expr)
    return bool(classes) and classes <= LAYERS


def _is_functional(model: ast.expr, here: Here) -> bool:
    """A model of Keras's own class: one that is made from tensors, if none is loaded or copied."""
    classes = here.classes_of(model)
    own = any(value.of is not None for value in here.values(model))
    return bool(classes) and classes <= FUNCTIONAL and not own and not mentions(here.code, *OF_ANY_KIND)


class Named:
    """The view of a project: the names that inputs are given and no other layer."""

    def __init__(self, world: World) -> None:
        inputs: set[object] = set()
        others: set[object] = set()
        for code in world.project.files.values():
            if mentions(code, "name"):
                for call, scope in calls(code):
                    _sort(call, world, scope, inputs, others)
        self.names = inputs - others


def _sort(call: ast.Call, world: World, scope: Scope, inputs: set[object], others: set[object]) -> None:
    for word in call.keywords:
        if word.arg == "name" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str):
            dotted = world.names.dotted(call.func, scope)
            is_get = isinstance(call.func, ast.Attribute) and call.func.attr == "get_layer"
            if not is_get:
                (inputs if dotted in INPUTS | LAYERS else others).add(word.value.value)
