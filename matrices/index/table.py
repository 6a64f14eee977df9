"""A sorted text file as a table in two levels: a group is found by bisection in the mapped file, a row inside it.

    tf.nn
     dropout - tensorflow.python.ops.nn_ops:dropout
     relu - tensorflow.python.ops.gen_nn_ops:relu

A group is a line that begins with its key, and the rows after it. A row begins with a tab, and what belongs to it are
lines that begin with two. Fields stand between tabs. Nothing but the group that is asked for is read.
"""

import mmap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

TAB, NEWLINE = "\t", "\n"
_TAB, _ROW = ord(TAB), "\n\t"


class Table:
    """The rows of one file, or of its content."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content
        self._size = len(content)
        self._group = lru_cache(256)(self._read_group)

    @classmethod
    def open(cls, path: Path) -> "Table":
        with path.open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b"")

    def get(self, group: str, row: str) -> str | None:
        """What stands in a row, with the lines that belong to it."""
        text = self._group(group)
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

    def _read_group(self, group: str) -> str:
        """The lines of a group, each after a newline."""
        wanted = group.encode()
        low, high = 0, self._size
        while low < high:
            middle = self._start((low + high) // 2)
            if self._key(middle) < wanted:
                low = min(self._end(middle) + 1, self._size)
            else:
                high = middle
        if low == self._size or self._key(low) != wanted:
            return ""
        return self._content[low + len(wanted) : self._end(low)].decode()

    def _start(self, at: int) -> int:
        """Where the group begins that holds a byte."""
        while True:
            at = self._content.rfind(b"\n", 0, at) + 1
            if at == 0 or self._content[at] != _TAB:
                return at
            at -= 1

    def _key(self, at: int) -> bytes:
        return self._content[at : self._content.find(b"\n", at)]

    def _end(self, at: int) -> int:
        """Where the last newline of the group stands."""
        while True:
            at = self._content.find(b"\n", at)
            if at + 1 >= self._size or self._content[at + 1] != _TAB:
                return at
            at += 1


def write(groups: Mapping[str, Mapping[str, Sequence[str]]]) -> bytes:
    """The file of some groups: for every row what follows its key, and the lines that belong to it."""
    return "".join(_lines(groups)).encode()


def _lines(groups: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    for group in sorted(groups, key=str.encode):
        yield f"{group}{NEWLINE}"
        for row, (first, *rest) in sorted(groups[group].items()):
            yield f"{TAB}{row}{TAB}{first}{NEWLINE}"
            yield from (f"{TAB}{TAB}{line}{NEWLINE}" for line in rest)
