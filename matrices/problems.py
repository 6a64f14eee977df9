"""What is wrong with a file of facts: where exactly, what was found, what was expected, and how to get there."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to repair. `key` is the path inside the file, empty when the file as a whole is meant."""

    file: str
    key: str
    found: str
    expected: str
    tip: str = ""

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        tip = f" ({self.tip})" if self.tip else ""
        return f"{place}: found {self.found}, expected {self.expected}{tip}"


class BadFacts(ValueError):
    """The files of facts cannot be trusted; every problem is listed, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
