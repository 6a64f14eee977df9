"""How often a worker does what."""

from typing import NamedTuple


class Rhythm(NamedTuple):
    """Seconds: how often a worker looks for work and shows that it lives, and after how much silence it is dead."""

    look: float = 0.25
    beat: float = 2.0
    silence: float = 15.0
