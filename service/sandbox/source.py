"""A project's files as one stream, the way `tar` reads them: no copy of it ever lies on the host."""

import tarfile
from collections.abc import Iterator, Mapping


def packed(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Piece by piece, so that a large project is not held twice."""
    for path, content in sorted(files.items()):
        yield _header(path, content).tobuf(tarfile.PAX_FORMAT, errors="surrogateescape")
        yield content
        yield bytes(-len(content) % tarfile.BLOCKSIZE)
    yield bytes(tarfile.RECORDSIZE)


def _header(path: str, content: bytes) -> tarfile.TarInfo:
    header = tarfile.TarInfo(path)
    header.size = len(content)
    header.mode = 0o755 if content.startswith(b"#!") else 0o644
    return header
