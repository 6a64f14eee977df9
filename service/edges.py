"""What the story of a run needs of the world: sets of packages installed, and commands run beside them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from packaging.requirements import Requirement

from service.nouns import Environment, Outcome, Package, Say, Set


class Trials(Protocol):
    """The edges that the story needs: installing a set of packages, and running a command beside it."""

    def prepare(
        self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, say: Say
    ) -> Environment | Outcome: ...

    def run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome: ...

    def packages(self, environment: Environment) -> Mapping[str, Package]: ...


class Expected(NamedTuple):
    """A trial that will surely be asked for: its name for a reader, what is installed, and what is run."""

    label: str
    asked: Set
    files: Mapping[str, bytes]
    command: tuple[str, ...]


@runtime_checkable
class Foresight(Protocol):
    """Trials that can go on side by side when they are known before."""

    def expect(self, expected: tuple[Expected, ...]) -> None: ...


OpenTrials: TypeAlias = Callable[[Say], AbstractContextManager[Trials | None]]
"""Opens the edges of a run, and closes them when it is over; None where there are none to be had.

Raises NotReachable where no engine answers.
"""


NOTHING: Mapping[str, bytes] = MappingProxyType({})
