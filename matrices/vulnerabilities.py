"""Known vulnerabilities of TensorFlow's releases: which releases have them, and the first of each line without.

    from matrices import vulnerabilities

    found = vulnerabilities.of(vulnerabilities.load(), Version("2.11.0"))
    len(found), found[0].id, found[0].fixed_after(Version("2.11.0"))

The database does not say how severe one is, so nothing here does. One that it does not list is unknown, not absent.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from packaging.version import Version

FILE = "vulnerabilities.json"
SOURCE = "pypa-advisories"
PATH = Path(__file__).parent / "data" / FILE


class Affected(NamedTuple):
    """Releases from `since` up to, not with, `fixed`; None: from the first on, or in all that follow."""

    since: Version | None
    fixed: Version | None

    def holds(self, version: Version) -> bool:
        return (self.since is None or self.since <= version) and (self.fixed is None or version < self.fixed)


class Vulnerability(NamedTuple):
    """One of them, by its CVE where it has one; `aliases` are its other names, `published` the day of its entry."""

    id: str
    aliases: tuple[str, ...]
    published: date
    affected: tuple[Affected, ...]

    def concerns(self, version: Version) -> bool:
        """Whether a release has it."""
        return any(one.holds(version) for one in self.affected)

    def fixed_after(self, version: Version) -> Version | None:
        """The nearest later release that does not have it, as the entry names it."""
        later = [one.fixed for one in self.affected if one.fixed is not None and one.fixed > version]
        return min((one for one in later if not self.concerns(one)), default=None)


class Database(NamedTuple):
    """All of them, newest first, and the commit of the database that they were read from."""

    commit: str
    entries: tuple[Vulnerability, ...]

    @property
    def until(self) -> date:
        """The day of the newest entry: what was found later, and what later releases have, nobody says here."""
        return max(one.published for one in self.entries)


@cache
def load(path: Path = PATH) -> Database:
    """What is known; read once a process."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Database:
    """From the one text. ValueError, with the entry, where it has another form."""
    raw = json.loads(text)
    return Database(str(raw["commit"]), tuple(_entry(name, value) for name, value in raw["vulnerabilities"].items()))


def dump(database: Database) -> str:
    """The one text: newest first, one entry a line."""
    ordered = sorted(database.entries, key=lambda one: one.id)
    ordered.sort(key=lambda one: one.published, reverse=True)
    lines = ",\n".join(f"  {json.dumps(one.id)}: {json.dumps(_row(one))}" for one in ordered)
    return f'{{\n "commit": {json.dumps(database.commit)},\n "vulnerabilities": {{\n{lines}\n }}\n}}\n'


def of(database: Database, version: Version) -> tuple[Vulnerability, ...]:
    """Those that a release has, newest first."""
    return tuple(one for one in database.entries if one.concerns(version))


def _entry(name: str, value: Mapping[str, Any]) -> Vulnerability:
    try:
        pairs = tuple(Affected(*map(_version, pair)) for pair in value["affected"])
        day = date.fromisoformat(value["published"])
        return Vulnerability(name, tuple(value["aliases"]), day, pairs)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name}: expected published, aliases and affected: {error!r}") from None


def _version(text: str | None) -> Version | None:
    return None if text is None else Version(text)


def _row(one: Vulnerability) -> dict[str, object]:
    pairs = [[None if end is None else str(end) for end in pair] for pair in one.affected]
    return {"published": one.published.isoformat(), "aliases": list(one.aliases), "affected": pairs}
