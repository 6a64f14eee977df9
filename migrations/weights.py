"""Which expressions are weights of layers: the variables that Keras 3 made its own."""

import ast

from migrations.here import World
from migrations.names import Klass
from migrations.scopes import Assigned, Item, Scope
from migrations.values import Kind

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


def is_weight(expr: ast.expr, scope: Scope, world: World, depth: int = 4) -> bool:
    """Whether it is one of a layer's own lists of weights, or a weight that a layer of Keras names."""
    match expr:
        case ast.Subscript(value=inner, slice=index) if not isinstance(index, ast.Slice):
            return is_list(inner, scope, world)
        case ast.Attribute(value=owner, attr=name):
            values = world.inference.values(owner, scope)
            if name in OWN and values and all(v.kind is Kind.LAYER and v.of is None for v in values):
                return True
            klasses = [value.of for value in values if value.of is not None]
            return (
                bool(klasses) and len(klasses) == len(values) and all(_is_added(each, name, world) for each in klasses)
            )
        case ast.Name(id=name) if depth and (home := scope.home(name)) is not None:
            bindings = home.bindings[name]
            return bool(bindings) and all(
                (isinstance(each, Item) and is_list(each.values, each.scope, world))
                or (isinstance(each, Assigned) and is_weight(each.value, each.scope, world, depth - 1))
                for each in bindings
            )
        case _:
            return False


def is_list(expr: ast.expr, scope: Scope, world: World) -> bool:
    """Whether it is one of a layer's own lists of weights."""
    if isinstance(expr, ast.Name):
        bound = scope.assigned(expr.id)
        return bound is not None and not isinstance(bound.value, ast.Name) and is_list(bound.value, bound.scope, world)
    if not isinstance(expr, ast.Attribute) or expr.attr not in LISTS:
        return False
    values = world.inference.values(expr.value, scope)
    return bool(values) and all(value.kind is Kind.LAYER for value in values)


def _is_added(klass: Klass, name: str, world: World) -> bool:
    """Whether a class of the project gets the attribute from `self.add_weight` alone."""
    stores = [
        store
        for each in world.classes.ancestors(klass)
        for store in world.classes.stores.get(each, ())
        if store.name == name
    ]
    return bool(stores) and all(
        isinstance(store.value, ast.Call)
        and isinstance(store.value.func, ast.Attribute)
        and store.value.func.attr == "add_weight"
        for store in stores
    )
