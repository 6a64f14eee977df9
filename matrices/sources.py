"""Sources by their id; one with `{version}` in its text stands for one document a release."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from packaging.version import Version

from matrices.facts import Source
from matrices.reading import Table

PLACE = "{version}"


def family(source: str) -> str:
    """The id as a file writes it: `pypi-tensorflow` of `pypi-tensorflow@2.15.1`."""
    return source.partition("@")[0]


def speaks_of_one_release(source: str) -> bool:
    return "@" in source


class Sources:
    """What may be cited, and, once everything is read, what was."""

    def __init__(self, written: Mapping[str, Source]) -> None:
        self.known = dict(written)

    def cite(self, table: Table, name: str | None, version: Version | None = None) -> str | None:
        """The exact source of a fact about one version; None, and a problem, when there is no such source."""
        if name is None:
            return None
        if (source := self.known.get(name)) is None or speaks_of_one_release(name):
            near = get_close_matches(name, self.known, 1)
            tip = f"did you mean {near[0]}?" if near else "add it to sources.toml"
            table.note("source", repr(name), "the id of a source in sources.toml", tip)
            return None
        if PLACE not in source.url:
            return name
        if version is None:
            table.note("source", repr(name), f"a source without {PLACE}", "this place belongs to no single release")
            return None
        return self.exact(name, version)

    def exact(self, name: str, version: Version) -> str:
        """The same source for another release."""
        if (exact := f"{name}@{version}") in self.known:
            return exact
        written = self.known[name]
        texts = {field: getattr(written, field).replace(PLACE, str(version)) for field in ("title", "url")}
        self.known[exact] = replace(written, id=exact, **texts)
        return exact
