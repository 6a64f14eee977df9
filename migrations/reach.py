"""What an expression is made of: every call that takes part in its value, through names, functions and classes."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from migrations.below import below
from migrations.here import World
from migrations.names import Klass, Routine
from migrations.scopes import Assigned, Defined, Item, Parameter, Scope
from migrations.spots import Call, Spots
from migrations.walk import Place

LIMIT = 4000
"""Expressions looked at for one question; what is made of more is looked at as far as that."""


class Part(NamedTuple):
    """A call, a reference to a class of the project, or a function, that takes part."""

    node: ast.AST
    scope: Scope
    klass: Klass | None = None


def parts(world: World, expr: ast.expr, scope: Scope) -> Sequence[Part]:
    """The calls that an expression's value comes from, and the project's classes that it is made of."""
    return world.once(_Reach).of(expr, scope)


class _Reach:
    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[tuple[ast.expr, Scope], Sequence[Part]] = {}
        self._steps: dict[Place, Sequence[Place]] = {}
        self.additions = _additions(world)

    def of(self, expr: ast.expr, scope: Scope) -> Sequence[Part]:
        key = expr, scope
        if key not in self.known:
            self.known[key] = list(self._walk(expr, scope))
        return self.known[key]

    def _walk(self, expr: ast.expr, scope: Scope) -> Iterator[Part]:
        stack: list[Place] = [(expr, scope)]
        seen: set[Place] = set()
        while stack and len(seen) < LIMIT:
            place = stack.pop()
            if place in seen:
                continue
            seen.add(place)
            if place not in self._steps:
                self._steps[place] = tuple(self._next(*place))
            stack += self._steps[place]
            node, around = place
            if isinstance(node, ast.Call):
                yield Part(node, around)
            meaning = self.world.names.meaning(node, around) if isinstance(node, ast.Name | ast.Attribute) else None
            if isinstance(meaning, Klass):
                yield Part(node, around, meaning)

    def _next(self, node: ast.AST, scope: Scope) -> Iterator[Place]:
        scopes = self.world.project.code(scope).outline.scopes
        inside = scopes.get(node, scope) if not isinstance(node, ast.Module) else scope
        match node:
            case ast.Name():
                yield from self._bound(node, scope)
            case ast.Attribute():
                meaning = self.world.names.meaning(node, scope)
                yield from self._defined(meaning)
                yield from self._kept(node, scope)
                if meaning is None:
                    yield node.value, scope
            case _:
                yield from ((child, inside) for child in ast.iter_child_nodes(node) if not _is_context(child))

    def _bound(self, node: ast.Name, scope: Scope) -> Iterator[Place]:
        home = scope.home(node.id)
        if home is None:
            return
        yield from self._defined(self.world.names.meaning(node, scope))
        for binding in home.bindings[node.id]:
            match binding:
                case Assigned(value=value, scope=around) | Item(values=value, scope=around):
                    yield value, around
                case Parameter():
                    yield from self.world.inference.signatures.arguments(binding)
                case Defined(node=inner, scope=around):
                    yield from self._defined(self.world.names.definition(inner, around))
                case _:
                    pass
        for call, around in self.additions.get((home, node.id), ()):
            yield from ((arg, around) for arg in call.args)
        for growth in self.world.classes.growths.get((home, node.id), ()):
            yield growth.value, growth.scope

    def _kept(self, node: ast.Attribute, scope: Scope) -> Iterator[Place]:
        klass = self.world.classes.of_self(node.value, scope)
        for store in self.world.classes.stores.get(klass, ()) if klass else ():
            if store.name == node.attr and store.value is not None:
                yield store.value, store.scope

    def _defined(self, meaning: object) -> Iterator[Place]:
        match meaning:
            case Routine():
                yield from ((result, meaning.body) for result in meaning.code.outline.returns.get(meaning.body, ()))
            case Klass():
                scopes = meaning.code.outline.scopes
                for statement in meaning.node.body:
                    for each in below(statement):
                        if isinstance(each, ast.Call):
                            yield each, scopes.get(statement, meaning.body)
            case _:
                return


def _is_context(node: ast.AST) -> bool:
    return isinstance(node, ast.expr_context | ast.operator | ast.boolop | ast.cmpop | ast.unaryop)


def _additions(world: World) -> Mapping[tuple[Scope, str], Sequence[Call]]:
    """What is added to models: `model.add(layer)`, by the scope and the name of the model."""
    found: dict[tuple[Scope, str], list[Call]] = defaultdict(list)
    for code in world.project.files.values():
        for call, scope in world.once(Spots).methods(code, "add"):
            match call.func:
                case ast.Attribute(value=ast.Name(id=name)):
                    home = scope.home(name)
                    if home is not None:
                        found[home, name].append((call, scope))
                case _:
                    pass
    return found
