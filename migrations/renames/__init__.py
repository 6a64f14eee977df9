"""The rename tables: what became of names, parameters and members; a file for a jump or a family.

    [names]                      an old name and the new one of the same meaning; `tf.flags.*` stands for all below
    "tf.log" = "tf.math.log"

    [guidance]                   names that nothing takes the place of, and what to do
    "tf.examples.*" = "..."

    [[change]]                   where more has to be said
    old = "tf.decode_raw"
    new = "tf.io.decode_raw"
    parameters = { bytes = "input_bytes" }   old parameters and their new names; "" for one that is not missed
    add = { dtype = "None" }     parameters to write out, where the call does not give them
    fix = "review"               safe without it
    note = "..."                 what to look at
    requires = ["tf-keras"]      distributions that the new name comes from
    since = "2.1"                the first and the last target minor that the row holds for
    until = "2.15"

    [parameters."tf.nn.conv2d"]  old parameters of a function that kept its name; `"*"` is for all functions
    filter = "filters"

    [members."tf.keras.Model"]   methods and attributes, of the class and of all that inherit them
    fit_generator = "fit"

    [guidance_of_members."tf.keras.Model"]
    to_yaml = "..."

The tests prove every row against the API index.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from migrations import twins
from migrations.rule import Fix

FOLDER = Path(__file__).parent
BELOW = ".*"
"""What a row's name ends with that stands for all names below another."""

NOTHING: Mapping[str, str] = MappingProxyType({})
Table = Mapping[str, object]


class Row(NamedTuple):
    """What became of one name."""

    old: str
    new: str | None = None
    parameters: Mapping[str, str] = NOTHING
    add: Mapping[str, str] = NOTHING
    fix: Fix = Fix.SAFE
    note: str = ""
    requires: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def holds(self, minor: str) -> bool:
        """Whether the row speaks of a target."""
        if self.since is None is self.until:
            return True
        here = order(minor)
        return (self.since is None or order(self.since) <= here) and (self.until is None or here <= order(self.until))

    def at(self, name: str) -> str | None:
        """The new name of one that the row speaks of."""
        if self.new is None or not self.new.endswith(BELOW):
            return self.new
        return self.new.removesuffix("*") + name[len(self.old) - 1 :]


class Tables(NamedTuple):
    """All rows by their old name, those of members by their last name too, and words for parameters by function."""

    rows: Mapping[str, tuple[Row, ...]]
    members: Mapping[str, tuple[Row, ...]]
    parameters: Mapping[str, Mapping[str, str]]

    def row(self, name: str, minor: str) -> Row | None:
        """The row that says most of a name: its own, else that of the nearest name above it."""
        return next((row for row in self.about(name) if row.holds(minor)), None)

    def about(self, name: str) -> Iterator[Row]:
        """The rows that speak of a name in some minors, those that say most of it first."""
        yield from self.rows.get(name, ())
        yield from (row for row in self.rows.get(name + BELOW, ()) if row.new is None)
        above = name.rpartition(".")[0]
        while above:
            yield from self.rows.get(above + BELOW, ())
            above = above.rpartition(".")[0]


@lru_cache(256)
def order(minor: str) -> tuple[int, ...]:
    """Minors in their order: 2.9 is before 2.10."""
    return tuple(int(part) for part in minor.split("."))


@cache
def load(folder: Path = FOLDER) -> Tables:
    """All tables of a folder."""
    return merged(twins.read(path) for path in sorted(folder.glob("*.toml")))


def merged(tables: Iterable[Table]) -> Tables:
    """Tables, as they are read from TOML, in one."""
    rows: dict[str, tuple[Row, ...]] = {}
    members: dict[str, tuple[Row, ...]] = {}
    parameters: dict[str, Mapping[str, str]] = {}
    for table in tables:
        for row in _rows(table):
            rows[row.old] = (*rows.get(row.old, ()), row)
        for row in _members(table):
            last = row.old.rpartition(".")[2]
            members[last] = (*members.get(last, ()), row)
        parameters |= _section(table, "parameters")
    return Tables(rows, members, parameters)


def _rows(table: Table) -> Iterator[Row]:
    yield from (Row(old, new) for old, new in _section(table, "names").items())
    yield from (Row(old, fix=Fix.MANUAL, note=note) for old, note in _section(table, "guidance").items())
    changes = table.get("change", [])
    assert isinstance(changes, list)
    yield from (_row(change) for change in changes)


def _row(change: Table) -> Row:
    given = {**change, "fix": Fix(str(change.get("fix", "safe")))}
    if "requires" in change:
        requires = change["requires"]
        assert isinstance(requires, list)
        given["requires"] = tuple(requires)
    return Row(**given)  # type: ignore[arg-type]  # a row of a table of ours: the tests read all of them


def _members(table: Table) -> Iterator[Row]:
    for owner, members in _section(table, "members").items():
        yield from (Row(f"{owner}.{old}", f"{owner}.{new}") for old, new in members.items())
    for owner, members in _section(table, "guidance_of_members").items():
        yield from (Row(f"{owner}.{old}", fix=Fix.MANUAL, note=note) for old, note in members.items())


def _section(table: Table, name: str) -> dict[str, Any]:
    section = table.get(name, {})
    assert isinstance(section, dict)
    return section
