"""The members of an archive, one by one, in memory: what it says of itself is counted before it is believed.

A header may say that it is gigabytes long, in a few kilobytes of what is sent; there may be a million links without
a byte in them. All of that costs memory and time before the first file is there.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

HEADERS = 1 << 20
"""Bytes of headers that any archive may have, and for each member this many more: its own, and its long name."""
HEADER = 2048
DIRECTORY = 16 << 20
"""Bytes of the list at the end of a .zip, with sixty thousand members that have long names."""

_PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))


class TooMuch(Exception):
    """It unpacks to more than is taken."""


class Member(NamedTuple):
    """A name, and what is in it: None where it is a link or a device, and no file."""

    path: str
    content: bytes | None


def members(content: bytes, most_files: int, most_bytes: int, most_in_all: int) -> Iterator[Member]:
    """Without folders. Of a file, at most one byte more than may be is unpacked.

    Raises TooMuch, and what the readers of archives raise.
    """
    opened = _of_zip if zipfile.is_zipfile(io.BytesIO(content)) else _of_tar
    total = 0
    for member in opened(content, most_files, most_bytes):
        size = len(member.content or b"")
        total += size
        if size > most_bytes or total > most_in_all:
            raise TooMuch
        yield member


class _Directory(io.BytesIO):
    """A .zip whose list of members is read in one piece."""

    longest: int | None = DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        if self.longest is not None and size is not None and size > self.longest:
            raise TooMuch
        return super().read(size)


def _of_zip(content: bytes, most_files: int, most_bytes: int) -> Iterator[Member]:
    file = _Directory(content)
    with zipfile.ZipFile(file) as archive:
        file.longest = None
        entries = archive.infolist()
        if len(entries) > most_files:
            raise TooMuch
        for entry in entries:
            if not entry.is_dir():
                with archive.open(entry) as stream:
                    yield Member(entry.filename.replace("\\", "/"), stream.read(most_bytes + 1))


class _Metered:
    """What is unpacked, as long as there is some left to take."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left = HEADERS

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise TooMuch
        return data


def _of_tar(content: bytes, most_files: int, most_bytes: int) -> Iterator[Member]:
    file = _Metered(_unpacked(content))
    with tarfile.open(fileobj=cast("IO[bytes]", file), mode="r|") as tar:
        for number, member in enumerate(tar):
            if number >= most_files or member.size > most_bytes:
                raise TooMuch
            file.left += HEADER + member.size
            if member.isfile():
                stream = tar.extractfile(member)
                yield Member(member.name, stream.read(most_bytes + 1) if stream else b"")
            elif not member.isdir():
                yield Member(member.name, None)


def _unpacked(content: bytes) -> IO[bytes]:
    for begin, opened in _PACKED:
        if content.startswith(begin):
            return cast("IO[bytes]", opened(io.BytesIO(content)))
    return io.BytesIO(content)
