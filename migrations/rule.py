"""What a rule says and what it finds: the whole contract between rules, the engine and those who read findings."""

import ast
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Edit(NamedTuple):
    """New text for the bytes from `start` to `end` of the original file."""

    start: int
    end: int
    text: str


class Span(NamedTuple):
    """The TensorFlow minors, first and last, that something holds for; `until` None means up to the newest."""

    since: str
    until: str | None = None

    def holds(self, version: Version) -> bool:
        at = minor_of(version)
        return minor(self.since) <= at and (self.until is None or at <= minor(self.until))

    def reaches_beyond(self, version: Version) -> bool:
        return self.until is None or minor(self.until) > minor_of(version)


def minor_of(version: Version) -> tuple[int, int]:
    """Findings speak of minors: 2.16.2 and 2.16.0rc1 are both 2.16."""
    return version.major, version.minor


@lru_cache(256)
def minor(text: str) -> tuple[int, int]:
    """The minor that a text names: findings have thousands, and each is one of a few."""
    return minor_of(Version(text))


class Finding(NamedTuple):
    """A place that a rule saw. Lines and columns count from 1, columns in characters.

    `writes` are the public names that its edits bring in, `a.b.c` or with a parameter `a.b.c(param)`: the edits are
    used only where the API index has them all. `requires` are the distributions that the edited code needs.
    """

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
    writes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        return Span(self.since, self.until)


class Example(NamedTuple):
    """A whole file before and after a rule. `runs` marks a program: run it to see that the rule tells the truth."""

    before: str
    after: str
    runs: bool = False


Handler = Callable[[Any, "Here"], Iterator[Finding]]
"""Called with a node that the rule asked for."""


class Wishes:
    """The nodes that a rule wants to see. Names are canonical; `tf.keras.x` stands for `keras.x` as well."""

    def __init__(self) -> None:
        self.kinds: list[tuple[type[ast.AST], Handler]] = []
        self.calls: list[tuple[str, Handler]] = []
        self.calls_below: list[tuple[str, Handler]] = []
        self.names: list[tuple[str, Handler]] = []
        self.below: list[tuple[str, Handler]] = []
        self.methods: list[tuple[str, str, Handler]] = []
        self.attributes: list[tuple[str, str, Handler]] = []
        self.subclasses: list[tuple[str, Handler]] = []
        self.files: list[Handler] = []
        self.instead: list[str] = []
        self.words: list[str] = []
        self.needs: list[tuple[str, ...]] = []


class Rule:
    """One family of changes: `module` is the rule's `__name__`, and its last part is the rule's name."""

    __slots__ = ("applies", "examples", "module", "source", "untouched", "wishes")

    def __init__(
        self, module: str, source: str, applies: Span, examples: tuple[Example, ...], untouched: tuple[str, ...]
    ) -> None:
        self.module = module
        self.source = source
        self.applies = applies
        self.examples = examples
        self.untouched = untouched
        self.wishes: Wishes = Wishes()

    @property
    def name(self) -> str:
        return self.module.rpartition(".")[2]

    @property
    def about(self) -> str:
        """The one sentence that its module begins with."""
        return (sys.modules[self.module].__doc__ or self.name).strip().partition("\n\n")[0]

    def on(self, *kinds: type[ast.AST]) -> Callable[[Handler], Handler]:
        """Every node of these kinds: the slow way, where no other one fits."""

        def register(handler: Handler) -> Handler:
            self.wishes.kinds.extend((kind, handler) for kind in kinds)
            return handler

        return register

    def call(self, *names: str) -> Callable[[Handler], Handler]:
        """Every call of these functions or classes: `ast.Call`."""

        def register(handler: Handler) -> Handler:
            self.wishes.calls.extend((name, handler) for name in names)
            return handler

        return register

    def call_below(self, *names: str) -> Callable[[Handler], Handler]:
        """Every call of anything that is below these names: `ast.Call`."""

        def register(handler: Handler) -> Handler:
            self.wishes.calls_below.extend((name, handler) for name in names)
            return handler

        return register

    def refers(self, *names: str) -> Callable[[Handler], Handler]:
        """Every reference to exactly these names: `ast.Attribute`, `ast.Name`, or `ast.alias` in an import."""

        def register(handler: Handler) -> Handler:
            self.wishes.names.extend((name, handler) for name in names)
            return handler

        return register

    def below(self, *names: str) -> Callable[[Handler], Handler]:
        """Every reference to these names and to all that is below them."""

        def register(handler: Handler) -> Handler:
            self.wishes.below.extend((name, handler) for name in names)
            return handler

        return register

    def method(self, klass: str, *members: str) -> Callable[[Handler], Handler]:
        """Every call `x.member(...)` where `x` surely is an instance of the class, or of one below it."""

        def register(handler: Handler) -> Handler:
            self.wishes.methods.extend((klass, member, handler) for member in members)
            return handler

        return register

    def attribute(self, klass: str, *members: str) -> Callable[[Handler], Handler]:
        """Every `x.member`, read or written, where `x` surely is such an instance: `ast.Attribute`."""

        def register(handler: Handler) -> Handler:
            self.wishes.attributes.extend((klass, member, handler) for member in members)
            return handler

        return register

    def subclass(self, *names: str) -> Callable[[Handler], Handler]:
        """Every class of the project that derives from one of these: `ast.ClassDef`."""

        def register(handler: Handler) -> Handler:
            self.wishes.subclasses.extend((name, handler) for name in names)
            return handler

        return register

    def instead(self, *names: str) -> None:
        """The rule speaks for the arguments of these functions and methods; the check against the API leaves them."""
        self.wishes.instead.extend(names)

    def words(self, *words: str) -> None:
        """Handlers of kinds, files and subclasses find something only in projects that have one of these words.

        Other projects need not even import the rule. Without it, a rule with handlers of kinds or files is always
        taken; the names of all other wishes speak for themselves.
        """
        self.wishes.words.extend(words)

    def needs(self, *words: str) -> None:
        """Whoever asks, the rule finds nothing in a project without any of these words.

        Said again with other words, it needs one of those as well. The words of its wishes are needed anyway.
        """
        self.wishes.needs.append(words)

    def file(self, handler: Handler) -> Handler:
        """Every file, once: `ast.Module`."""
        self.wishes.files.append(handler)
        return handler
