"""What measuring needs of whoever can install and run: the contract, and how an implementation is found."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

GROUP = "upflow.laboratory"


class NoLaboratory(Exception):
    """No implementation is installed."""


class Unsettled(Exception):
    """The machine, the engine or the index failed: that says nothing about what was to be measured."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What is there now: the interpreter's full version, every package with its version, and what had to be built."""

    interpreter: str
    packages: Mapping[str, str]
    built: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing can be installed; `why` is the resolver's or the build's own line."""

    why: str


@dataclass(frozen=True, slots=True)
class Ran:
    """The output of a program, and how it ended where that was not of its own will (`died`)."""

    output: str
    died: str = ""


class Laboratory(Protocol):
    """One environment at a time: installing again changes it into what is asked for. All may raise Unsettled."""

    def install(self, requirements: Sequence[str], python: str) -> Installed | Refused:
        """Exactly what these requirements bring today, from wheels where that is possible."""

    def run(self, program: str, arguments: Sequence[str]) -> Ran:
        """A Python program in what was installed last, apart from the world."""

    def discard(self) -> None:
        """Removes what was installed last, when something else comes."""


Say = Callable[[str], None]
Opening = Callable[[Say], AbstractContextManager[Laboratory]]


def find(group: str = GROUP) -> Opening:
    """The laboratory that is installed beside us. Raises NoLaboratory."""
    for point in entry_points(group=group):
        opening: Opening = point.load()
        return opening
    raise NoLaboratory(
        f"No laboratory is installed: measuring needs a package with an entry point of the group {group!r}. "
        "Upflow's service is one: run `make setup`."
    )
