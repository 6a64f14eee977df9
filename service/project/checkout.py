"""A project's files from a folder, one file, a Git URL or an archive. Everything that comes from there is hostile."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from service.errors import WrongUse
from service.nouns import Checkout, Note, Say

MAX_FILE = 20 * 2**20
MAX_TOTAL = 200 * 2**20
MAX_FILES = 50_000
DEEPEST = 200
"""Folders in one another: whoever walks through them keeps all of them open."""
GIT_URL = re.compile(r"^(https?://|ssh://|git://|git@[\w.-]+:)")
SKIPPED = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".mypy_cache", ".pytest_cache", ".tox", ".nox"}
)


def open_project(source: str, say: Say) -> Checkout:
    """Files of `source`: a folder, one Python file, or a Git URL. Raises WrongUse or NotReachable."""
    if GIT_URL.match(source):
        return clone(source, say)
    path = Path(source)
    if path.is_dir():
        return read_folder(path)
    if path.is_file():
        return Checkout(path.name, {path.name: path.read_bytes()})
    raise WrongUse(
        f"{source}: no such file or folder",
        "name a project's folder, one Python file, or a Git URL that starts with https:// or ssh://",
    )


def clone(url: str, say: Say, *, ref: str | None = None, pin: str | None = None) -> Checkout:
    """One commit of a repository, read and thrown away; `pin` is the address of a host that was checked before."""
    from service.project import cloning  # noqa: PLC0415 - only a clone needs git, and every start would pay for it

    say(f"clone {cloning.named(url)}")
    return cloning.clone(url, ref, pin)


def read_folder(root: Path) -> Checkout:
    """Every regular file below `root`, links not followed, virtual environments and caches passed over."""
    files: dict[str, bytes] = {}
    notes: list[Note] = []
    total = 0
    for relative, data in _read(root, notes):
        total += len(data)
        if total > MAX_TOTAL or len(files) >= MAX_FILES:
            raise WrongUse(
                f"{root}: more than {MAX_TOTAL >> 20} MiB or {MAX_FILES} files",
                "name the folder of the project itself, without data and environments",
            )
        files[relative] = data
    return Checkout(root.resolve().name, files, tuple(notes))


def _read(root: Path, notes: list[Note]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file. What is not read is noted; what is no file at all, such as a pipe, is passed over.

    Each is opened from the folder that was listed, and looked at once it is open: where another process puts a link or
    a pipe in its place meanwhile, that is not followed and not waited for.
    """
    for folder, folders, names, place in os.fwalk(root, follow_symlinks=False):
        here = Path(folder).relative_to(root)
        if len(here.parts) > DEEPEST:
            folders.clear()
            notes.append(Note(here.parts[0], None, f"left out: what is more than {DEEPEST} folders deep"))
            continue
        folders[:] = sorted(name for name in folders if _is_entered(name, place))
        for name in sorted(names):
            path = (here / name).as_posix()
            try:
                data = _content(name, place)
            except OSError as error:
                why = "a link" if error.errno == errno.ELOOP else error.strerror
                notes.append(Note(path, None, f"left out: {why}"))
                continue
            if isinstance(data, int):
                size, most = data >> 20, MAX_FILE >> 20
                notes.append(Note(path, None, f"left out: {size} MiB, more than the {most} MiB of one file"))
            elif data is not None:
                yield path, data


def _is_entered(name: str, place: int) -> bool:
    """No cache, no environment, no link, and nothing that is gone again."""
    try:
        mode = os.stat(name, dir_fd=place, follow_symlinks=False).st_mode
        return name not in SKIPPED and stat.S_ISDIR(mode) and not _is_there(f"{name}/pyvenv.cfg", place)
    except OSError:
        return False


def _is_there(name: str, place: int) -> bool:
    try:
        os.stat(name, dir_fd=place)
    except OSError:
        return False
    return True


def _content(name: str, place: int) -> bytes | int | None:
    """What a file holds, or its size where that is too much; None where it is no file. A link raises ELOOP."""
    mode = os.stat(name, dir_fd=place, follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, "a link")
    if not stat.S_ISREG(mode):
        return None
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            return None
        return found.st_size if found.st_size > MAX_FILE else file.read(MAX_FILE)
