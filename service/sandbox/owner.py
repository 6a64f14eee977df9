"""Who a container belongs to: a process of this host, told apart from a later one with the same number.

Numbers of processes mean something among those that see each other alone: two containers may have the name of one
host, and neither may take what belongs to the other for left behind.
"""

import os
import socket
from pathlib import Path


def myself() -> str:
    pid = os.getpid()
    return f"{_here()}:{pid}:{_started(pid)}"


def is_gone(owner: str) -> bool:
    """True only when it is certain: an owner of another host, or out of our sight, is never said to be gone."""
    host, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    if host != _here() or not pid.isdigit():
        return False
    return not _lives(int(pid)) or _started(int(pid)) != started


def _here() -> str:
    """The host, and the numbering of processes on it, where the system tells which."""
    try:
        numbering = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}.{numbering}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """Clock ticks since the start of the host, or "0" where there is no /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except OSError:
        return "0"
