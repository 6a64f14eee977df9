"""A unified diff as blocks of lines with their numbers, each change with the rules that made it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.report import FindingPart

MOST_LINES = 1500
LONGEST_LINE = 1000
_HUNK = re.compile(r"@@ -(?P<old>\d+)(?:,\d+)? \+(?P<new>\d+)")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`kind` is kept, removed or added; `old` and `new` are its numbers, None on the side where it is not."""

    kind: str
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class By:
    """What made a change: a rule with its level, safe or review, its first finding, and how many it has there."""

    rule: str
    level: str
    finding: int
    findings: int


@dataclass(frozen=True, slots=True)
class DiffBlock:
    """Lines that belong together: all kept, or what was removed and added in one place, and by what."""

    lines: tuple[DiffLine, ...]
    by: tuple[By, ...]


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """Blocks in a row; `place` is the line of the diff that says where they are."""

    place: str
    blocks: tuple[DiffBlock, ...]


@dataclass(frozen=True, slots=True)
class DiffFile:
    """One file, with how many lines it loses and gains. `declares`: it has no finding, and says what is installed."""

    path: str
    removed: int
    added: int
    declares: bool
    hunks: tuple[DiffHunk, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The files of a patch, and how many lines of it are not shown here."""

    files: tuple[DiffFile, ...]
    more: int


def read(diff: str, findings: Sequence[FindingPart]) -> Diff:
    """A diff as `upflow` writes it, with at most so many lines."""
    lines = diff.removesuffix("\n").split("\n") if diff else []
    files = tuple(_files(lines[:MOST_LINES], findings)) if lines else ()
    return Diff(files, max(0, len(lines) - MOST_LINES))


def sides(block: DiffBlock) -> Iterator[tuple[DiffLine | None, DiffLine | None]]:
    """The lines of a block beside each other; where one side is shorter it has none."""
    removed = [line for line in block.lines if line.kind == "removed"]
    added = [line for line in block.lines if line.kind == "added"]
    if not removed and not added:
        yield from ((line, line) for line in block.lines)
    for at in range(max(len(removed), len(added))):
        yield (removed[at] if at < len(removed) else None), (added[at] if at < len(added) else None)


def _files(lines: Sequence[str], findings: Sequence[FindingPart]) -> Iterator[DiffFile]:
    starts = [at for at in range(len(lines) - 1) if lines[at].startswith("--- ") and lines[at + 1].startswith("+++ ")]
    starts = [at for at in starts if at + 2 >= len(lines) or lines[at + 2].startswith("@@")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        path = _path(lines[start + 1])
        made = {
            (line, finding.rule, finding.fix, index)
            for index, finding in enumerate(findings)
            if finding.path == path and finding.fix != "manual"
            for line in (*finding.edits, finding.line)
        }
        hunks = tuple(_hunks(lines[start + 2 : end], made))
        kinds = [line.kind for hunk in hunks for block in hunk.blocks for line in block.lines]
        declares = not made
        yield DiffFile(path, kinds.count("removed"), kinds.count("added"), declares, hunks)


def _path(line: str) -> str:
    name = line.removeprefix("+++ ").rstrip("\t")
    return name.strip('"').removeprefix("b/")


def _hunks(lines: Sequence[str], made: set[tuple[int, str, str, int]]) -> Iterator[DiffHunk]:
    starts = [at for at, line in enumerate(lines) if _HUNK.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        numbers = _HUNK.match(lines[start])
        assert numbers is not None
        found = _numbered(lines[start + 1 : end], int(numbers["old"]), int(numbers["new"]))
        yield DiffHunk(lines[start], tuple(_blocks(list(found), made)))


def _numbered(lines: Sequence[str], old: int, new: int) -> Iterator[DiffLine]:
    for line in lines:
        text = line[1:][:LONGEST_LINE].rstrip("\r")
        match line[:1]:
            case "-":
                yield DiffLine("removed", old, None, text)
                old += 1
            case "+":
                yield DiffLine("added", None, new, text)
                new += 1
            case "\\":
                continue
            case _:
                yield DiffLine("kept", old, new, text)
                old, new = old + 1, new + 1


def _blocks(lines: Sequence[DiffLine], made: set[tuple[int, str, str, int]]) -> Iterator[DiffBlock]:
    """Runs of kept lines, and runs of changed ones. What is only put in stands before the old line that follows it."""
    at, following = 0, lines[0].old or 1 if lines else 1
    while at < len(lines):
        kept, end = lines[at].kind == "kept", at
        while end < len(lines) and (lines[end].kind == "kept") is kept:
            end += 1
        block = lines[at:end]
        numbers = [line.old for line in block if line.old]
        touched = range(numbers[0], numbers[-1] + 1) if numbers else range(following - 1, following + 1)
        by = () if kept else tuple(_by(touched, made))
        following = numbers[-1] + 1 if numbers else following
        yield DiffBlock(tuple(block), by)
        at = end


def _by(touched: range, made: set[tuple[int, str, str, int]]) -> Iterator[By]:
    """Each rule and level once, in the order of their first findings."""
    found: dict[tuple[str, str], set[int]] = {}
    for index, rule, level in sorted((index, rule, level) for line, rule, level, index in made if line in touched):
        found.setdefault((rule, level), set()).add(index)
    for (rule, level), indices in found.items():
        yield By(rule, level, min(indices), len(indices))
