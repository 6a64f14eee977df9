"""Who wants to see what: the wishes of all rules, by the names that they wait for."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from migrations.rule import Handler, Rule
from migrations.walk import KEPT

Asked: TypeAlias = tuple[Rule, Handler]
Member: TypeAlias = tuple[str, Rule, Handler]
"""The class that has the member, and who asks."""


class Dispatch:
    """All wishes of some rules."""

    def __init__(self) -> None:
        self.kinds: dict[type[ast.AST], list[Asked]] = defaultdict(list)
        self.calls: dict[str, list[Asked]] = defaultdict(list)
        self.calls_below: dict[str, list[Asked]] = defaultdict(list)
        self.names: dict[str, list[Asked]] = defaultdict(list)
        self.below: dict[str, list[Asked]] = defaultdict(list)
        self.methods: dict[str, list[Member]] = defaultdict(list)
        self.attributes: dict[str, list[Member]] = defaultdict(list)
        self.subclasses: list[Member] = []
        self.files: list[Asked] = []
        # By a last word, what comes before it: the names whose arguments a rule speaks for.
        self.instead: dict[str, set[str]] = defaultdict(set)
        self._referring: dict[str, tuple[Asked, ...]] = {}
        self._calling: dict[str, tuple[Asked, ...]] = {}

    def referring(self, dotted: str) -> tuple[Asked, ...]:
        """Who asks for references to this name, or to anything that it is below of."""
        if dotted not in self._referring:
            self._referring[dotted] = (*self.names.get(dotted, ()), *_below(self.below, dotted))
        return self._referring[dotted]

    def calling(self, dotted: str) -> tuple[Asked, ...]:
        """Who asks for calls of this name, or of anything that it is below of."""
        if dotted not in self._calling:
            self._calling[dotted] = (*self.calls.get(dotted, ()), *_below(self.calls_below, dotted))
        return self._calling[dotted]


def _below(wanted: dict[str, list[Asked]], dotted: str) -> Iterator[Asked]:
    above = dotted
    while above:
        yield from wanted.get(above, ())
        above = above.rpartition(".")[0]


@lru_cache(8)
def dispatch(rules: Sequence[Rule]) -> Dispatch:
    """The wishes of these rules; `tf.keras.x` also under `keras.x`."""
    found = Dispatch()
    for rule in rules:
        wishes = rule.wishes
        for kind, handler in wishes.kinds:
            assert kind in KEPT, f"{rule.name}: the walk does not keep {kind.__name__}"
            found.kinds[kind].append((rule, handler))
        for where, asked in (
            (found.calls, wishes.calls),
            (found.calls_below, wishes.calls_below),
            (found.names, wishes.names),
            (found.below, wishes.below),
        ):
            for name, handler in asked:
                for each in _spellings(name):
                    where[each].append((rule, handler))
        for members, wanted in ((found.methods, wishes.methods), (found.attributes, wishes.attributes)):
            for klass, member, handler in wanted:
                members[member].append((klass, rule, handler))
        found.subclasses.extend((name, rule, handler) for name, handler in wishes.subclasses)
        for name in (each for full in wishes.instead for each in _spellings(full)):
            owner, _, last = name.rpartition(".")
            found.instead[last].add(owner)
        found.files.extend((rule, handler) for handler in wishes.files)
    return found


def _spellings(name: str) -> tuple[str, ...]:
    return (name, name.removeprefix("tf.")) if name.startswith("tf.keras.") else (name,)
