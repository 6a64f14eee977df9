"""The edits of a unified diff, file by file: which lines go, and what comes in their place. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

FILE = re.compile(r"\+\+\+ b/(.*)")
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Edit(NamedTuple):
    """Lines `first` to `last` of a file, from 1; where nothing goes, `last` is the line after which it is put."""

    path: str
    first: int
    last: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    line_before: str | None


def edits(diff: str) -> tuple[Edit, ...]:
    """A file whose name had to be quoted has none: no forge could be told of it."""
    return tuple(_edits(diff.split("\n")))


def _edits(lines: list[str]) -> Iterator[Edit]:
    path, at = "", 0
    while at < len(lines):
        if found := FILE.fullmatch(lines[at]):
            path = found[1]
        elif lines[at].startswith("+++ "):
            path = ""
        elif hunk := HUNK.match(lines[at]):
            size = int(hunk[2] or 1), int(hunk[4] or 1)
            body, at = _body(lines, at + 1, *size)
            yield from _of_hunk(path, int(hunk[1]) if size[0] else int(hunk[1]) + 1, body) if path else ()
            continue
        at += 1


def _body(lines: list[str], at: int, old: int, new: int) -> tuple[list[str], int]:
    """The lines of a hunk by its own count: a line of code may begin like a header."""
    body = []
    while at < len(lines) and (old or new or lines[at].startswith("\\")):
        mark = lines[at][:1]
        old -= mark in {" ", "-", ""}
        new -= mark in {" ", "+", ""}
        if mark != "\\":
            body.append(lines[at])
        at += 1
    return body, at


def _of_hunk(path: str, line: int, body: list[str]) -> Iterator[Edit]:
    before, after = list[str](), list[str]()
    kept: str | None = None
    for text in [*body, " "]:
        if text.startswith("-"):
            before.append(text[1:])
        elif text.startswith("+"):
            after.append(text[1:])
        else:
            if before or after:
                yield Edit(path, line, line + len(before) - 1, tuple(before), tuple(after), kept)
            line += len(before) + 1
            before, after, kept = [], [], text[1:]
