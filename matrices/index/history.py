"""What something was, and in which minors: written once per change."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from matrices.index.spans import Run, Timeline
from matrices.index.table import NEWLINE, TAB
from matrices.surface.facts import Deprecation, Member

KIND, ID, BASES, SIGNATURE, DEPRECATED, NAMES, SAME = "kind", "id", "bases", "signature", "deprecated", "names", "="
MEMBER = "."  # before the name of a member: it is that facet of its class
ENDS = "!"  # after it: what is said of its end
FOREIGN = "^"  # before an id that is not described in the same version of the same package
SETTABLE = "="  # after the kind of a property that has a setter


@dataclass(slots=True)
class History:
    """The values of one thing, oldest first; a gap is a time when it had none."""

    values: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, place: int, value: str) -> None:
        if NEWLINE in value or TAB in value:
            raise ValueError(f"a value of the index is one line without tabs, not {value!r}")
        if self.values and self.values[-1][1:] == (place - 1, value):
            self.values[-1] = (self.values[-1][0], place, value)
        else:
            self.values.append((place, place, value))

    def places(self) -> Iterator[tuple[int, str]]:
        """The value at every place that has one."""
        return ((place, value) for first, last, value in self.values for place in range(first, last + 1))

    def write(self, timeline: Timeline) -> str:
        """A span and a value after each tab: `1.15-2.3 value`."""
        return "".join(f"{TAB}{timeline.write((first, last))} {value}" for first, last, value in self.values)


def read(text: str, timeline: Timeline) -> Iterator[tuple[Run, str]]:
    """The runs and values of what `History.write` wrote."""
    for part in text.split(TAB):
        if part:
            span, _, value = part.partition(" ")
            yield timeline.read(span), value


class Record:
    """Everything about one object, facet by facet, decoded when it is asked for."""

    __slots__ = ("_facets", "_timeline", "key")

    def __init__(self, key: str, text: str, timeline: Timeline) -> None:
        first, *lines = text.removesuffix(NEWLINE).split(NEWLINE)
        self.key, self._timeline = key, timeline
        pairs = (line[1:].partition(TAB) for line in lines)
        self._facets = {facet: values for facet, _, values in pairs} | {KIND: first}

    def history(self, facet: str) -> list[tuple[Run, str]]:
        return list(read(self._facets.get(facet, ""), self._timeline))

    def at(self, facet: str, place: int) -> str | None:
        found = (value for (first, last), value in self.history(facet) if first <= place <= last)
        return next(found, None)

    def names(self) -> list[str]:
        """All public names that ever led to it."""
        return self._facets.get(NAMES, "").split()

    def members(self) -> Iterator[str]:
        """The names of all that it ever had as members."""
        return (name[1:] for name in self._facets if name.startswith(MEMBER) and not name.endswith(ENDS))


def write_member(member: Member) -> str:
    kind = f"{member.kind.value}{SETTABLE if member.settable else ''}"
    return kind if member.signature is None else f"{kind} {member.signature}"


def read_member(text: str) -> tuple[str, str | None, bool]:
    """Kind, signature, and whether it can be set."""
    kind, _, signature = text.partition(" ")
    return kind.removesuffix(SETTABLE), signature or None, kind.endswith(SETTABLE)


def write_deprecation(deprecation: Deprecation) -> str:
    return json.dumps(deprecation.to_json(), ensure_ascii=False, separators=(",", ":"))


def read_deprecation(text: str | None) -> Deprecation | None:
    if text is None:
        return None
    said = json.loads(text)
    return Deprecation(said.get("date"), said.get("instructions"), said.get("args", {}))
