"""Edits by bytes: new text for spans of files, everything outside of them stays as it is. Pure."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from service.manifest import Span


class TextEdit(NamedTuple):
    """New text for a span of one file; an empty span is a place where text is put."""

    path: str
    span: Span
    text: str


def spliced(files: Mapping[str, bytes], edits: Iterable[TextEdit]) -> dict[str, bytes]:
    """The files that change. Equal edits count once; of edits that overlap the first in the file is made."""
    by_path: dict[str, set[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, set()).add(edit)
    changed = {path: _of_file(files[path], sorted(found)) for path, found in by_path.items()}
    return {path: content for path, content in changed.items() if content != files[path]}


def _of_file(content: bytes, edits: Iterable[TextEdit]) -> bytes:
    parts, end = [], 0
    for edit in edits:
        if edit.span.start >= end:
            parts += [content[end : edit.span.start], edit.text.encode()]
            end = edit.span.end
    return b"".join([*parts, content[end:]])


def carried(before: bytes, after: bytes, onto: bytes) -> bytes | None:
    """What changed from `before` to `after`, made in another text that came from `before`, too.

    Lines are found by what they say and by what is around them. None where one of them is not there any more.
    """
    old, new, lines = (text.splitlines(keepends=True) for text in (before, after, onto))
    same = SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks()
    there = {one.a + step: one.b + step for one in same for step in range(one.size)}
    for _, start, end, first, last in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        block, text = old[start:end], new[first:last]
        if block == text:
            continue
        anchor = old[start - 1 : start] if not block and start else []  # what is put in has a line before it
        block, text = [*anchor, *block], [*anchor, *text]
        at = there.get(start - len(anchor), 0)
        if lines[at : at + len(block)] != block:
            return None
        lines[at : at + len(block)] = text
    return b"".join(lines)
