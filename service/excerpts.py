"""The lines around each finding, and the lines that its edits change: what a reader wants to see beside its message."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from migrations.rule import Finding
from migrations.text import NOTEBOOK

AROUND = 1
LONGEST = 200


class Excerpt(NamedTuple):
    """`lines` from the line `first` on; `edits` are the lines of the file that its edits start on."""

    lines: tuple[str, ...]
    first: int
    edits: tuple[int, ...]


def excerpts(findings: Iterable[Finding], files: Mapping[str, bytes]) -> Iterator[tuple[Finding, Excerpt]]:
    """Every finding with its lines; a file is split once, as findings come file by file."""
    split = lru_cache(1)(lambda path: files[path].split(b"\n"))
    for finding in findings:
        lines: list[bytes] = split(finding.path) if finding.path in files else []
        first = max(1, finding.line - AROUND)
        shown = tuple(_text(line) for line in lines[first - 1 : finding.line + AROUND])
        yield finding, Excerpt(shown, first, _edited(finding, files.get(finding.path, b"")))


def _text(line: bytes) -> str:
    """A line as it is read; one that fills the screen says so."""
    text = line[: LONGEST * 4].decode("utf-8", errors="replace").rstrip("\r")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _edited(finding: Finding, content: bytes) -> tuple[int, ...]:
    """Edits of a notebook count in the Python of its cells, not in the file: there its own line stands for them."""
    if finding.path.endswith(NOTEBOOK):
        return (finding.line,) if finding.edits else ()
    return tuple(sorted({content.count(b"\n", 0, edit.start) + 1 for edit in finding.edits}))
