"""What a check is: a name, what it looks for, how much it has to see, and the function that looks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from matrices.load import Reading
from matrices.problems import Problem


class Scope(IntEnum):
    """How much a check has to see to judge; narrow ones report first, because they explain the wide ones."""

    FILE = 1
    PRODUCT = 2
    MATRIX = 3


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    description: str
    scope: Scope
    check: Callable[[Reading], Iterable[Problem]]
    network: bool = False  # asks the outside: run when somebody asks for it
