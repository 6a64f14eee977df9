"""The versions of a product, and which of them somebody means: all that a question about code alone has to know."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from packaging.version import InvalidVersion, Version

TENSORFLOW = "tensorflow"
NEWEST_WORDS = ("newest", "latest")
RELEASES = Path(__file__).parent / "data/releases"


class UnknownVersion(ValueError):
    """Nobody released that version, or upflow does not know of it; `nearest` are the ones that come close."""

    def __init__(self, text: str, product: str, nearest: Sequence[str]) -> None:
        self.text, self.nearest = text, tuple(nearest)
        near = f"the nearest are {' and '.join(nearest)}" if nearest else "no release of it is known"
        super().__init__(f"{product} {text} is not a known release; {near}")


@cache
def offered(product: str = TENSORFLOW) -> tuple[Version, ...]:
    """Every final version that was not withdrawn, newest first, as the file of releases has them."""
    rows = json.loads((RELEASES / f"{product}.json").read_text(encoding="utf-8"))
    versions = (Version(row["version"]) for row in rows if row.get("yanked") is None)
    return tuple(version for version in versions if not version.is_prerelease)


def minor(version: Version) -> str:
    """The minor that a version belongs to: "2.16" of 2.16.1."""
    return f"{version.major}.{version.minor}"


def find(known: Sequence[Version], text: str, product: str = TENSORFLOW) -> Version:
    """The version that a person means: "2.16.1" exactly, "2.16" its newest patch, "newest" the newest of all."""
    asked = text.strip().lower()
    if asked in NEWEST_WORDS and known:
        return known[0]
    version = readable(asked)
    if version is not None:
        exact = (each for each in known if _means(version, each))
        if (found := next(exact, None)) is not None:
            return found
    raise UnknownVersion(text, product, _nearest(asked, version, known))


def newer_minors(known: Sequence[Version], version: Version) -> tuple[Version, ...]:
    """The newest patch of every minor after the one of this version, oldest first: the steps of an upgrade."""
    newest: dict[str, Version] = {}
    for each in known:
        newest.setdefault(minor(each), each)
    return tuple(sorted(each for each in newest.values() if each.release[:2] > version.release[:2]))


@cache
def readable(text: str) -> Version | None:
    """The version that a text is; None where it is none."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _means(version: Version, known: Version) -> bool:
    """A minor, or a major, names all its releases; three numbers name one."""
    parts = len(version.release)
    whole = parts >= len(known.release) or version.is_prerelease or version.is_postrelease
    return known == version if whole else known.release[:parts] == version.release


def _nearest(asked: str, version: Version | None, known: Sequence[Version]) -> list[str]:
    if version is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        names = [*dict.fromkeys(map(minor, known)), *map(str, known)]
        return get_close_matches(asked, names, 2, cutoff=0.7) or names[:1]
    below = next((str(each) for each in known if each < version), None)
    above = next((str(each) for each in reversed(known) if each > version), None)
    return [name for name in (below, above) if name]
