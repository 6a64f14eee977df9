"""What a patch puts in the place of which lines: its diff, read back. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from service.report import FindingPart, Report

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
SAFE = "safe"
QUOTED = re.compile(rb"\\([0-7]{3}|.)")


class Replacing(NamedTuple):
    """So many `lines` from `first` on become `text`; with none, it goes before the line `first`."""

    path: str
    first: int
    lines: int
    text: str

    def touches(self, line: int) -> bool:
        return self.first <= line < self.first + max(self.lines, 1)


def replacings(diff: str) -> Iterator[Replacing]:
    """Every run of changed lines of a unified diff, file by file."""
    path, lines = "", iter(diff.split("\n"))
    for text in lines:
        if text.startswith("+++ "):
            path = _unquoted(text[4:]).removeprefix("b/")
        elif found := HUNK.match(text):
            counts = [int(found[2] or 1), int(found[4] or 1)]
            yield from _hunk(path, int(found[1]) + (not counts[0]), counts, lines)


def _hunk(path: str, line: int, counts: list[int], lines: Iterator[str]) -> Iterator[Replacing]:
    """A hunk ends where it has as many lines as it says: a line of it may look like anything."""
    old, new = 0, ""
    while counts[0] or counts[1]:
        text = next(lines, " ")
        kind = text[:1]
        if kind == "\\":
            continue
        counts[0] -= kind != "+"
        counts[1] -= kind != "-"
        old += kind == "-"
        new += f"{text[1:]}\n" if kind == "+" else ""
        if (kind == " " or counts == [0, 0]) and (old or new):
            yield Replacing(path, line, old, new)
            line, old, new = line + old, 0, ""
        line += kind == " "


def safe(report: Report) -> dict[FindingPart, tuple[Replacing, ...]]:
    """The findings whose edits stand alone: what the patch changes for them, it changes for safe ones alone."""
    if report.patch is None:
        return {}
    every = list(replacings(report.patch.diff))
    edited = [finding for finding in report.findings if finding.edits and finding.ignored is None]
    unsafe = {each for finding in edited if finding.fix != SAFE for each in every if _meets(each, finding)}
    found = {}
    for finding in edited:
        own = tuple(each for each in every if _meets(each, finding))
        covered = all(any(each.touches(line) for each in own) for line in finding.edits)
        if finding.fix == SAFE and own and covered and not unsafe.intersection(own):
            found[finding] = own
    return found


def _meets(one: Replacing, finding: FindingPart) -> bool:
    return one.path == finding.path and any(map(one.touches, finding.edits))


def _unquoted(name: str) -> str:
    """A name as the diff has it: quoted where it has blanks or worse."""
    if name.startswith('"') and name.endswith('"'):
        inner = name[1:-1].encode("utf-8", "surrogateescape")
        return QUOTED.sub(_byte, inner).decode("utf-8", "surrogateescape")
    return name


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)]) if len(found[1]) > 1 else found[1]
