"""How a container ended, as it was seen from outside: what `classify` turns into an outcome."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """`exit_code` alone lies: a process that was killed for memory may leave 0, so the flags come first.

    `told` is what a test runner told of its tests, apart from the output; `told_cut`: it is not all of it.
    """

    exit_code: int
    log: str = ""
    out_of_memory: bool = False
    timed_out: bool = False
    silent: bool = False
    seconds: float = 0.0
    told: bytes = b""
    told_cut: bool = False
