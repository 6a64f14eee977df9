"""What something has to be that nobody can tell the class of: some members only Keras and TensorFlow ever had.

A model comes as a parameter, out of a list or from another package, and `model.fit_generator(...)` raises all the same.
What is said of such a place is to be looked at, for only the word says it. Nothing is presumed where the project has
a class with such a member, or where the thing comes from another library.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from migrations.here import World
from migrations.names import Klass
from migrations.rule import Finding, Fix
from migrations.scopes import Assigned, Binding, Entered, Item, Parameter, Scope, Unpacked
from migrations.values import Kind, Value

MODEL, LAYER, METRIC = "tf.keras.Model", "tf.keras.layers.Layer", "tf.keras.metrics.Metric"
OPTIMIZER, STRATEGY = "tf.keras.optimizers.Optimizer", "tf.distribute.Strategy"

ONLY: Mapping[str, str] = {
    **dict.fromkeys(("fit_generator", "evaluate_generator", "predict_generator", "predict_classes"), MODEL),
    **dict.fromkeys(("get_input_at", "get_input_shape_at", "get_input_mask_at"), LAYER),
    **dict.fromkeys(("get_output_at", "get_output_shape_at", "get_output_mask_at"), LAYER),
    **dict.fromkeys(("get_updates_for", "get_losses_for"), LAYER),
    **dict.fromkeys(("experimental_run_v2", "experimental_make_numpy_dataset"), STRATEGY),
}
"""Members that nothing else has."""

CALLED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "reset_states": (("metric", METRIC), ("model", MODEL)),
    **dict.fromkeys(("predict_proba", "total_loss", "state_updates", "metrics_names"), (("keras_model", MODEL),)),
    "get_gradients": (("optimizer", OPTIMIZER),),
    "get_updates": (("optimizer", OPTIMIZER),),
}
"""Members that others have too, by what the thing is called besides."""

NAMES = frozenset({*ONLY, *CALLED})
DEPTH = 10
NEUTRAL = ("tf.", "tensorflow", "builtins.", "copy.", "functools.", "itertools.", "typing.")
"""What comes out of these is of TensorFlow, or what went in."""
Place: TypeAlias = tuple[ast.expr, Scope]


class Presuming:
    """The view of a project: presumed classes of what has no known one."""

    def __init__(self, world: World) -> None:
        self.world, self.names = world, world.names
        self.own = frozenset(_own(world))

    def value(self, node: ast.Attribute, scope: Scope) -> Value | None:
        """What the owner of a member is taken for; None where more is known, or nothing can be said."""
        klass = _told(node)
        if klass is None:
            return None
        inference = self.world.inference
        values = inference.values(node.value, scope)
        if inference.is_a(node.value, scope, klass):
            return None
        likely = [value for value in values if inference.belongs(value, klass)]
        if any(_is_known(value) for value in values if value not in likely):
            return None  # what has no class here has no such member either: only some values are seen
        if not likely and (node.attr in self.own or self.is_foreign(node.value, scope)):
            return None
        return Value(Kind.PLAIN, name=klass)

    def is_foreign(self, expr: ast.expr, scope: Scope, depth: int = DEPTH) -> bool:
        """Whether something comes from a library that is none of Keras; `super()` is what a class says itself."""
        dotted = self.names.dotted(expr, scope)
        if dotted is not None:
            return dotted == "builtins.super" or not (dotted.startswith(NEUTRAL) or "keras" in dotted)
        return depth > 0 and any(self.is_foreign(*each, depth - 1) for each in self._made_from(expr, scope))

    def _made_from(self, expr: ast.expr, scope: Scope) -> Iterator[Place]:
        """The expressions that something comes from, one step back."""
        match expr:
            case ast.Name(id=name) if (home := scope.home(name)) is not None:
                for binding in home.bindings[name]:
                    yield from self._bound_to(binding)
            case ast.Attribute(value=owner, attr=name):
                klass = self.world.classes.of_self(owner, scope)
                yield from [(owner, scope)] if klass is None else self._stored(klass, name)
            case ast.Call(func=func):
                routine = self.world.inference.routine(func, scope)
                if routine is None:
                    yield func, scope
                else:
                    yield from ((each, routine.body) for each in routine.code.outline.returns.get(routine.body, ()))
            case ast.Subscript(value=inner):
                yield inner, scope
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                yield from ((part, scope) for part in parts)
            case _:
                pass

    def _stored(self, klass: Klass, name: str) -> Iterator[Place]:
        for store in self.world.classes.stores.get(klass, ()):
            value = getattr(store.node, "value", None) if store.value is None else store.value
            if store.name == name and value is not None:
                yield value, store.scope

    def _bound_to(self, binding: Binding) -> Iterator[Place]:
        match binding:
            case Assigned(value=value, scope=scope) | Entered(value=value, scope=scope):
                yield value, scope
            case Unpacked(value=value, scope=scope) | Item(values=value, scope=scope):
                yield value, scope
            case Parameter(scope=scope):
                signatures = self.world.inference.signatures
                annotation = signatures.annotation(binding)
                if annotation is not None and scope.parent is not None:
                    yield annotation, scope.parent
                yield from signatures.arguments(binding)
            case _:
                pass


def presumed(world: World, node: ast.Attribute, scope: Scope) -> Value | None:
    """What the owner of a member is taken for, where nothing is known of it."""
    return world.once(Presuming).value(node, scope) if node.attr in NAMES else None


def doubted(finding: Finding, node: ast.Attribute, klass: str) -> Finding:
    """What is said of a thing whose class is only presumed: to be looked at."""
    kind = klass.rpartition(".")[2].lower()
    words = f"That this is a {kind} of TensorFlow or Keras is told by the name `{node.attr}` alone."
    fix = Fix.REVIEW if finding.fix is Fix.SAFE else finding.fix
    return finding._replace(message=f"{finding.message} {words}", fix=fix)


def _is_known(value: Value) -> bool:
    return value.of is not None or value.name is not None


def _told(node: ast.Attribute) -> str | None:
    """The class that a member tells, alone or together with what its owner is called."""
    if node.attr in ONLY:
        return ONLY[node.attr]
    match node.value:
        case ast.Name(id=last) | ast.Attribute(attr=last):
            return next((klass for word, klass in CALLED[node.attr] if word in last.lower()), None)
        case _:
            return None


def _own(world: World) -> Iterator[str]:
    """The members of this kind that classes of the project have."""
    for code in world.project.files.values():
        if code.text.words.isdisjoint(NAMES):
            continue
        for node, _ in code.outline.nodes[ast.ClassDef]:
            yield from NAMES.intersection(code.outline.scopes[node].bindings)
        yield from (store.name for store in code.outline.stores if store.name in NAMES)
