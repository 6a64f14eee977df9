"""The questions that anybody may ask the facts; pure, so every door gets the same answer."""

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import published
from matrices.facts import At, Conflict, Matrix, Release
from matrices.published import NEWEST_WORDS, TENSORFLOW, UnknownVersion, minor
from matrices.requirements import interpreters

__all__ = [
    "NEWEST_WORDS",
    "TENSORFLOW",
    "UnknownVersion",
    "code_of",
    "concerns",
    "conflicts",
    "find",
    "is_serious",
    "keras_of",
    "minor",
    "newer_minors",
    "newest_in",
    "pythons",
    "releases",
]


def releases(matrix: Matrix, product: str = TENSORFLOW) -> tuple[Release, ...]:
    """Every final release that was not withdrawn, newest first; none for a product that upflow has no facts about."""
    known = matrix.products.get(product)
    return known.offered if known else ()


def find(matrix: Matrix, text: str, product: str = TENSORFLOW) -> Release:
    """The release that a person means: "2.16.1" exactly, "2.16" its newest patch, "newest" the newest of all."""
    known = {release.version: release for release in releases(matrix, product)}
    return known[published.find(tuple(known), text, product)]


def newer_minors(matrix: Matrix, version: Version, product: str = TENSORFLOW) -> tuple[Release, ...]:
    """The newest patch of every minor after the one of this version, oldest first: the steps of an upgrade."""
    known = {release.version: release for release in releases(matrix, product)}
    return tuple(known[each] for each in published.newer_minors(tuple(known), version))


def pythons(release: Release) -> tuple[str, ...]:
    """The interpreters that it has wheels for, oldest first."""
    return interpreters(release.python.range)


def keras_of(matrix: Matrix, release: Release, python: str | None = None) -> Version | None:
    """The newest Keras that works with this TensorFlow (on one interpreter); None: none is needed, or unknown."""
    if (need := release.needs.get("keras")) is None:
        return None
    found = [conflict.other_range for conflict in conflicts(matrix, release) if conflict.other == "keras"]
    broken = [held for held in found if held is not None]
    fitting = (
        keras.version
        for keras in releases(matrix, "keras")
        if keras.version in need.range
        and not any(keras.version in held for held in broken)
        and (python is None or python in pythons(keras))
    )
    return next(fitting, None)


def conflicts(matrix: Matrix, release: Release, product: str = TENSORFLOW) -> tuple[Conflict, ...]:
    """What breaks this release although its metadata allows it; a variant has what its product has."""
    names = (product, code_of(matrix, product))
    return tuple(
        conflict for conflict in matrix.conflicts if conflict.product in names and release.version in conflict.range
    )


def concerns(conflict: Conflict, python: str) -> bool:
    """Whether a conflict shows on this interpreter."""
    return conflict.python is None or python in interpreters(conflict.python)


def is_serious(conflict: Conflict) -> bool:
    """Whether every program meets it; a part of a package is met by those that use it."""
    return conflict.at is not At.PART


def code_of(matrix: Matrix, product: str) -> str:
    """The product whose code this is: `tensorflow` of `tensorflow-cpu`, and of itself."""
    known = matrix.products.get(product)
    return (known and known.variant_of) or product


def newest_in(matrix: Matrix, specifier: SpecifierSet, product: str = TENSORFLOW) -> Release | None:
    """The newest release that a declared range admits."""
    return next((release for release in releases(matrix, product) if release.version in specifier), None)
