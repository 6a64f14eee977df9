"""Where a rule stands: one node's file and scope, and everything that may be asked about it."""

import ast
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar, cast

from packaging.version import Version

from matrices.symbols import Index
from migrations.classes import Classes
from migrations.imports import insertion
from migrations.inference import Inference
from migrations.kinship import kinship
from migrations.lives import nearest
from migrations.names import Names
from migrations.project import Code, Project
from migrations.rename import renamed
from migrations.rule import Edit, Effect, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.settings import Rename
from migrations.text import Text
from migrations.values import Kind, Values

NO_RENAMES: Mapping[str, Rename] = MappingProxyType({})
T = TypeVar("T")
N = TypeVar("N", bound=ast.AST)


class World:
    """A project and all the questions about it, shared by all rules."""

    def __init__(
        self, project: Project, baseline: Version, index: Index, renames: Mapping[str, Rename] = NO_RENAMES
    ) -> None:
        self.project = project
        self.baseline = baseline
        self.index = index
        self.renames = renames
        known = index.minors()
        self.minors = known[known.index(nearest(index, baseline)) :]
        self.names = Names(project, index)
        self.classes = Classes(self.names)
        self.inference = Inference(self.names, self.classes, kinship(index, self.minors))
        self._memory: dict[object, object] = {}

    def close(self) -> None:
        """Untie the knots, so that all of this is freed at once, and no collector has to look for it."""
        self._memory.clear()
        self.inference.close()
        for code in self.project.files.values():
            for scope in code.outline.scopes.values():
                scope.bindings.clear()
                scope.elsewhere.clear()

    def once(self, view: Callable[["World"], T]) -> T:
        """What a rule has to know of the whole project, worked out a single time."""
        if view not in self._memory:
            self._memory[view] = view(self)
        return cast("T", self._memory[view])


class Here:
    """Given to every handler along with the node, which is `node` here too. Many are made, so it is not frozen."""

    __slots__ = ("code", "node", "rule", "scope", "world")

    def __init__(self, rule: Rule, world: World, code: Code, scope: Scope, node: ast.AST) -> None:
        self.rule = rule
        self.world = world
        self.code = code
        self.scope = scope
        self.node = node

    def at(self, node: ast.AST, scope: Scope, code: Code | None = None) -> "Here":
        """The same rule at another place."""
        return Here(self.rule, self.world, code or self.code, scope, node)

    @property
    def text(self) -> Text:
        return self.code.text

    @property
    def baseline(self) -> Version:
        return self.world.baseline

    @property
    def index(self) -> Index:
        return self.world.index

    @property
    def minors(self) -> Sequence[str]:
        """The minors of TensorFlow that the API index knows, from the baseline's on."""
        return self.world.minors

    @property
    def parent(self) -> ast.AST | None:
        if isinstance(self.node, ast.alias):
            return self.code.statements.get(self.node)
        return self.code.parents.get(self.node)

    def enclosing(self, *kinds: type[N]) -> N | None:
        """The nearest node of these kinds around this one."""
        node = self.parent
        while node is not None and not isinstance(node, kinds):
            node = self.code.parents.get(node)
        return node

    def is_a(self, expr: ast.expr, klass: str) -> bool:
        """Whether an expression surely gives an instance of a class from outside, or of one below it."""
        return self.world.inference.is_a(expr, self.scope, klass)

    def classes_of(self, expr: ast.expr) -> frozenset[str]:
        """The classes from outside that an expression's value may be one of; nothing where any is unknown."""
        found = [self.world.inference.classes_of(value) for value in self.values(expr) if value.kind is not Kind.NONE]
        return frozenset[str]().union(*found) if all(found) else frozenset()

    def rename(self, node: ast.expr | ast.alias, name: str) -> list[Edit] | None:
        """The edits that make one reference mean another public name, in the file's own way of saying it."""
        return renamed(self.world.names, self.code, node, self.scope, name)

    def add_import(self, line: str) -> Edit:
        """A line such as `import os` where the imports of the file begin."""
        return insertion(self.code.text, line)

    def dotted(self, expr: ast.expr) -> str | None:
        return self.world.names.dotted(expr, self.scope)

    def values(self, expr: ast.expr) -> Values:
        return self.world.inference.values(expr, self.scope)

    def finding(
        self,
        node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg,
        *,
        symbol: str,
        message: str,
        effect: Effect,
        span: Span,
        fix: Fix,
        edits: Sequence[Edit] = (),
        writes: Sequence[str] = (),
        requires: Sequence[str] = (),
    ) -> Finding:
        """A finding of this rule at a node of this file."""
        return Finding(
            rule=self.rule.name,
            path=self.code.path,
            line=node.lineno,
            column=self.text.characters(node.lineno, node.col_offset) + 1,
            symbol=symbol,
            message=message,
            effect=effect,
            since=span.since,
            until=span.until,
            fix=fix,
            source=self.rule.source,
            edits=tuple(edits),
            writes=tuple(writes),
            requires=tuple(requires),
        )
