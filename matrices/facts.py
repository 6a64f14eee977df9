"""The vocabulary of the matrix: every statement is frozen, and carries where it comes from and how it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version


class How(StrEnum):
    """How a fact is known. `measured` beats `stated`, and both beat `inferred`."""

    STATED = "stated"
    MEASURED = "measured"
    INFERRED = "inferred"


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


@dataclass(frozen=True, slots=True)
class Release:
    """One release of one product, the interpreters it has wheels for, and what it needs beside it."""

    version: Version
    date: date
    python: Need
    needs: Mapping[str, Need]


@dataclass(frozen=True, slots=True)
class Product:
    """One package of the index with its releases, newest first; of those before `since` nothing is known."""

    name: str
    source: str
    releases: tuple[Release, ...]
    since: Version


@dataclass(frozen=True, slots=True)
class Conflict:
    """What breaks at run time although the metadata allows it, and the smallest pin that cures it."""

    id: str
    product: str
    range: SpecifierSet
    other: str
    other_range: SpecifierSet
    error: str
    reason: str
    cure: Requirement
    source: str
    how: How


@dataclass(frozen=True, slots=True)
class Matrix:
    """All facts, loaded and checked."""

    sources: Mapping[str, Source]
    products: Mapping[str, Product]
    conflicts: tuple[Conflict, ...]
