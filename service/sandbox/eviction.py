"""Environments that nobody wanted for long are removed, the oldest first, and all of them may only take so much."""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

DAY = 86400.0
IN_USE = DAY
"""Seconds after it was last wanted in which an environment may be in a trial: no trial takes that long."""


class Kept(NamedTuple):
    """An environment on disk: what it takes, and when it was last wanted."""

    path: Path
    size: int
    wanted: float


def surplus(kept: Iterable[Kept], now: float, days: float, most: int) -> list[Kept]:
    """What goes: all that is too old, and then the longest unwanted until the rest fits. What may be in use stays."""
    gone: list[Kept] = []
    left = sorted(kept, key=lambda each: each.wanted)
    total = sum(each.size for each in left)
    for each in left:
        if now - each.wanted < IN_USE:
            break
        if now - each.wanted > days * DAY or total > most:
            gone.append(each)
            total -= each.size
    return gone


def kept(folder: Path) -> list[Kept]:
    """Every environment below a folder. A file that several share counts in each of them."""
    found = []
    for path in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another upflow evicts, too
            found.append(Kept(path, _size(path), path.stat().st_mtime))
    return found


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512  # noqa: PTH118 - twenty thousand of them
    return total


def take_away(each: Kept, trash: Path) -> Path | None:
    """Moves it at once to where nobody looks for one, to be removed; None where it is gone, or wanted again."""
    trash.mkdir(parents=True, exist_ok=True)
    target = trash / f"{each.path.name}.{time.time_ns()}"
    try:
        each.path.chmod(0o755)  # a folder that is read-only cannot be moved by whoever is not root
        each.path.rename(target)
    except FileNotFoundError:
        return None
    if target.stat().st_mtime > each.wanted:
        target.rename(each.path)
        each.path.chmod(0o555)
        return None
    return target
