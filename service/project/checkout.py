"""A project's files from a folder, one file, a Git URL or an archive. Everything that comes from there is hostile."""

import os
import re
import stat
from pathlib import Path

from service.errors import WrongUse
from service.nouns import Checkout, Note, Say

MAX_FILE = 20 * 2**20
MAX_TOTAL = 200 * 2**20
MAX_FILES = 50_000
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
    for path in _walk(root, notes):
        relative = path.relative_to(root).as_posix()
        size = path.stat().st_size
        if size > MAX_FILE:
            notes.append(
                Note(relative, None, f"left out: {size >> 20} MiB, more than the {MAX_FILE >> 20} MiB of one file")
            )
            continue
        total += size
        if total > MAX_TOTAL or len(files) >= MAX_FILES:
            raise WrongUse(
                f"{root}: more than {MAX_TOTAL >> 20} MiB or {MAX_FILES} files",
                "name the folder of the project itself, without data and environments",
            )
        try:
            files[relative] = path.read_bytes()
        except OSError as error:
            notes.append(Note(relative, None, f"left out: {error.strerror}"))
    return Checkout(root.resolve().name, files, tuple(notes))


def _walk(root: Path, notes: list[Note]) -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(root, followlinks=False, onerror=None):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED and not (here / name / "pyvenv.cfg").exists() and not (here / name).is_symlink()
        )
        for name in sorted(names):
            mode = (here / name).lstat().st_mode
            if stat.S_ISREG(mode):
                found.append(here / name)
            elif stat.S_ISLNK(mode):
                notes.append(Note((here / name).relative_to(root).as_posix(), None, "left out: a link"))
    return found
