"""What something was, and in which minors, read from the index."""

import json
from collections.abc import Iterator

from matrices.index.facts import Deprecated
from matrices.index.spans import Run, Timeline
from matrices.index.table import NEWLINE, TAB

KIND, ID, BASES, SIGNATURE, DEPRECATED, NAMES, SAME = "kind", "id", "bases", "signature", "deprecated", "names", "="
MEMBER = "."  # before the name of a member: it is that facet of its class
ENDS = "!"  # after it: what is said of its end
FOREIGN = "^"  # before an id that is not described in the same version of the same package
SETTABLE = "="  # after the kind of a property that has a setter


def read(text: str, timeline: Timeline) -> Iterator[tuple[Run, str]]:
    """The runs and values of what `writing.History.write` wrote."""
    for part in text.split(TAB):
        if part:
            span, _, value = part.partition(" ")
            yield timeline.read(span), value


class Record:
    """Everything about one object, facet by facet, decoded when it is asked for."""

    __slots__ = ("_facets", "_read", "_timeline", "key")

    def __init__(self, key: str, text: str, timeline: Timeline) -> None:
        first, *lines = text.split(NEWLINE)
        self.key, self._timeline = key, timeline
        self._read: dict[str, list[tuple[Run, str]]] = {}
        pairs = (line.lstrip(TAB).partition(TAB) for line in lines)
        self._facets = {facet: values for facet, _, values in pairs} | {KIND: first}

    def history(self, facet: str) -> list[tuple[Run, str]]:
        if facet not in self._read:
            self._read[facet] = list(read(self._facets.get(facet, ""), self._timeline))
        return self._read[facet]

    def at(self, facet: str, place: int) -> str | None:
        for (first, last), value in self.history(facet):
            if first <= place <= last:
                return value
        return None

    def names(self) -> list[str]:
        """All public names that ever led to it."""
        return self._facets.get(NAMES, "").split()

    def members(self) -> Iterator[str]:
        """The names of all that it ever had as members."""
        return (name[1:] for name in self._facets if name.startswith(MEMBER) and not name.endswith(ENDS))


def read_member(text: str) -> tuple[str, str | None, bool]:
    """Kind, signature, and whether it can be set."""
    kind, _, signature = text.partition(" ")
    return kind.removesuffix(SETTABLE), signature or None, kind.endswith(SETTABLE)


def read_deprecation(text: str | None) -> Deprecated | None:
    if text is None:
        return None
    said = json.loads(text)
    return Deprecated(said.get("date"), said.get("instructions"), said.get("args", {}))
