"""Where a rule stands: one node's file and scope, and everything that may be asked about it."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from packaging.version import Version

from migrations.classes import Classes
from migrations.inference import Inference
from migrations.names import Names
from migrations.project import Code, Project
from migrations.rule import Edit, Effect, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.text import Text
from migrations.values import Values

T = TypeVar("T")


class World:
    """A project and all the questions about it, shared by all rules."""

    def __init__(self, project: Project, baseline: Version) -> None:
        self.project = project
        self.baseline = baseline
        self.names = Names(project)
        self.classes = Classes(self.names)
        self.inference = Inference(self.names, self.classes)
        self._memory: dict[object, object] = {}

    def once(self, view: Callable[["World"], T]) -> T:
        """What a rule has to know of the whole project, worked out a single time."""
        if view not in self._memory:
            self._memory[view] = view(self)
        return cast("T", self._memory[view])


@dataclass(frozen=True)
class Here:
    """Given to every handler along with the node."""

    rule: Rule
    world: World
    code: Code
    scope: Scope

    @property
    def text(self) -> Text:
        return self.code.text

    @property
    def baseline(self) -> Version:
        return self.world.baseline

    def dotted(self, expr: ast.expr) -> str | None:
        return self.world.names.dotted(expr, self.scope)

    def values(self, expr: ast.expr) -> Values:
        return self.world.inference.values(expr, self.scope)

    def finding(
        self,
        node: ast.expr | ast.stmt | ast.keyword,
        *,
        symbol: str,
        message: str,
        effect: Effect,
        span: Span,
        fix: Fix,
        edits: Sequence[Edit] = (),
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
        )
