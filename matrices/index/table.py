"""A sorted text file as a table: a record is found by bisection in the mapped file, and nothing else of it is read.

A record is a line that begins with its key, and the lines after it that begin with a tab.
"""

import mmap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

TAB, NEWLINE = "\t", "\n"
_TAB = ord(TAB)


class Table:
    """The records of one file, or of its content."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content
        self._size = len(content)

    @classmethod
    def open(cls, path: Path) -> "Table":
        with path.open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b"")

    def get(self, key: str) -> str | None:
        """The record of a key, without the key itself."""
        wanted = key.encode()
        at = self._find(wanted)
        if at == self._size or self._key(at) != wanted:
            return None
        return self._content[at + len(wanted) : self._end(at)].decode()

    def under(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a prefix, in order."""
        wanted = prefix.encode()
        at = self._find(wanted)
        while at < self._size and (key := self._key(at)).startswith(wanted):
            yield key.decode()
            at = self._end(at) + 1

    def children(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a prefix and have no further dot; what stands below them is jumped over."""
        start = prefix.encode()
        at = self._find(start)
        while at < self._size and (key := self._key(at)).startswith(start):
            child, dot, _ = key[len(start) :].partition(b".")
            if not dot:
                yield key.decode()
            at = self._find(start + child + bytes([b"."[0] + 1])) if dot else self._end(at) + 1

    def _find(self, wanted: bytes) -> int:
        """Where the first record begins whose key is not before the wanted one."""
        low, high = 0, self._size
        while low < high:
            middle = self._start((low + high) // 2)
            if self._key(middle) < wanted:
                low = min(self._end(middle) + 1, self._size)
            else:
                high = middle
        return low

    def _start(self, at: int) -> int:
        """Where the record begins that holds a byte."""
        while True:
            at = self._content.rfind(b"\n", 0, at) + 1
            if at == 0 or self._content[at] != _TAB:
                return at
            at -= 1

    def _key(self, at: int) -> bytes:
        end = self._content.find(b"\n", at)
        return self._content[at:end].partition(b"\t")[0]

    def _end(self, at: int) -> int:
        """Where the last newline of the record stands."""
        while True:
            at = self._content.find(b"\n", at)
            if at + 1 >= self._size or self._content[at + 1] != _TAB:
                return at
            at += 1


def write(records: Mapping[str, Iterable[str]]) -> bytes:
    """The file of some records: what follows the key, line by line."""
    lines = (NEWLINE.join((f"{key}{first}", *rest)) + NEWLINE for key, first, rest in _ordered(records))
    return "".join(lines).encode()


def _ordered(records: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, list[str]]]:
    for key in sorted(records, key=str.encode):
        first, *rest = records[key]
        yield key, first, rest
