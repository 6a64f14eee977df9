"""Sources by their id; one with `{version}` in its text stands for one document a release."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from packaging.version import Version

from matrices.facts import Source
from matrices.reading import Table

PLACE = "{version}"


def family(source: str) -> str:
    """The id as a file writes it: `pypi-tensorflow` of `pypi-tensorflow@2.15.1`."""
    return source.partition("@")[0]


def exact(source: str, version: Version | str) -> str:
    """The id of the document of one release."""
    return f"{source}@{version}"


class Sources(Mapping[str, Source]):
    """What was written into sources.toml, and, when it is asked for, the document of one release."""

    def __init__(self, written: Mapping[str, Source]) -> None:
        self._written = dict(written)

    def __getitem__(self, name: str) -> Source:
        named, _, version = name.partition("@")
        source = self._written[named]
        if not version:
            return source
        if PLACE not in source.url:
            raise KeyError(name)
        texts = {field: getattr(source, field).replace(PLACE, version) for field in ("title", "url")}
        return replace(source, id=name, **texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def cite(self, table: Table, name: str | None, version: Version | None = None) -> str | None:
        """The exact source of a fact about one version; None, and a problem, when there is no such source."""
        if name is None:
            return None
        if (source := self._written.get(name)) is None:
            near = get_close_matches(name, self._written, 1)
            tip = f"did you mean {near[0]}?" if near else "add it to sources.toml"
            table.note("source", repr(name), "the id of a source in sources.toml", tip)
            return None
        if PLACE not in source.url:
            return name
        if version is None:
            table.note("source", repr(name), f"a source without {PLACE}", "this place belongs to no single release")
            return None
        return exact(name, version)
