"""What an explanation is: the line that it is about, its cause, what mends it, and where that is known from."""

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What has to be changed: a version, code by a rule, a variable, an image, code by hand, or the machine."""

    PIN = "pin"
    RULE = "rule"
    VARIABLE = "variable"
    IMAGE = "image"
    CODE = "code"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that mends it."""

    by: By
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a log, explained. `harmless`: it is often taken for the error, and is none."""

    id: str
    line: str
    cause: str
    mends: tuple[Mend, ...]
    source: str
    how: str = "stated"
    harmless: bool = False
