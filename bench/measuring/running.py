"""One program, run to its end: CPU, wall time and memory of it and of all its children."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05
ENDED_WELL = (0, 1)
"""1 is upflow's word for "something is left to you"."""


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds, and MB: of the largest process, and of all at once, where what they share counts once."""

    cpu: float
    wall: float
    largest: float
    together: float
    aborted: bool


def run(words: Sequence[str | Path]) -> Used:
    """Runs it with its output thrown away. Aborted: it ended by a signal, or with a traceback."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    start = time.monotonic()
    with subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, errors="replace"
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        assert process.stderr
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        watch.ended.set()
        watch.join()
    aborted = process.returncode not in ENDED_WELL or "Traceback (most recent call last)" in said
    cpu = round(used.ru_utime + used.ru_stime, 3)
    return Used(cpu, round(wall, 3), watch.largest / 1024, watch.most / 1024, aborted)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children again and again.

    What the kernel tells of a child's largest size at its end counts the time before it became another program, too.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.largest, self.ended = pid, 0, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(EVERY):
            family = _family(self.pid)
            self.most = max(self.most, sum(_said(pid, "smaps_rollup", "Pss:") for pid in family))
            self.largest = max([self.largest, *(_said(pid, "status", "VmHWM:") for pid in family)])


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _said(pid: int, file: str, word: str) -> int:
    """A number of kB that the kernel says of a process."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(word)), 0)
