"""What a machine may lack, and the words by which a line says so."""

import re

from service.nouns import Reason

# What the machine, and not the project, was missing. Matched against the decisive line only: TensorFlow mentions
# missing libraries at every start, and a project may print anything.
CAUSES: tuple[tuple[re.Pattern[str], Reason], ...] = (
    (re.compile(r"No space left on device"), Reason.DISK_FULL),
    (re.compile(r"Disk quota exceeded"), Reason.DISK_FULL),
    (re.compile(r"^tar: .*: Wrote only \d+ of \d+ bytes"), Reason.DISK_FULL),
    (re.compile(r"cannot open shared object file"), Reason.MISSING_LIBRARY),
    (re.compile(r"Temporary failure in name resolution"), Reason.NETWORK_WANTED),
    (re.compile(r"Name or service not known"), Reason.NETWORK_WANTED),
    (re.compile(r"Failed to resolve '"), Reason.NETWORK_WANTED),
    (re.compile(r"Could not resolve host"), Reason.NETWORK_WANTED),
    (re.compile(r"Network is unreachable"), Reason.NETWORK_WANTED),
    (re.compile(r"URL fetch failure on"), Reason.NETWORK_WANTED),
    (re.compile(r"Max retries exceeded with url"), Reason.NETWORK_WANTED),
    (re.compile(r"^(?:[\w.]+\._Array)?MemoryError\b"), Reason.OUT_OF_MEMORY),
    (re.compile(r"Cannot allocate memory"), Reason.OUT_OF_MEMORY),
    (re.compile(r"\bOOM when allocating tensor"), Reason.OUT_OF_MEMORY),
    (re.compile(r"can't start new thread"), Reason.OUT_OF_MEMORY),
)


def cause(line: str) -> Reason | None:
    """What the machine was missing according to this line."""
    return next((reason for pattern, reason in CAUSES if pattern.search(line)), None)
