"""Files that a command writes: whole or not at all."""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from service.errors import NoRoom, WrongUse

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def output(text: str, path: Path | None) -> None:
    """The result, to stdout or to a file."""
    if path is None:
        sys.stdout.write(text)
    else:
        write_whole({path: text.encode()})


def put(content: bytes, path: Path | None) -> None:
    """The same of bytes that need not be text."""
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_whole({path: content})


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Every file is written beside its place first, then all are moved there, with the modes that they had.

    A device or a pipe, such as /dev/null, is written to as it is: nothing may take its place. A link stays one.
    """
    beside = {path: _beside(path.resolve()) for path in contents if path.is_file() or not path.exists()}
    try:
        for path, new in beside.items():
            _prepare(path, new, contents[path])
        for path, new in beside.items():
            new.replace(path.resolve())
        for path in contents.keys() - beside.keys():
            path.write_bytes(contents[path])
    except OSError as error:
        if error.errno in FULL:
            raise _no_room(error) from None
        raise WrongUse(f"{error.filename}: {error.strerror}", "nothing was changed") from None
    finally:
        _clear(beside.values())


def rewrite(contents: Mapping[Path, tuple[bytes, bytes]]) -> dict[Path, str]:
    """Every file becomes the second of its two contents where it still is the first; else why it was left, by path.

    A disk that is full leaves all of them as they were.
    """
    left: dict[Path, str] = {}
    beside: dict[Path, Path] = {}
    try:
        for path, (old, new) in contents.items():
            try:
                why = _obstacle(path, old)
                if why:
                    left[path] = why
                else:
                    beside[path] = _beside(path)
                    _prepare(path, beside[path], new)
            except OSError as error:
                if error.errno in FULL:
                    raise _no_room(error) from None
                left[path] = error.strerror or "it cannot be written"
                beside.pop(path, None)
        for path, new_file in beside.items():
            try:
                new_file.replace(path)
            except OSError as error:
                left[path] = error.strerror or "it cannot be written"
    finally:
        _clear(map(_beside, contents))
    return left


def _obstacle(path: Path, old: bytes) -> str:
    if path.read_bytes() != old:
        return "it was changed by somebody else meanwhile"
    return "" if path.stat().st_mode & WRITABLE and os.access(path, os.W_OK) else "it is read-only"


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.upflow-{os.getpid()}")


def _prepare(path: Path, new: Path, content: bytes) -> None:
    """The new file, with the mode and, as far as we may, the owner of the old one."""
    new.write_bytes(content)
    if path.exists():
        there = path.stat()
        if (there.st_uid, there.st_gid) != (new.stat().st_uid, new.stat().st_gid):
            with suppress(OSError):
                os.chown(new, there.st_uid, there.st_gid)
        new.chmod(stat.S_IMODE(there.st_mode))


def _clear(files: Iterable[Path]) -> None:
    for new in files:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _no_room(error: OSError) -> NoRoom:
    return NoRoom(f"{error.filename}: no room on the disk", "free some space; nothing was changed")
