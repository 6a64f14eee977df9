"""A TOML table being read: it hands out typed values, notes every problem with its key path, and never stops early."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.facts import At, How
from matrices.problems import Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What a value must be: in words, and as a function that raises ValueError for anything else."""

    expected: str
    parse: Callable[[object], T]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _date(value: object) -> date:
    if type(value) is not date:  # a datetime is a date too, but says more than anybody read
        raise ValueError
    return value


def _range(value: object) -> SpecifierSet:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - one exception for "not of this kind" keeps `take` simple
    if (specifiers := SpecifierSet(value)).is_unsatisfiable():
        raise ValueError
    return specifiers


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError  # noqa: TRY004 - as above
    return tuple(_text(item) for item in value)


def _yes(value: object) -> bool:
    if value is not True:
        raise ValueError
    return True


TEXT = Kind("a text", _text)
DATE = Kind("a date, YYYY-MM-DD without quotes", _date)
VERSION = Kind('a version in quotes, like "2.15.1"', lambda value: Version(_text(value)))
RANGE = Kind('a range that holds at least one version, like ">=2.14,<2.15"', _range)
REQUIREMENT = Kind('a requirement, like "numpy<2"', lambda value: Requirement(_text(value)))
AT = Kind("one of " + ", ".join(At), lambda value: At(_text(value)))
HOW = Kind("one of " + ", ".join(How), lambda value: How(_text(value)))
NAMES = Kind("a list of names", _names)
YES = Kind("true, or nothing", _yes)


class Table:
    """One table of one file. Ask for every key that may be there, then `close` it: what is left over is a problem."""

    def __init__(self, raw: Mapping[str, object], file: str, key: str, problems: list[Problem]) -> None:
        self.file, self.key = file, key
        self._left, self._asked, self._problems = dict(raw), set[str](), problems

    def path(self, name: str) -> str:
        return ".".join(part for part in (self.key, name) if part)

    def note(self, name: str, found: str, expected: str, tip: str = "") -> None:
        self._problems.append(Problem(self.file, self.path(name), found, expected, tip))

    def peek(self, name: str) -> object:
        """A value as it stands, which is still to be taken."""
        return self._left.get(name)

    def take(self, name: str, kind: Kind[T]) -> T | None:
        """A value that must be there; None when it is missing or wrong, which is then noted."""
        if name not in self._left:
            self._asked.add(name)
            self.note(name, "nothing", kind.expected)
            return None
        return self.maybe(name, kind)

    def maybe(self, name: str, kind: Kind[T]) -> T | None:
        self._asked.add(name)
        if (value := self._left.pop(name, None)) is None:
            return None
        try:
            return kind.parse(value)
        except ValueError:
            self.note(name, repr(value), kind.expected)
            return None

    def maybe_table(self, name: str) -> "Table | None":
        self._asked.add(name)
        if (value := self._left.pop(name, None)) is None:
            return None
        if isinstance(value, dict):
            return Table(value, self.file, self.path(name), self._problems)
        self.note(name, repr(value), "a table")
        return None

    def every_table(self) -> "dict[str, Table]":
        """All keys of this table, each of which must hold a table."""
        found = {name: self.maybe_table(name) for name in list(self._left)}
        return {name: table for name, table in found.items() if table is not None}

    def list(self, name: str, label: str) -> "list[Table]":
        """A list of tables, each called by its own `label` in the key path: `release[2.15.1]`."""
        self._asked.add(name)
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.note(name, repr(value), f"a list of tables, [[{name}]]")
            return []
        keys = [f"{name}[{item.get(label, index)}]" for index, item in enumerate(value)]
        return [Table(item, self.file, self.path(key), self._problems) for key, item in zip(keys, value, strict=True)]

    def close(self) -> None:
        for name in self._left:
            from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

            near = get_close_matches(name, self._asked, 1)
            tip = f"did you mean {near[0]}?" if near else ""
            self.note(name, "an unknown key", "one of " + ", ".join(sorted(self._asked)), tip)
