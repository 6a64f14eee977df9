"""What something was, and in which minors, read from the index."""

import json
from collections.abc import Iterator
from typing import TypeAlias

from matrices.index.facts import Deprecated
from matrices.index.spans import Run, Timeline
from matrices.index.table import NEWLINE, TAB

KIND, ID, BASES, SIGNATURE, DEPRECATED, NAMES, SAME = "kind", "id", "bases", "signature", "deprecated", "names", "="
MEMBER = "."  # before the name of a member: it is that facet of its class
ENDS = "!"  # after it: what is said of its end
FOREIGN = "^"  # before an id that is not described in the same version of the same package
SETTABLE = "="  # after the kind of a property that has a setter
_FACET = NEWLINE + TAB + TAB

Values: TypeAlias = tuple[tuple[Run, str], ...]
"""What something was in which run of places, oldest first."""


def read(text: str, timeline: Timeline) -> Iterator[tuple[Run, str]]:
    """The runs and values of what `writing.History.write` wrote."""
    for part in text.split(TAB):
        if part:
            span, _, value = part.partition(" ")
            yield timeline.read(span), value


class Record:
    """Everything about one object, facet by facet, decoded when it is asked for."""

    __slots__ = ("_text", "_timeline", "_values", "key")

    def __init__(self, key: str, text: str, timeline: Timeline) -> None:
        self.key, self._text, self._timeline = key, text, timeline
        self._values: dict[str, Values] = {}

    def values(self, facet: str) -> Values:
        """What a facet was, oldest first."""
        if facet not in self._values:
            self._values[facet] = tuple(read(self._line(facet), self._timeline))
        return self._values[facet]

    def names(self) -> list[str]:
        """All public names that ever led to it."""
        return self._line(NAMES).split()

    def members(self) -> Iterator[str]:
        """The names of all that it ever had as members."""
        names = (line[: line.find(TAB)] for line in self._text.split(f"{_FACET}{MEMBER}")[1:])
        return (name for name in names if not name.endswith(ENDS))

    def _line(self, facet: str) -> str:
        """What is written of a facet; the kind stands in the first line, before all others."""
        start = 0
        if facet != KIND:
            start = self._text.find(f"{_FACET}{facet}{TAB}")
            if start < 0:
                return ""
            start += len(_FACET) + len(facet)
        end = self._text.find(NEWLINE, start + 1)
        return self._text[start : end if end >= 0 else None]


def read_member(text: str) -> tuple[str, str | None, bool]:
    """Kind, signature, and whether it can be set."""
    kind, _, signature = text.partition(" ")
    return kind.removesuffix(SETTABLE), signature or None, kind.endswith(SETTABLE)


def read_deprecation(text: str | None) -> Deprecated | None:
    if text is None:
        return None
    said = json.loads(text)
    return Deprecated(said.get("date"), said.get("instructions"), said.get("args", {}))
