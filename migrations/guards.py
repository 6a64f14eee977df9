"""Which minors reach a place: branches on the version, `hasattr`, and imports that are tried."""

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from packaging.version import Version

from migrations.below import below
from migrations.conditions import BROAD, Conditions, caught_by
from migrations.project import Code
from migrations.rule import Finding
from migrations.scopes import Scope
from migrations.walk import FUNCTIONS

if TYPE_CHECKING:
    from migrations.here import World

Place: TypeAlias = tuple[int, int]
CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError"})
IMPORTS = (ast.Import, ast.ImportFrom)
LEAVES = (ast.Return, ast.Continue, ast.Break)
EXITS = frozenset({"exit", "quit", "_exit", "abort", "fail"})
SKIPS = {"skipif": False, "skipIf": False, "skipUnless": True}
"""Decorators of tests, and whether their condition has to hold for a test to run."""
FEW = 3
"""Statements in a `try` for anything: with more, it is no question whether one name is there."""


class Branch(NamedTuple):
    """From a first to a last place of the source: `test` has to be `wanted`; without a test, it cannot be told.

    With a `member`, only what is said of a member of this name is concerned. `ways` are the branches around each place
    that leads here, where there is no test: one of them has to be open.
    """

    start: Place
    end: Place
    test: ast.expr | ast.Try | None
    wanted: bool
    scope: Scope
    member: str | None = None
    ways: tuple[tuple["Branch", ...], ...] = ()


class Guards:
    """The branches of one file that decide by version."""

    def __init__(self, world: "World", code: Code) -> None:
        self.conditions = world.once(conditions)
        self.world, self.code = world, code
        self._known: dict[tuple[Branch, str], bool] = {}

    def reached(self, branches: Sequence[Branch], minor: str) -> bool:
        """Whether all of these are surely reached on a minor, as far as versions decide it."""
        return all(self._holds(branch, minor) for branch in branches)

    def around(self, finding: Finding) -> Sequence[Branch]:
        """The branches that a finding stands in."""
        return self.at((finding.line, finding.column - 1), finding.symbol)

    def at(self, place: Place, symbol: str) -> Sequence[Branch]:
        """The branches around a place where a name is said."""
        last = symbol.rpartition(".")[2]
        around = [branch for branch in self._branches if branch.start <= place < branch.end]
        return [branch for branch in around if branch.member in {None, last}]

    def _holds(self, branch: Branch, minor: str) -> bool:
        key = branch, minor
        if key not in self._known:
            self._known[key] = self._look(branch, minor)
        return self._known[key]

    def _look(self, branch: Branch, minor: str) -> bool:
        match branch.test:
            case None:
                return any(self.reached(way, minor) for way in branch.ways)
            case ast.Try() as tried:
                succeeds = self.conditions.succeeds(tried, branch.scope, minor)
                return succeeds is not False if branch.wanted else succeeds is False
            case test:
                return self.conditions.lets(test, branch.scope, minor, wanted=branch.wanted)

    @cached_property
    def _branches(self) -> Sequence[Branch]:
        found: list[Branch] = []
        for node, scope in self.code.outline.branches:
            if isinstance(node, ast.If):
                found += self._has(node.body, node.test, scope)
            elif isinstance(node, ast.IfExp):
                found += self._has([node.body], node.test, scope)
            match node:
                case ast.If(test=test) if self._asks(test, scope):
                    found += self._if(node, scope)
                case ast.IfExp(test=test, body=body, orelse=other) if self._asks(test, scope):
                    found += _branch([body], test, scope, wanted=True)
                    found += _branch([other], test, scope, wanted=False)
                case ast.BoolOp(op=op, values=parts):
                    asking = [(place, part) for place, part in enumerate(parts[:-1], 1) if self._asks(part, scope)]
                    for place, part in asking:
                        found += _branch(parts[place:], part, scope, wanted=isinstance(op, ast.And))
                case ast.Try():
                    found += _tried(node, scope)
                case _:
                    pass
        places = (place for kind in (*FUNCTIONS, ast.ClassDef) for place in self.code.outline.nodes[kind])
        found += [branch for node, scope in places for branch in self._skipped(node, scope)]
        found = [each._replace(start=self._characters(each.start), end=self._characters(each.end)) for each in found]
        return [*found, *self._called(found)] if found else []

    def _called(self, branches: Sequence[Branch]) -> Iterator[Branch]:
        """Functions and classes that are only named in branches: they are for what reaches these."""
        told = [branch for branch in branches if branch.test is not None and branch.member is None]
        if not told:
            return
        top, tree = self.code.outline.top, self.code.text.tree
        own = {
            node.name: node
            for node in tree.body
            if isinstance(node, (*FUNCTIONS, ast.ClassDef))
            and not node.decorator_list
            and len(top.bindings[node.name]) == 1
        }
        places: dict[str, list[Place]] = {}
        for node in below(tree):
            match node:
                case ast.Name(id=name) | ast.Constant(value=str(name)) if name in own:
                    places.setdefault(name, []).append(self._characters(_start(node)))
                case _:
                    pass
        for name, named in places.items():
            start, end = self._characters(_start(own[name])), self._characters(_end(own[name]))
            outside = [place for place in named if not start <= place < end]
            ways = [tuple(each for each in told if each.start <= place < each.end) for place in outside]
            if ways and all(ways) and not self._is_foreign(name):
                yield Branch(start, end, None, wanted=True, scope=top, ways=tuple(ways))

    def _is_foreign(self, name: str) -> bool:
        """Whether another file may use a name of this one."""
        for code in self.world.project.files.values():
            outline = code.outline
            if code is not self.code and (
                any(alias.name in {name, "*"} for alias, _, _ in outline.aliases)
                or any(scope.stars for scope in outline.scopes.values())
                or any(
                    isinstance(node, ast.Attribute) and node.attr == name for node, _ in outline.nodes[ast.Attribute]
                )
            ):
                return True
        return False

    def _characters(self, place: Place) -> Place:
        """A place of `ast`, with its column in characters as those of findings are."""
        line, column = place
        return line, self.code.text.characters(line, column)

    def _asks(self, test: ast.expr, scope: Scope) -> bool:
        match test:
            case ast.Constant():
                return True
            case _:
                return self.conditions.asks(test, scope)

    def _has(self, nodes: Sequence[ast.stmt | ast.expr], test: ast.expr, scope: Scope) -> Iterator[Branch]:
        """`if hasattr(model, "x")`: whatever the model is, `model.x` is only asked for where it is there."""
        names = self.conditions.names
        for part in test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]:
            match part:
                case ast.Call(func=ast.Name(id="hasattr"), args=[owner, ast.Constant(value=str(member))]):
                    if names.dotted(owner, scope) is None:
                        yield Branch(_start(nodes[0]), _end(nodes[-1]), None, wanted=True, scope=scope, member=member)
                case _:
                    pass

    def _if(self, node: ast.If, scope: Scope) -> Iterator[Branch]:
        yield from _branch(node.body, node.test, scope, wanted=True)
        yield from _branch(node.orelse, node.test, scope, wanted=False)
        if isinstance(node.body[-1], LEAVES):
            yield from _branch(self._behind(node), node.test, scope, wanted=False)
        if node.orelse and isinstance(node.orelse[-1], LEAVES):
            yield from _branch(self._behind(node), node.test, scope, wanted=True)

    def _behind(self, node: ast.stmt) -> Sequence[ast.stmt]:
        """The statements of the same block that follow."""
        around = self.code.parents.get(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(around, name, None)
            if isinstance(block, list) and node in block:
                return block[block.index(node) + 1 :]
        return ()

    def _skipped(self, node: ast.AST, scope: Scope) -> Iterator[Branch]:
        """A test that is skipped on some versions."""
        assert isinstance(node, (*FUNCTIONS, ast.ClassDef))
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[test, *_]) if name in SKIPS:
                    if self._asks(test, scope):
                        yield from _branch(node.body, test, scope, wanted=SKIPS[name])
                case _:
                    pass


