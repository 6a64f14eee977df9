"""How a fact is known."""

from enum import StrEnum


class How(StrEnum):
    """How a fact is known. `measured` beats `stated`, and both beat `inferred`."""

    STATED = "stated"
    MEASURED = "measured"
    INFERRED = "inferred"
