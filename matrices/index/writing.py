"""What something was, and in which minors, as the index holds it: once per change."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from matrices.index.history import SETTABLE
from matrices.index.spans import Timeline
from matrices.index.table import NEWLINE, TAB
from matrices.surface.facts import Deprecation, Member


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
        """Spans and values between tabs: `1.15-2.3 value`."""
        return TAB.join(f"{timeline.write((first, last))} {value}".rstrip() for first, last, value in self.values)


def write_member(member: Member) -> str:
    kind = f"{member.kind.value}{SETTABLE if member.settable else ''}"
    return kind if member.signature is None else f"{kind} {member.signature}"


def write_deprecation(deprecation: Deprecation) -> str:
    return json.dumps(deprecation.to_json(), ensure_ascii=False, separators=(",", ":"))
