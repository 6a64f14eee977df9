"""Which rules handle a public name, and what the rename tables say became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from migrations.registry import rules
from migrations.renames import BELOW, load
from migrations.rule import Rule


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule that looks at a name: what it is about, its source, and the minors that it speaks of."""

    name: str
    about: str
    source: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class RenameShown:
    """A row of the rename tables: `new` is None where nothing takes its place, and `note` says what to do."""

    old: str
    new: str | None
    fix: str
    note: str


def rules_of(name: str) -> tuple[RuleShown, ...]:
    """The rules that ask for the name, for what is above it, or for it as a member of a class."""
    asked = _canonical(name)
    exact, above = _asked()
    found = dict.fromkeys(exact.get(asked, ()))
    parts = asked.split(".")
    for end in range(len(parts), 0, -1):
        found |= dict.fromkeys(above.get(".".join(parts[:end]), ()))
    return tuple(_shown(rule) for rule in found)


def renames_of(name: str) -> tuple[RenameShown, ...]:
    """What became of the name, the rows that say most first."""
    rows = load().about(_canonical(name))
    return tuple(
        RenameShown(row.old.removesuffix(BELOW), row.at(_canonical(name)), row.fix.value, row.note) for row in rows
    )


def _canonical(name: str) -> str:
    """As rules write it: `tf.keras.x` stands for `keras.x`."""
    if name.startswith("tensorflow."):
        return f"tf.{name.removeprefix('tensorflow.')}"
    return f"tf.{name}" if name.startswith("keras.") else name


def _shown(rule: Rule) -> RuleShown:
    return RuleShown(rule.name, rule.about, rule.source, rule.applies.since, rule.applies.until)


@cache
def _asked() -> tuple[dict[str, list[Rule]], dict[str, list[Rule]]]:
    """Rules by the names that they ask for, and by those below which they ask for all."""
    exact: dict[str, list[Rule]] = {}
    above: dict[str, list[Rule]] = {}
    for rule in rules():
        wishes = rule.wishes
        for name in (*_names(rule), *wishes.instead):
            exact.setdefault(_canonical(name), []).append(rule)
        for name, _ in (*wishes.below, *wishes.calls_below):
            above.setdefault(_canonical(name), []).append(rule)
    return exact, above


def _names(rule: Rule) -> Iterator[str]:
    wishes = rule.wishes
    yield from (name for name, _ in (*wishes.calls, *wishes.names, *wishes.subclasses))
    yield from (f"{klass}.{member}" for klass, member, _ in (*wishes.methods, *wishes.attributes))
