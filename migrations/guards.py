"""Which minors reach a place: branches on the version, `hasattr`, and imports that are tried."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from packaging.version import Version

from matrices.symbols import Presence, UnknownMinor
from migrations.conditions import asks_version, holds
from migrations.names import canonical
from migrations.project import Code
from migrations.rule import Finding
from migrations.scopes import Scope

if TYPE_CHECKING:
    from migrations.here import World

Place: TypeAlias = tuple[int, int]
CAUGHT = {"ImportError", "ModuleNotFoundError", "AttributeError"}
BROAD = {"Exception", "BaseException"}
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class Branch:
    """From a first to a last place of the source: `test` has to be `wanted`; without a test, it cannot be told."""

    start: Place
    end: Place
    test: ast.expr | ast.Try | None
    wanted: bool
    scope: Scope


class Guards:
    """The branches of one file that decide by version."""

    def __init__(self, world: "World", code: Code) -> None:
        self.world, self.code = world, code
        self._known: dict[tuple[ast.AST, str], bool | None] = {}

    def reached(self, place: Place, minor: str) -> bool:
        """Whether a place is surely reached on a minor, as far as versions decide it."""
        return all(self._holds(branch, minor) for branch in self.around(place))

    def around(self, place: Place) -> Sequence[Branch]:
        return [branch for branch in self._branches if branch.start <= place < branch.end]

    def _holds(self, branch: Branch, minor: str) -> bool:
        if branch.test is None:
            return False
        key = branch.test, minor
        if key not in self._known:
            self._known[key] = (
                self._all_there(branch.test, minor)
                if isinstance(branch.test, ast.Try)
                else holds(branch.test, branch.scope, self.world.names, self.world.index, minor)
            )
        return self._known[key] is branch.wanted

    @cached_property
    def _branches(self) -> Sequence[Branch]:
        found: list[Branch] = []
        for node, scope in self.code.outline.branches:
            match node:
                case ast.If(test=test, body=body, orelse=other) if asks_version(test):
                    found += _branch(body, test, scope, wanted=True)
                    found += _branch(other, test, scope, wanted=False)
                case ast.IfExp(test=test, body=body, orelse=other) if asks_version(test):
                    found += _branch([body], test, scope, wanted=True)
                    found += _branch([other], test, scope, wanted=False)
                case ast.BoolOp(op=op, values=[first, *rest]) if asks_version(first):
                    found += _branch(rest, first, scope, wanted=isinstance(op, ast.And))
                case ast.Try():
                    found += _tried(node, scope)
                case _:
                    pass
        return found

    def _all_there(self, node: ast.Try, minor: str) -> bool | None:
        """Whether all that is imported in a `try` is there."""
        answers = [self._is_there(name, minor) for name in _imported(node)]
        if Presence.NO in answers:
            return False
        return None if Presence.UNKNOWN in answers or not answers else True

    def _is_there(self, name: str, minor: str) -> Presence:
        try:
            return self.world.index.presence(name, self.world.index.beside(name, minor))
        except UnknownMinor:
            return Presence.UNKNOWN


def guarded(finding: Finding, guards: Guards, minors: Sequence[str]) -> Iterator[Finding]:
    """A finding in a branch, once for each run of minors that reach it; a finding outside of branches as it is."""
    place = finding.line, finding.column - 1
    if not guards.around(place):
        yield finding
        return
    run: list[str] = []
    for minor in (*minors, None):
        if minor is not None and finding.span.holds(Version(minor)) and guards.reached(place, minor):
            run.append(minor)
        elif run:
            until = finding.until if run[-1] == minors[-1] else run[-1]
            yield replace(finding, since=max(run[0], finding.since, key=Version), until=until)
            run = []


def _branch(nodes: Sequence[ast.stmt | ast.expr], test: ast.expr, scope: Scope, *, wanted: bool) -> Iterator[Branch]:
    if nodes:
        yield Branch(_start(nodes[0]), _end(nodes[-1]), test, wanted, scope)


def _tried(node: ast.Try, scope: Scope) -> Iterator[Branch]:
    """What is imported or asked for in a `try` may be missing; what handles that is for where it is."""
    caught = {name for handler in node.handlers for name in _names(handler.type)}
    only_imports = all(isinstance(statement, IMPORTS) for statement in node.body)
    if not caught & CAUGHT and not (only_imports and (caught & BROAD or None in caught)):
        return
    for statement in node.body:
        if isinstance(statement, IMPORTS) or "AttributeError" in caught:
            yield Branch(_start(statement), _end(statement), None, wanted=True, scope=scope)
    if any(isinstance(statement, IMPORTS) for statement in node.body):
        for handler in node.handlers:
            yield Branch(_start(handler.body[0]), _end(handler.body[-1]), node, wanted=False, scope=scope)


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


def _imported(node: ast.Try) -> Iterator[str]:
    for statement in node.body:
        match statement:
            case ast.Import(names=aliases):
                yield from (canonical(alias.name) for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0, names=aliases):
                yield from (canonical(f"{module}.{alias.name}") for alias in aliases)
            case _:
                pass


def _start(node: ast.stmt | ast.expr) -> Place:
    return node.lineno, node.col_offset


def _end(node: ast.stmt | ast.expr) -> Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
