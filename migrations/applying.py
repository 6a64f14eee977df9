"""Edits applied to their files: a file stays valid, or stays as it is; those of a big project on all cores."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from migrations.pool import Lost, mapped
from migrations.rooms import rooms
from migrations.rule import Edit, Finding
from migrations.text import Problem, Text, Unreadable, opened, read


class Change(NamedTuple):
    """One file as its edits make it, and how many they are; no content where none can be made."""

    path: str
    content: bytes | None
    edits: int
    problems: tuple[Problem, ...]


class Texts(Mapping[str, Text]):
    """Files that are read again when they are asked for: the syntax trees of a big project are not kept."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self.sources = sources

    def __getitem__(self, path: str) -> Text:
        return opened(path, self.sources[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)


def applied(texts: Mapping[str, Text], wanted: Mapping[str, Sequence[Finding]]) -> Sequence[Change]:
    """The edits of findings, by the path of their file, in the order of the paths that are asked for."""
    if not isinstance(texts, Texts):
        return [_change(texts[path], findings) for path, findings in wanted.items()]
    asked = rooms(texts.sources, wanted)
    found: dict[str, Change] = {}
    for room, changes in zip(asked, mapped(partial(_changes, texts, wanted), asked), strict=True):
        if isinstance(changes, Lost):
            words = f"The file could not be changed: {changes.why}."
            found.update((path, Change(path, None, 0, (Problem(path, None, words),))) for path in room)
        else:
            found.update((change.path, change) for change in changes)
    return [found[path] for path in wanted]


def _changes(texts: Texts, wanted: Mapping[str, Sequence[Finding]], room: Sequence[str]) -> list[Change]:
    return [_change(texts[path], wanted[path]) for path in room]


def _change(text: Text, findings: Sequence[Finding]) -> Change:
    kept: list[Finding] = []
    problems: list[Problem] = []
    content = _grown(text, kept, findings, problems)
    if content is None:
        return Change(text.path, None, 0, tuple(problems))
    edits, overlapping = _compatible(text, kept)
    return Change(text.path, content, len(edits), (*problems, *overlapping))


def _grown(text: Text, kept: list[Finding], more: Sequence[Finding], problems: list[Problem]) -> bytes | None:
    """The file with the edits of `kept` and of as many of the others as leave it valid, which are kept as well.

    Mostly that is all of them at once; else halves are tried, down to the finding whose edits are the trouble.
    """
    try:
        changed = _checked(text.path, text.edited(_compatible(text, [*kept, *more])[0]))
    except (Unreadable, UnicodeEncodeError):
        if len(more) == 1:
            words = f"The edit of {more[0].rule} would have made this file invalid, so it was left out."
            problems.append(Problem(text.path, more[0].line, words))
            return None
        half = len(more) // 2
        first = _grown(text, kept, more[:half], problems)
        return _grown(text, kept, more[half:], problems) or first
    kept += more
    return changed


def _compatible(text: Text, findings: Sequence[Finding]) -> tuple[list[Edit], list[Problem]]:
    """Edits in order, equal ones once. A finding that overlaps an earlier one is left out as a whole.

    What an earlier one takes away whole needs no edit any more, and nothing is said of it.
    """
    taken: list[Edit] = []
    known: set[Edit] = set()
    problems = []
    for finding in findings:
        fresh = [edit for edit in finding.edits if edit not in known and not _is_gone(text, edit, taken)]
        if any(_meets(edit, taken) for edit in fresh):
            problems.append(Problem(finding.path, finding.line, f"Two edits meet here; {finding.rule} was left out."))
            continue
        for edit in fresh:
            if edit not in known:
                known.add(edit)
                insort(taken, edit)
    return taken, problems


def _is_gone(text: Text, edit: Edit, taken: Sequence[Edit]) -> bool:
    """Whether the words that an edit would replace are inside an edit that writes others."""
    words = text.source[edit.start : edit.end]
    at = bisect_left(taken, edit)
    around = (other for other in taken[max(0, at - 1) : at + 1] if other.start <= edit.start and edit.end <= other.end)
    return bool(words) and any(words not in text.encode(other.text) for other in around)


def _meets(edit: Edit, taken: Sequence[Edit]) -> bool:
    """`taken` is sorted and nothing in it overlaps, so only the two neighbours can."""
    at = bisect_left(taken, edit)
    return any(_overlap(edit, other) for other in taken[max(0, at - 1) : at + 1])


def _overlap(one: Edit, other: Edit) -> bool:
    """Edits that only touch do not overlap, nor do two insertions at one place."""
    return one.start < other.end and other.start < one.end


def _checked(path: str, changed: bytes) -> bytes:
    read(path, changed)
    return changed
