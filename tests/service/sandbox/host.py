"""What a trial could leave behind on the host, seen before and after it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from service.sandbox.recipe import STRANGERS

PATIENCE = 10
SHARED_MEMORY = 32 << 10
"""Kilobytes by which others on this machine may differ meanwhile."""


class Host(NamedTuple):
    """Everything is compared for being equal, but `shared`: kilobytes of memory that looks like a disk."""

    containers: frozenset[str]
    processes: frozenset[str]
    groups: frozenset[str]
    files: frozenset[tuple[str, int, int, int]]
    shared: int

    def is_as_before(self, before: "Host") -> bool:
        left = (self.containers - before.containers, self.processes - before.processes, self.groups - before.groups)
        return not any(left) and self.files == before.files and self.shared < before.shared + SHARED_MEMORY


def look(containers: Callable[[], set[str]], data: Path) -> Host:
    shared = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("Shmem:"))
    return Host(
        frozenset(containers()), frozenset(_processes()), _groups(), frozenset(_files(data)), int(shared.split()[1])
    )


def settled(containers: Callable[[], set[str]], data: Path, before: Host) -> Host:
    """As it is once the kernel has cleaned up, or after some patience."""
    deadline = time.monotonic() + PATIENCE
    while not (now := look(containers, data)).is_as_before(before) and time.monotonic() < deadline:
        time.sleep(0.1)
    return now


def _processes() -> list[str]:
    """Those of the users that projects run as."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid in STRANGERS:
                found.append(folder.name)
        except OSError:
            continue  # it ended meanwhile
    return found


def _groups() -> frozenset[str]:
    """Every container's account of memory, processors and processes has a folder named by the container."""
    return frozenset(path.name for path in Path("/sys/fs/cgroup").rglob("docker/*") if path.is_dir())


def _files(data: Path) -> list[tuple[str, int, int, int]]:
    found = []
    for path in data.rglob("*"):
        stat = path.lstat()
        # The time of an environment's own folder says when it was last wanted.
        is_environment = path.parent.name == "environments"
        found.append((str(path), stat.st_mode, stat.st_size, 0 if is_environment else stat.st_mtime_ns))
    return found