def conditions(world: "World") -> Conditions:
    return Conditions(world.names, world.index)


def guarded(finding: Finding, guards: Guards, minors: Sequence[str]) -> Iterator[Finding]:
    """A finding in a branch, once for each run of minors that reach it; a finding outside of branches as it is."""
    around = guards.around(finding)
    if not around:
        yield finding
        return
    run: list[str] = []
    for minor in (*minors, None):
        if minor is not None and finding.span.holds(Version(minor)) and guards.reached(around, minor):
            run.append(minor)
        elif run:
            until = finding.until if run[-1] == minors[-1] else run[-1]
            yield finding._replace(since=max(run[0], finding.since, key=Version), until=until)
            run = []


def _branch(
    nodes: Sequence[ast.stmt | ast.expr], test: ast.expr | ast.Try, scope: Scope, *, wanted: bool
) -> Iterator[Branch]:
    if nodes:
        yield Branch(_start(nodes[0]), _end(nodes[-1]), test, wanted, scope)


def _tried(node: ast.Try, scope: Scope) -> Iterator[Branch]:
    """What is imported or asked for in a `try` may be missing; what handles that is for where it is."""
    handlers = [
        handler for handler in node.handlers if caught_by(handler) & (CAUGHT | BROAD) and not _gives_up(handler)
    ]
    words = frozenset[str | None]().union(*(caught_by(handler) for handler in handlers))
    imports = [statement for statement in node.body if isinstance(statement, IMPORTS)]
    few = len(node.body) <= FEW and not any(hasattr(statement, "body") for statement in node.body)
    meant = few and bool(words & BROAD) and (len(imports) == len(node.body) or any(map(_makes_do, handlers)))
    if not words & CAUGHT and not meant:
        return
    asks = "AttributeError" in words or meant
    for statement in node.body:
        if isinstance(statement, IMPORTS) or asks:
            yield Branch(_start(statement), _end(statement), None, wanted=True, scope=scope)
    if imports or asks:
        for handler in handlers:
            yield from _branch(handler.body, node, scope, wanted=False)
        last = node.body.index(imports[-1]) if imports else len(node.body) - 1
        yield from _branch(node.body[last + 1 :], node, scope, wanted=True)
        yield from _branch(node.orelse, node, scope, wanted=True)


def _gives_up(handler: ast.ExceptHandler) -> bool:
    """Whether the program ends here after all, maybe with a better message."""
    match handler.body[-1]:
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in EXITS
        case _:
            return False


def _makes_do(handler: ast.ExceptHandler) -> bool:
    """Whether something else is done instead, or it does not matter: not just a message."""
    return all(isinstance(each, ast.Pass) for each in handler.body) or any(
        isinstance(each, (ast.Assign, ast.Return, *IMPORTS)) for each in handler.body
    )


def _start(node: ast.stmt | ast.expr) -> Place:
    return node.lineno, node.col_offset


def _end(node: ast.stmt | ast.expr) -> Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
