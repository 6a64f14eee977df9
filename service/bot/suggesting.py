"""Edits of the patch that can be taken with one click: those whose lines the pull request itself shows. Pure."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from service.bot.edits import Edit, edits
from service.bot.forge import ChangedFile, Suggestion
from service.bot.markers import key_of
from service.plain import printable

MOST = 20
LONGEST = 60
IMPORT = re.compile(r"\s*(import|from)\s")


def suggestions(diff: str, changed: tuple[ChangedFile, ...]) -> tuple[Suggestion, ...]:
    """Of each file all edits that fit; none of a file where one that others may need does not fit."""
    blocks = {file.path: file.blocks for file in changed if not file.removed}
    found: list[Suggestion] = []
    for path, each in groupby(edits(diff), key=lambda edit: edit.path):
        found += _of(list(each), blocks.get(path, ()))
    return tuple(found[:MOST])


def without(suggested: tuple[Suggestion, ...], known: frozenset[str]) -> tuple[Suggestion, ...]:
    """Those that were not made before, in whatever commit."""
    fresh: Mapping[str, Suggestion] = {one.key: one for one in suggested if one.key not in known}
    return tuple(fresh.values())


def _of(every: list[Edit], blocks: tuple[range, ...]) -> Iterator[Suggestion]:
    fitting = [(edit, placed) for edit in every if (placed := _placed(edit, blocks))]
    kept = {edit for edit, _ in fitting}
    if any(_others_need(edit) for edit in every if edit not in kept):
        return
    for edit, (first, last, lines) in fitting:
        text = "\n".join(lines)
        yield Suggestion(edit.path, first, last, text, key_of(edit.path, *edit.before, "", *edit.after))


def _placed(edit: Edit, blocks: tuple[range, ...]) -> tuple[int, int, tuple[str, ...]] | None:
    """The lines that it stands on, and their new text; what is only put in stands on the line before it."""
    first, last, lines = edit.first, edit.last, edit.after
    if not edit.before:
        if edit.line_before is None:
            return None
        first, lines = last, (edit.line_before, *lines)
    is_shown = any(first in block and last in block for block in blocks)
    text = "\n".join(lines)
    is_sayable = bool(edit.after) and printable(text) == text
    return (first, last, lines) if is_shown and is_sayable and last - first < LONGEST else None


def _others_need(edit: Edit) -> bool:
    """An import, or a line that is new: what stands elsewhere may use what it brings."""
    return len(edit.after) > len(edit.before) or any(IMPORT.match(line) for line in (*edit.before, *edit.after))
