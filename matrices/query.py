"""The questions that anybody may ask the facts; pure, so every door gets the same answer."""

from collections.abc import Sequence
from difflib import get_close_matches

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from matrices.facts import At, Conflict, Matrix, Release
from matrices.requirements import interpreters

TENSORFLOW = "tensorflow"
NEWEST_WORDS = ("newest", "latest")


class UnknownVersion(ValueError):
    """Nobody released that version, or upflow does not know of it; `nearest` are the ones that come close."""

    def __init__(self, text: str, product: str, nearest: Sequence[str]) -> None:
        self.text, self.nearest = text, tuple(nearest)
        near = f"the nearest are {' and '.join(nearest)}" if nearest else "no release of it is known"
        super().__init__(f"{product} {text} is not a known release; {near}")


def releases(matrix: Matrix, product: str = TENSORFLOW) -> tuple[Release, ...]:
    """Every final release that was not withdrawn, newest first; none for a product that upflow has no facts about."""
    known = matrix.products.get(product)
    return known.offered if known else ()


def minor(version: Version) -> str:
    """The minor that a version belongs to: "2.16" of 2.16.1."""
    return f"{version.major}.{version.minor}"


def find(matrix: Matrix, text: str, product: str = TENSORFLOW) -> Release:
    """The release that a person means: "2.16.1" exactly, "2.16" its newest patch, "newest" the newest of all."""
    known = releases(matrix, product)
    asked = text.strip().lower()
    if asked in NEWEST_WORDS and known:
        return known[0]
    version = _version(asked)
    if version is not None:
        exact = (release for release in known if _means(version, release.version))
        if (found := next(exact, None)) is not None:
            return found
    raise UnknownVersion(text, product, _nearest(asked, version, known))


def newer_minors(matrix: Matrix, version: Version, product: str = TENSORFLOW) -> tuple[Release, ...]:
    """The newest patch of every minor after the one of this version, oldest first: the steps of an upgrade."""
    newest: dict[str, Release] = {}
    for release in releases(matrix, product):
        newest.setdefault(minor(release.version), release)
    after = (release for release in newest.values() if release.version.release[:2] > version.release[:2])
    return tuple(sorted(after, key=lambda release: release.version))


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


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _means(version: Version, known: Version) -> bool:
    """A minor, or a major, names all its releases; three numbers name one."""
    parts = len(version.release)
    whole = parts >= len(known.release) or version.is_prerelease or version.is_postrelease
    return known == version if whole else known.release[:parts] == version.release


def _nearest(asked: str, version: Version | None, known: Sequence[Release]) -> list[str]:
    if version is None:
        names = [*dict.fromkeys(minor(release.version) for release in known), *(str(r.version) for r in known)]
        return get_close_matches(asked, names, 2, cutoff=0.7) or names[:1]
    below = next((str(release.version) for release in known if release.version < version), None)
    above = next((str(release.version) for release in reversed(known) if release.version > version), None)
    return [name for name in (below, above) if name]
