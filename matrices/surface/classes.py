"""Definitions of classes, and the order in which a class and its bases are asked."""

import ast
from typing import TYPE_CHECKING

from matrices.surface import functions
from matrices.surface.values import Class, Const, Foreign, Marker, Scope, Sequence, Value

if TYPE_CHECKING:
    from matrices.surface.machine import Machine


TEMPORARY = "temporary_class"  # what `six.with_metaclass` puts between a class and its bases


def define(machine: "Machine", node: ast.ClassDef, scope: Scope) -> Value:
    """The class that a definition binds, with its decorators applied."""
    qualname = f"{scope.qualname}.{node.name}" if scope.qualname else node.name
    bases: list[Value] = []
    for base in node.bases:
        inner = base.value if isinstance(base, ast.Starred) else base
        found = machine.settle(machine.evaluate(inner, scope))
        bases += found.items if isinstance(found, Sequence) else [found]
    between = next((one for one in bases if isinstance(one, Class) and one.qualname == TEMPORARY), None)
    if between is not None:
        bases = [*between.bases, *(one for one in bases if one is not between)]
    cls = Class(scope.module.name, qualname, bases, node=node, metaclass=between and between.metaclass)
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            cls.metaclass = machine.evaluate(keyword.value, scope)
    cls.names["__module__"] = Const(scope.module.name)
    machine.execute(node.body, Scope(cls.names, scope.module, scope, qualname, of_class=True))
    value: Value = cls
    if any(isinstance(base, Foreign) and base.path == "typing.NamedTuple" for base in bases):
        value = machine.call(Marker("named tuple"), [cls], {})
    for decorator in reversed(node.decorator_list):
        value = functions.decorate(machine, machine.evaluate(decorator, scope), value)
    return value


def order(machine: "Machine", cls: Value) -> list[Value]:
    """The class and all its bases in the order in which names are looked up."""
    if not isinstance(cls, Class):
        return [cls]
    bases = [machine.settle(base) for base in cls.bases]
    rows = [order(machine, base) for base in bases]
    return [cls, *_merge([*(row[:] for row in rows), bases[:]])]


def _merge(rows: list[list[Value]]) -> list[Value]:
    merged: list[Value] = []
    while rows := [row for row in rows if row]:
        heads = (row[0] for row in rows if not any(_among(row[0], other[1:]) for other in rows))
        head = next(heads, rows[0][0])
        merged.append(head)
        rows = [[one for one in row if not _same(one, head)] for row in rows]
    return merged


def _among(one: Value, others: list[Value]) -> bool:
    return any(_same(one, other) for other in others)


def _same(one: Value, other: Value) -> bool:
    return one is other or (isinstance(one, Foreign) and isinstance(other, Foreign) and one.path == other.path)


def find(machine: "Machine", cls: Value, name: str) -> Value | None:
    """What a class has under a name, itself or from a base whose text is known."""
    for one in order(machine, cls):
        if isinstance(one, Class) and name in one.names:
            return machine.settle(one.names[name])
    return None
