"""What was measured: one installation, the stages that passed and failed, and the pins that cure it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from packaging.version import Version

IMPORT, CORE, FUNCTION, KERAS, H5, TENSORBOARD = "import", "core", "function", "keras", "h5", "tensorboard"
STAGES = (IMPORT, CORE, FUNCTION, KERAS, H5, TENSORBOARD)

SAME_FILES = frozenset({"tensorflow", "tensorflow-cpu"})
"""Packages that write the same files."""


def is_doubled(packages: Iterable[str]) -> bool:
    """Whether two TensorFlows lie over each other: whose file is there is then luck, and so is what was seen."""
    return len(SAME_FILES.intersection(packages)) > 1


class Outcome(StrEnum):
    """The first of these that holds, from the worst on."""

    INSTALL_FAILS = "install-fails"
    IMPORT_FAILS = "import-fails"
    USE_FAILS = "use-fails"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class Results:
    """Stages by name, in their order. One that is in neither was not reached, or has nothing to show: unknown."""

    passed: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        if IMPORT in self.failed:
            return Outcome.IMPORT_FAILS
        return Outcome.USE_FAILS if self.failed else Outcome.WORKS


@dataclass(frozen=True, slots=True)
class Cure:
    """The smallest set of pins that was found, what it changed (None: no longer there), and the stages with it."""

    pins: tuple[str, ...]
    changed: Mapping[str, str | None]
    results: Results


@dataclass(frozen=True, slots=True)
class Question:
    """What is measured: a release of a package on one interpreter, and what is asked for beside it."""

    package: str
    version: Version
    python: str
    beside: tuple[str, ...] = ()

    @property
    def requirements(self) -> tuple[str, ...]:
        return (f"{self.package}=={self.version}", *self.beside)

    @property
    def order(self) -> tuple[str, Version, Version, tuple[str, ...]]:
        return self.package, self.version, Version(self.python), self.beside

    def __str__(self) -> str:
        beside = "".join(f"+{requirement}" for requirement in self.beside)
        return f"{self.package}-{self.version}-python-{self.python}{beside}"


def listing(packages: Mapping[str, str]) -> str:
    return " ".join(f"{name}=={version}" for name, version in sorted(packages.items()))


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer. `refused`: nothing was installed, and why. `built`: what has no wheel for this interpreter.

    `listing` is all that was installed, `name==version` between blanks: a text, as few want more of it than its words.
    """

    question: Question
    day: date
    interpreter: str
    listing: str = ""
    built: tuple[str, ...] = ()
    refused: str = ""
    results: Results = field(default_factory=Results)
    cure: Cure | None = None

    @property
    def installed(self) -> Mapping[str, str]:
        """Every package that was there, with its version."""
        return dict([pin.split("==", 1) for pin in self.listing.split()])

    @property
    def is_doubled(self) -> bool:
        """What was seen once need not be seen again: no fact can rest on it."""
        return is_doubled(self.installed)

    @property
    def outcome(self) -> Outcome:
        return Outcome.INSTALL_FAILS if self.refused else self.results.outcome

    @property
    def source(self) -> str:
        """Where a fact that rests on it was read, as the URL of a source."""
        return f"trial:{self.day.isoformat()}/{self.question}"
