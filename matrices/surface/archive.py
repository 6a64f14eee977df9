"""The Python text of a wheel that is far away: its texts lie close together, so a few requests fetch them all."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO

import requests

from matrices.upstream import UpstreamChanged
from matrices.wheel import PIECE, RangeFile

TEXTS = (".py", ".pyi")
GAP = 1 << 19  # a request costs as much as reading this much that nobody needs
MOST = 1 << 25  # no piece is larger than that
LARGEST = 1 << 26  # no text of a real wheel comes near that
HEADER = struct.Struct("<26xHH")


@dataclass(slots=True)
class Piece:
    """Neighbours that are read at once, from the first byte to the last."""

    start: int
    end: int
    members: list[zipfile.ZipInfo]


def fetch(session: requests.Session, url: str) -> zipfile.ZipFile:
    """A wheel with its Python text only, in memory."""
    far = RangeFile(session, url)
    with zipfile.ZipFile(BufferedReader(far, PIECE)) as archive:
        every = sorted(archive.infolist(), key=lambda info: info.header_offset)
        end = archive.start_dir
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as near:
        for piece in pieces(every, end):
            far.seek(piece.start)
            data = bytearray(piece.end - piece.start)
            if far.readinto(data) != len(data):
                raise UpstreamChanged(f"{url.rpartition('/')[2]} ended before its end")
            for info in piece.members:
                near.writestr(info.filename, text(data, piece.start, info))
    return zipfile.ZipFile(held)


def pieces(every: list[zipfile.ZipInfo], end: int) -> Iterator[Piece]:
    """The members that hold text, joined where little else lies between them."""
    ends = [info.header_offset for info in every[1:]] + [end]
    at: Piece | None = None
    for info, after in zip(every, ends, strict=True):
        if not info.filename.endswith(TEXTS):
            continue
        if at is not None and info.header_offset - at.end < GAP and after - at.start < MOST:
            at.end = after
            at.members.append(info)
            continue
        if at is not None:
            yield at
        at = Piece(info.header_offset, after, [info])
    if at is not None:
        yield at


def text(data: bytearray, start: int, info: zipfile.ZipInfo) -> bytes:
    """One member out of the bytes that begin at a place of the archive."""
    header = info.header_offset - start
    name, extra = HEADER.unpack_from(data, header)
    first = header + 30 + name + extra
    packed = bytes(data[first : first + info.compress_size])
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    if info.compress_type != zipfile.ZIP_DEFLATED or info.file_size > LARGEST:
        raise UpstreamChanged(f"{info.filename} is packed in a way that wheels are not")
    plain = zlib.decompressobj(-15).decompress(packed, LARGEST)
    if zlib.crc32(plain) != info.CRC:
        raise UpstreamChanged(f"{info.filename} is damaged")
    return plain
