"""Optimizers of Keras in a program: whether an expression is one, where it was made, and another of its settings."""

import ast
from typing import TypeAlias

from migrations.calls import argument, replace, source
from migrations.here import Here
from migrations.rule import Edit
from migrations.scopes import Assigned, Parameter, Scope
from migrations.signatures import default_of
from migrations.values import Kind

PACKAGES = ("tf.keras.optimizers", "keras.optimizers")
VARIABLES = ("trainable_variables", "trainable_weights", "variables", "weights")
Kept: TypeAlias = ast.Name | ast.Attribute
"""What has a place of its own: a name, or an attribute of `self`."""


def trained(call: ast.Call) -> ast.expr | None:
    """The model or the layer whose variables an optimizer gets by `compile`, `minimize` or `apply_gradients`."""
    if not isinstance(call.func, ast.Attribute):
        return None
    if call.func.attr == "compile":
        return call.func.value
    given = argument(call, 1, "var_list") if call.func.attr == "minimize" else argument(call, 0, "grads_and_vars")
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id == "zip" and given.args[1:]:
        given = given.args[1]
    return given.value if isinstance(given, ast.Attribute) and given.attr in VARIABLES else None


def is_optimizer(owner: ast.expr, here: Here) -> bool:
    classes = here.classes_of(owner)
    if classes:
        return all(each.startswith(("tf.keras.optimizers.", "keras.optimizers.")) for each in classes)
    if isinstance(owner, ast.Attribute) and owner.attr == "optimizer":
        return is_model(owner.value, here)
    return False


def kept(node: ast.expr | None) -> Kept | None:
    if isinstance(node, ast.Attribute):
        return node if isinstance(node.value, ast.Name) and node.value.id == "self" else None
    return node if isinstance(node, ast.Name) else None


def is_model(model: ast.expr, here: Here) -> bool:
    values = here.values(model)
    return bool(values) and {value.kind for value in values} == {Kind.LAYER}


def made_once(optimizer: Kept, here: Here) -> ast.Call | None:
    """The call that makes an optimizer, once: the only value of its place, or of a parameter's default."""
    value, scope = _value(optimizer, here)
    if not isinstance(value, ast.Call) or scope is None:
        return None
    dotted = here.world.names.dotted(value.func, scope) or ""
    return value if dotted.rpartition(".")[0] in PACKAGES else None


def fresh(optimizer: ast.expr, call: ast.Call, here: Here) -> Edit | None:
    """Where a model is compiled: an optimizer of its own, of the same settings."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "compile":
        return None
    name = source(here.text, optimizer)
    return replace(here.text, optimizer, f"type({name}).from_config({name}.get_config())")


def _value(place: Kept, here: Here) -> tuple[ast.expr | None, Scope | None]:
    if isinstance(place, ast.Attribute):
        klass = here.world.classes.of_self(place.value, here.scope)
        stores = [each for each in here.world.classes.stores.get(klass, ()) if each.name == place.attr] if klass else []
        return (stores[0].value, stores[0].scope) if len(stores) == 1 else (None, None)
    home = here.scope.home(place.id)
    match home.bindings[place.id] if home is not None else []:
        case [Assigned(value=value, scope=scope)]:
            return value, scope
        case [Parameter(scope=Scope(owner=ast.FunctionDef() as owner, parent=Scope() as scope))]:
            return default_of(owner, place.id), scope
        case _:
            return None, None
