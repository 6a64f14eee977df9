"""The vocabulary of the matrix: every statement is frozen, and carries where it comes from and how it is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import requirements
from matrices.grades import How
from matrices.wheels import LINUX, PLATFORMS, installing, python_range

if TYPE_CHECKING:  # what few questions need is imported when it is asked for
    from matrices.gpu.facts import Gpu
    from matrices.measuring.trial import Trial

__all__ = ["Allowance", "At", "Conflict", "How", "Matrix", "Need", "Product", "Release", "Retired", "Source"]


class At(StrEnum):
    """When trouble shows: no later stage is reached. Of a `part` only programs notice that use it."""

    INSTALL = "install"
    IMPORT = "import"
    USE = "use"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts were read: a page, a package's metadata (as a package URL, `pkg:pypi/...`), or a trial."""

    id: str
    title: str
    url: str
    read: date


@dataclass(frozen=True, slots=True)
class Need:
    """A range of versions with its evidence. A need that is absent is unknown, never "anything goes"."""

    range: SpecifierSet
    source: str
    how: How


@dataclass(frozen=True)
class Release:
    """One release as the index and its wheels state it; `source` is the document of this one release.

    `wheels` maps a platform tag to the interpreter and ABI tags of the wheels for it, verbatim. `requires` are the
    Requires-Dist lines of the Linux x86-64 wheel (or of whichever there is), None where no wheel tells them;
    `differs` has those of platforms whose wheels say otherwise. `yanked` is the reason given, "" when none was.
    """

    version: Version
    date: date
    source: str
    requires_python: str
    wheels: Mapping[str, str]
    sdist: bool
    yanked: str | None
    requires: tuple[str, ...] | None
    differs: Mapping[str, tuple[str, ...]]

    @cached_property
    def platform(self) -> str:
        """The platform that speaks for it: Linux x86-64 where it has wheels for it, else the first that it has."""
        return next((name for name in PLATFORMS if self.python_on(name) is not None), LINUX)

    @cached_property
    def python(self) -> Need:
        """The interpreters that it has wheels for; of a source distribution what it states, which is an inference."""
        return self.python_on(self.platform) or Need(SpecifierSet(self.requires_python), self.source, How.INFERRED)

    def python_on(self, platform: str) -> Need | None:
        """The interpreters that it has wheels for on one of `PLATFORMS`; None where it has none there."""
        if platform not in self._pythons:
            held = python_range(installing(self.wheels, platform), requirements.parsed_range(self.requires_python))
            self._pythons[platform] = None if held is None else Need(held, self.source, How.STATED)
        return self._pythons[platform]

    @cached_property
    def _pythons(self) -> dict[str, Need | None]:
        return {}

    def has_wheel(self, python: str, platform: str) -> bool:
        """Whether one of its wheels installs on an interpreter of a platform."""
        return python in requirements.minors(self.wheels, platform, self.requires_python)

    @cached_property
    def needs(self) -> Mapping[str, Need]:
        """What its metadata asks for on each of its interpreters, on the platform that speaks for it."""
        pythons = requirements.interpreters(self.python.range)
        asked = requirements.needs(self.requires or (), pythons, self.platform)
        return {name: Need(held, self.source, How.STATED) for name, held in asked.items()}

    def needs_on(self, python: str, platform: str = LINUX, extras: tuple[str, ...] = ()) -> Mapping[str, Need]:
        """What its metadata asks for on one interpreter and one platform, with some of its extras."""
        lines = self.differs.get(platform, self.requires or ())
        asked = requirements.needs(lines, [python], platform, extras)
        return {name: Need(held, self.source, How.STATED) for name, held in asked.items()}


@dataclass(frozen=True, slots=True)
class Retired:
    """A package that nobody should install any more: after which release, why, and what to install instead."""

    after: Version | None
    reason: str
    replaced_by: tuple[str, ...]
    source: str
    how: How


@dataclass(frozen=True)
class Product:
    """One package of the index with its releases, newest first; of those before `since` nothing is known.

    A variant is the same code under another name: what breaks `tensorflow` breaks `tensorflow-cpu`. `imports` is the
    name that programs import. Of what its extras ask for, that of `extras` is known; None: of all of them.
    """

    name: str
    source: str
    releases: tuple[Release, ...]
    since: Version
    imports: str = ""
    variant_of: str | None = None
    retired: Retired | None = None
    extras: tuple[str, ...] | None = None

    @cached_property
    def offered(self) -> tuple[Release, ...]:
        """The final releases that were not withdrawn: those that somebody may move to."""
        return tuple(one for one in self.releases if one.yanked is None and not one.version.is_prerelease)

    @cached_property
    def by_version(self) -> Mapping[Version, Release]:
        return {release.version: release for release in self.releases}


@dataclass(frozen=True, slots=True)
class Conflict:
    """What breaks although the metadata allows it, and the smallest pin that cures it, where there is one.

    `other_range` None means that the other package is not there at all. `python` narrows it to some interpreters;
    `unless` is a package beside which it does not show.
    """

    id: str
    product: str
    range: SpecifierSet
    other: str
    other_range: SpecifierSet | None
    python: SpecifierSet | None
    at: At
    error: str
    reason: str
    cure: Requirement | None
    source: str
    how: How
    unless: str | None = None

    @property
    def brings(self) -> bool:
        """Whether its cure is a package that has to be there, and not a version of one that is."""
        return self.other_range is None or self.unless is not None

    @property
    def beside(self) -> str:
        """What it breaks with, in words: "numpy>=2", or "no tf-keras"."""
        if self.other_range is None:
            return f"no {self.other}"
        without = f" without {self.unless}" if self.unless else ""
        return f"{self.other}{requirements.range_text(self.other_range)}{without}"

    @property
    def said(self) -> str:
        """The reason where nothing around it names the product: "It" and "Its" are the product then."""
        first, space, rest = self.reason.partition(" ")
        subject = {"It": self.product, "Its": f"{self.product}'s"}.get(first, first)
        return f"{subject}{space}{rest}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What was seen to work although the metadata forbids it: a bound that is too strict."""

    id: str
    product: str
    range: SpecifierSet
    other: str
    other_range: SpecifierSet
    python: SpecifierSet | None
    reason: str
    source: str
    how: How


def _no_gpu() -> "Gpu":
    from matrices.gpu.facts import Gpu  # noqa: PLC0415 - as for the types above: most questions are not about GPUs

    return Gpu()


@dataclass(frozen=True)
class Matrix:
    """All facts, loaded and checked."""

    sources: Mapping[str, Source]
    products: Mapping[str, Product]
    conflicts: tuple[Conflict, ...]
    allowances: tuple[Allowance, ...] = ()
    trials: tuple["Trial", ...] = field(default_factory=tuple)
    gpu: "Gpu" = field(default_factory=_no_gpu)
