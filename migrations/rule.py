"""What a rule says and what it finds: the whole contract between rules, the engine and those who read findings."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from packaging.version import Version

if TYPE_CHECKING:
    from migrations.here import Here


class Fix(StrEnum):
    """How far a rule's edits can be trusted: as they are, after a look, or there are none."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


class Effect(StrEnum):
    """What happens to the program: it raises, it silently computes something else, or it will go one day."""

    BREAKS = "breaks"
    CHANGES = "changes"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """New text for the bytes from `start` to `end` of the original file."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """The TensorFlow minors, first and last, that something holds for; `until` None means up to the newest."""

    since: str
    until: str | None = None

    def holds(self, version: Version) -> bool:
        minor = minor_of(version)
        return minor_of(Version(self.since)) <= minor and (self.until is None or minor <= minor_of(Version(self.until)))

    def reaches_beyond(self, version: Version) -> bool:
        return self.until is None or minor_of(Version(self.until)) > minor_of(version)


def minor_of(version: Version) -> tuple[int, int]:
    """Findings speak of minors: 2.16.2 and 2.16.0rc1 are both 2.16."""
    return version.major, version.minor


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that a rule saw. Lines and columns count from 1, columns in characters."""

    rule: str
    path: str
    line: int
    column: int
    symbol: str
    message: str
    effect: Effect
    since: str
    until: str | None
    fix: Fix
    source: str
    edits: tuple[Edit, ...] = ()

    @property
    def span(self) -> Span:
        return Span(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Example:
    """A whole file before and after a rule. `runs` marks a program: run it to see that the rule tells the truth."""

    before: str
    after: str
    runs: bool = False


Handler = Callable[[Any, "Here"], Iterator[Finding]]
"""Called with a node of the kind it was registered for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One family of changes: `module` is the rule's `__name__`, and its last part is the rule's name."""

    module: str
    source: str
    applies: Span
    examples: tuple[Example, ...]
    untouched: tuple[str, ...]
    handlers: dict[type[ast.AST], Handler] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.module.rpartition(".")[2]

    def on(self, kind: type[ast.AST]) -> Callable[[Handler], Handler]:
        """Register a handler for one kind of node."""

        def register(handler: Handler) -> Handler:
            self.handlers[kind] = handler
            return handler

        return register
