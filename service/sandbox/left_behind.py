"""What may lie in an environment once a stranger's build has ended: files, folders, and the links that a venv has.

The host reads, links and mounts what lies there, so that a link, a pipe or a depth would act on the host itself.
"""

import os
from collections.abc import Iterator
from pathlib import Path

DEEPEST = 64
"""Folders in one another. Real packages have some twenty."""

_LINKS = ("lib64", "bin")


def strange(environment: Path) -> str:
    """The first thing that is neither, in words; empty where all is as it should be."""
    if environment.is_symlink() or not environment.is_dir():
        return "no folder where the environment should be"
    try:
        return next(_strange(environment), "")
    except OSError as error:
        return f"a folder that cannot be read: {error.strerror}"


def _strange(environment: Path) -> Iterator[str]:
    left = [(str(environment), "", 0)]
    while left:
        folder, inside, depth = left.pop()
        if depth > DEEPEST:
            yield f"more than {DEEPEST} folders in one another"
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append((entry.path, f"{inside}{entry.name}/", depth + 1))
                elif entry.is_symlink() and (inside or entry.name).rstrip("/") not in _LINKS:
                    yield f"a link, {inside + entry.name!r}"
                elif not entry.is_symlink() and not entry.is_file(follow_symlinks=False):
                    yield f"what is no file, {inside + entry.name!r}"
