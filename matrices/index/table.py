"""A sorted text file as a table in two levels: groups, between which stands an empty line, and rows inside them.

    tf.nn
     dropout - tensorflow.python.ops.nn_ops:dropout
     relu - tensorflow.python.ops.gen_nn_ops:relu

A group is a line with its key, and the rows after it. A row begins with a tab, and what belongs to it are lines that
begin with two. Fields stand between tabs. Only the group that is asked for is decoded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

TAB, NEWLINE = "\t", "\n"
_ROW, _BETWEEN = "\n\t", b"\n\n"


class _Group(NamedTuple):
    """Where a group begins, where its rows do, and where it ends."""

    key: bytes
    start: int
    body: int
    end: int


class Table:
    """The rows of a content, which is read when the first of them is asked for."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._group = lru_cache(256)(self._decoded)
        self._between = lru_cache(4096)(self._middle)

    @classmethod
    def open(cls, path: Path) -> "Table":
        return cls(path.read_bytes)

    def get(self, group: str, row: str) -> str | None:
        """What stands in a row, with the lines that belong to it."""
        text = self._group(group) if row else ""
        at = text.find(f"{_ROW}{row}{TAB}")
        if at < 0:
            return None
        start = end = at + len(_ROW) + len(row)
        while (end := text.find(_ROW, end + 1)) >= 0 and text.startswith(TAB, end + len(_ROW)):
            pass
        return text[start : end if end >= 0 else None]

    def rows(self, group: str) -> Iterator[str]:
        """The keys of the rows of a group, in order."""
        for part in self._group(group).split(_ROW):
            if part and not part.startswith(TAB):
                yield part.partition(TAB)[0]

    @cached_property
    def _content(self) -> bytes:
        return self._read()

    def _decoded(self, group: str) -> str:
        """The lines of a group, each after a newline."""
        wanted = group.encode()
        low, high = 0, len(self._content)
        while low < high:
            found = self._between(low, high)
            if found.key == wanted:
                return self._content[found.body : found.end].decode().removesuffix(NEWLINE)
            if found.key < wanted:
                low = found.end + len(_BETWEEN)
            else:
                high = found.start
        return ""

    def _middle(self, low: int, high: int) -> _Group:
        """The group around the middle of some; to part the whole content at each blank line takes longer."""
        start = self._content.rfind(_BETWEEN, low, (low + high) // 2) + len(_BETWEEN)
        start = low if start < len(_BETWEEN) else start
        body = self._content.index(b"\n", start)
        end = self._content.find(_BETWEEN, body)
        return _Group(self._content[start:body], start, body, end if end >= 0 else len(self._content))


def write(groups: Mapping[str, Mapping[str, Sequence[str]]]) -> bytes:
    """The content of some groups: for every row what follows its key, and the lines that belong to it."""
    return NEWLINE.join("".join(_lines(group, groups[group])) for group in sorted(groups, key=str.encode)).encode()


def _lines(group: str, rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f"{group}{NEWLINE}"
    for row, (first, *rest) in sorted(rows.items()):
        yield f"{TAB}{row}{TAB}{first}{NEWLINE}"
        yield from (f"{TAB}{TAB}{line}{NEWLINE}" for line in rest)
