"""Who is taken next: by priority, then in turns between projects, so that a hundred runs of one hold up nobody else.

Each run gets a number when it is asked for: one more than the last of its project, and no less than what is being taken
now. Runs are taken by that number; `add_run` of queries_runs.sql counts it.
"""

from enum import IntEnum

CLASS = 700_000_000
"""Numbers of one priority; three of them are as many as the engine can tell apart."""


class Priority(IntEnum):
    """What goes before what."""

    HIGH = 0
    NORMAL = 1
    LOW = 2

    @property
    def base(self) -> int:
        return self * CLASS
