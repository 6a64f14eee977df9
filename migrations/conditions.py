"""Conditions that ask which TensorFlow runs, worked out for one minor without running anything."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from matrices.symbols import Index, Presence
from migrations.asking import speaks
from migrations.below import below
from migrations.evaluation import (
    CONSTANTS,
    ENABLED,
    FAILURES,
    INSTALLED,
    KERAS,
    PYTHON,
    ROOTS,
    TF_KERAS,
    VERSIONS,
    Reader,
    presence,
)
from migrations.names import Names, Routine, canonical
from migrations.scopes import Assigned, Binding, Scope, Unpacked

DEPTH = 6
"""Nobody hands a version on through more names than this."""
PYTHONS = ((3, 5), (3, 13))
"""The oldest and the newest that matter: where they differ, a condition on Python cannot be told."""
ASKED = frozenset({*VERSIONS, *KERAS, *TF_KERAS, *PYTHON, *ENABLED, *INSTALLED, *CONSTANTS})
LOOKS = frozenset({"builtins.hasattr", "builtins.getattr", "builtins.dir"})


class Conditions:
    """Answers what conditions of a project ask, and whether they hold. Asked twice, it looks once."""

    def __init__(self, names: Names, index: Index) -> None:
        self.names, self.index = names, index
        self._asks: dict[tuple[ast.AST, Scope], bool] = {}
        self._holds: dict[tuple[ast.AST, str], bool | None] = {}

    def lets(self, test: ast.expr, scope: Scope, minor: str, *, wanted: bool) -> bool:
        """Whether a branch can be reached on a minor, as far as versions decide; other questions may go either way."""
        match test:
            case ast.BoolOp(op=op, values=parts):
                every = isinstance(op, ast.And)
                answers = (self.lets(part, scope, minor, wanted=wanted) for part in parts)
                return all(answers) if every is wanted else any(answers)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.lets(operand, scope, minor, wanted=not wanted)
            case ast.Constant(value=value):
                return bool(value) is wanted
            case _:
                return not self.asks(test, scope) or self.holds(test, scope, minor) is wanted

    def holds(self, test: ast.expr, scope: Scope, minor: str) -> bool | None:
        """Whether a condition holds on a minor of TensorFlow; None where nobody can tell."""
        key = test, minor
        if key not in self._holds:
            self._holds[key] = None  # flags that depend on each other end here
            self._holds[key] = self._read(test, scope, minor)
        return self._holds[key]

    def _read(self, test: ast.expr, scope: Scope, minor: str) -> bool | None:
        answers = set()
        for python in PYTHONS:
            reader = Reader(self.names, self.index, minor, python, _Ways(self, minor))
            try:
                answers.add(bool(reader.value(test, scope)))
            except FAILURES:
                return None
            if not reader.asked_python:
                break
        return answers.pop() if len(answers) == 1 else None

    def succeeds(self, node: ast.Try, scope: Scope, minor: str) -> bool | None:
        """Whether all is there that is imported in a `try`, and all that is asked for if that may be missing."""
        answers = {presence(self.index, name, minor) for name in self._tried(node, scope)}
        if Presence.NO in answers:
            return False
        return None if Presence.UNKNOWN in answers or not answers else True

    def _tried(self, node: ast.Try, scope: Scope) -> Iterator[str]:
        attributes = "AttributeError" in caught(node) or bool(caught(node) & BROAD)
        importer = self.names.project.code(scope).path
        for statement in node.body:
            match statement:
                case ast.Import(names=aliases):
                    found = [(alias.name, alias.name) for alias in aliases]
                case ast.ImportFrom(module=str(module), level=0, names=aliases):
                    found = [(module, f"{module}.{alias.name}") for alias in aliases if alias.name != "*"]
                case _:
                    found = []
                    if attributes:
                        yield from self._chains(statement, scope)
            yield from (canonical(name) for module, name in found if not self.names.project.find(module, 0, importer))

    def _chains(self, statement: ast.stmt, scope: Scope) -> Iterator[str]:
        """The names of TensorFlow that a statement asks for."""
        inner: set[ast.expr] = set()
        for node in below(statement):
            if isinstance(node, ast.Attribute) and node not in inner:
                dotted = self.names.dotted(node, scope)
                if dotted is not None and dotted.partition(".")[0] in ROOTS:
                    yield dotted
                inner.add(node.value)
            elif isinstance(node, ast.Attribute):
                inner.add(node.value)

    # What conditions ask

    def asks(self, expr: ast.expr, scope: Scope, depth: int = DEPTH) -> bool:
        """Whether an expression depends on a version, or on what a module of TensorFlow has."""
        key = expr, scope
        if key not in self._asks:
            self._asks[key] = False
            self._asks[key] = any(self._about(node, scope, depth) for node in below(expr))
        return self._asks[key]

    def _about(self, node: ast.AST, scope: Scope, depth: int) -> bool:
        match node:
            case ast.Call(func=func, args=[owner, *_]) if self.names.dotted(func, scope) in LOOKS:
                return self.names.dotted(owner, scope) is not None
            case ast.Name(id=last) | ast.Attribute(attr=last):
                return self._leads(node, last, scope, depth)
            case _:
                return False

    def _leads(self, node: ast.Name | ast.Attribute, last: str, scope: Scope, depth: int) -> bool:
        """Whether a name is a version, or comes from one."""
        meaning = self.names.meaning(node, scope)
        if isinstance(meaning, str) and (meaning in ASKED or meaning.endswith(".__version__")):
            return True
        if isinstance(meaning, Routine):
            return depth > 0 and self._decides(meaning, depth)
        place = self.names.place(node, scope)
        known = [each for each in place[0].bindings[place[1]] if isinstance(each, Assigned | Unpacked)] if place else []
        if not known:
            root = meaning.partition(".")[0] if isinstance(meaning, str) else ""
            return speaks(last) and root not in {*ROOTS, "builtins"}
        return depth > 0 and any(self._from_version(each, depth - 1) for each in known)

    def _from_version(self, binding: Assigned | Unpacked, depth: int) -> bool:
        """Whether a value asks, or stands in a branch that does."""
        if self.asks(binding.value, binding.scope, depth):
            return True
        return any(
            (isinstance(node, ast.If) and self.asks(node.test, binding.scope, depth))
            or (isinstance(node, ast.Try) and bool(list(self._tried(node, binding.scope))))
            for node in self.names.deciding(binding)
        )

    def _decides(self, routine: Routine, depth: int) -> bool:
        """Whether a function answers by version: in what it returns, or in the branches that it returns from."""
        tests = [node.test for node in below(routine.node) if isinstance(node, ast.If)]
        results = routine.code.outline.returns.get(routine.body, [])
        return len(routine.node.body) <= DEPTH and any(
            self.asks(each, routine.body, depth - 1) for each in [*tests, *results]
        )


class _Ways(NamedTuple):
    """Which bindings are made in one minor."""

    conditions: Conditions
    minor: str

    def made(self, binding: Binding) -> bool | None:
        """Whether a binding is made, by all the branches that it stands in."""
        above = self.conditions.names.above(binding)
        scope = getattr(binding, "scope", None)
        answer: bool | None = True
        for node, child in zip(above[1:], above, strict=False):
            match node:
                case ast.If(test=test, body=body) if scope is not None and child is not test:
                    holds = self.conditions.holds(test, scope, self.minor)
                    reached = None if holds is None else holds is (child in body)
                case ast.Try(handlers=handlers, finalbody=final) if scope is not None:
                    succeeds = self.succeeds(node, scope)
                    reached = succeeds if succeeds is None else succeeds is (child not in handlers)
                    reached = child in final or reached
                case ast.For() | ast.While() | ast.AsyncFor():
                    reached = None
                case _:
                    continue
            if reached is False:
                return False
            answer = None if reached is None else answer
        return answer

    def succeeds(self, node: ast.Try, scope: Scope) -> bool | None:
        return self.conditions.succeeds(node, scope, self.minor)


BROAD = frozenset({"Exception", "BaseException", None})


def caught(node: ast.Try) -> frozenset[str | None]:
    """The last words of the exceptions that are handled; None for all."""
    return frozenset[str | None]().union(*(caught_by(handler) for handler in node.handlers))


def caught_by(handler: ast.ExceptHandler) -> frozenset[str | None]:
    return frozenset(_names(handler.type))


def _names(expr: ast.expr | None) -> Iterator[str | None]:
    match expr:
        case None:
            yield None
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _names(part)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case _:
            pass
