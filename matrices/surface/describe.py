"""From what was read to facts: the id of a value, what kind of thing it is, and what a class holds."""

import ast
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from matrices.surface import parameters
from matrices.surface.facts import Deprecation, Kind, Member, MemberKind, Thing
from matrices.surface.own import annotated
from matrices.surface.signatures import signature
from matrices.surface.standard import is_module, standard
from matrices.surface.values import (
    Bound,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Module,
    Partial,
    Unknown,
    Value,
    Wrapped,
)

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

KEPT = frozenset(
    ["__init__", "__new__", "__call__", "__enter__", "__exit__", "__iter__", "__next__", "__len__", "__getitem__"]
)


class Describer:
    """Gives every value one id, and collects the things behind the ids."""

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.objects: dict[str, Thing] = {}
        self._ids: dict[int, str] = {}
        self._held: dict[str, Value] = {}

    def id_of(self, value: Value, at: tuple[str, str]) -> str:
        """The id of what stands at this name of a module; a second thing with the same one gets a number."""
        if isinstance(value, Module):
            return f"{value.name}:"
        if isinstance(value, Foreign) and is_module(value):
            return f"{value.path}:"
        if (known := self._ids.get(id(value))) is not None:
            return known
        chosen = next(one for one in _wanted(value, at) if one not in self._held or _equal(self._held[one], value))
        self._ids[id(value)] = chosen
        if chosen not in self._held:
            self._held[chosen] = value
            self.objects[chosen] = self._thing(value)
        return chosen

    def _thing(self, value: Value) -> Thing:
        match value:
            case Class() as cls:
                return self._class(cls)
            case Foreign(path=path) if (known := standard(path)) is not None:
                return known
            case Function(deprecated=note):
                return Thing(Kind.FUNCTION, self._text(value), note)
            case Bound(function=Function()) | Partial():
                return Thing(Kind.FUNCTION, self._text(value))
            case Instance(cls=Class()) if (text := self._text(value)) is not None:
                return Thing(Kind.CONSTANT, text)
            case _:
                return Thing(Kind.CONSTANT)

    def _text(self, value: Value) -> str | None:
        known = signature(self.machine, value)
        return None if known is None else parameters.text(known)

    def _class(self, cls: Class) -> Thing:
        found = [self.machine.settle(base) for base in cls.bases]
        bases = [self.id_of(base, ("", "")) for base in found if not isinstance(base, Unknown | Const)]
        members = {name: member for name, value in cls.names.items() if (member := self._member(name, value))}
        for name in attributes(cls):
            members.setdefault(name, Member(MemberKind.ATTRIBUTE))
        constructor = cls.names.get("__init__")
        note = cls.deprecated or (constructor.deprecated if isinstance(constructor, Function) else None)
        return Thing(Kind.CLASS, self._text(cls), note, tuple(bases), dict(sorted(members.items())))

    def _member(self, name: str, value: Value) -> Member | None:
        if name.startswith("_") and name not in KEPT:
            return None
        value = self.machine.settle(value)
        match value:
            case Function(deprecated=note):
                return Member(MemberKind.METHOD, self._text(value), note)
            case Wrapped(kind="property", function=function, settable=settable):
                return Member(MemberKind.PROPERTY, None, _note(function), settable)
            case Wrapped(kind=kind, function=function):
                return Member(MemberKind(kind), self._text(value), _note(function))
            case Class():
                return Member(MemberKind.CLASS, self._text(value))
            case _:
                return Member(MemberKind.ATTRIBUTE)


def _note(value: Value) -> Deprecation | None:
    return value.deprecated if isinstance(value, Function) else None


def _wanted(value: Value, at: tuple[str, str]) -> Iterator[str]:
    """Ids for a value, the best one first: where it was defined, where it got its name, where it was found."""
    match value:
        case Function(module=module, qualname=qualname) | Class(module=module, qualname=qualname) if module:
            yield f"{module}:{qualname}"
        case Foreign(path=path):
            module, _, name = path.rpartition(".")
            yield f"{module}:{name}"
        case _:
            pass
    if value.origin is not None:
        yield ":".join(value.origin)
    yield ":".join(at)
    yield from (f"{at[0]}:{at[1]}#{number}" for number in count(2))


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, Foreign) and isinstance(other, Foreign):
        return one.path == other.path
    return one is other


def attributes(cls: Class) -> Iterator[str]:
    """What instances get: public names that methods set on themselves, and annotated fields."""
    yield from (one.name for one in annotated(cls) if not one.name.startswith("_"))
    if cls.node is None:
        return
    for method in cls.node.body:
        if isinstance(method, ast.FunctionDef) and method.args.args:
            yield from sorted(set(_set_on(method, method.args.args[0].arg)))


def _set_on(method: ast.FunctionDef, receiver: str) -> Iterator[str]:
    for node in ast.walk(method):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == receiver
            and not node.attr.startswith("_")
        ):
            yield node.attr
