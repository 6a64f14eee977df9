"""How a fact is known, and what can be said of a set."""

from enum import StrEnum


class How(StrEnum):
    """How a fact is known. `measured` beats `stated`, and both beat `inferred`."""

    STATED = "stated"
    MEASURED = "measured"
    INFERRED = "inferred"


class Verdict(StrEnum):
    """Whether something works as it is. Unknown is an answer: nobody measured it, and nothing speaks against it."""

    WORKS = "works"
    BREAKS = "breaks"
    UNKNOWN = "unknown"
