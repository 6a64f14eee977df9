"""The versions of one product that install in one place, as numbers: bit 0 is the newest, the last bit its absence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, cached_property

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import Version

from matrices.facts import Product, Release
from matrices.published import readable

_CLAUSE = re.compile(r"\s*(===|~=|==|!=|<=|>=|<|>)\s*([^\s,;()]+)\s*")
PINS = ("==", "===")


class Versions:
    """Final releases first, newest first; then pre-releases, which only who names one of them gets."""

    def __init__(
        self, product: Product, installs: Callable[[Release], bool], before: date | None, platform: str
    ) -> None:
        fitting = [one for one in product.releases if one.yanked is None and (before is None or one.date <= before)]
        here = [one for one in fitting if installs(one)]
        finals = [one for one in here if not one.version.is_prerelease]
        early = [one for one in here if one.version.is_prerelease]
        self.platform = platform
        self.releases: tuple[Release, ...] = (*finals, *early)
        self.absent = 1 << len(self.releases)
        self.finals = (1 << len(finals)) - 1
        self.early = (self.absent - 1) & ~self.finals
        self._ascending = [one.version for one in reversed(finals)]
        self._known: dict[str, int] = {"": self.finals}
        self._known_early: dict[str, int] = {}

    def release(self, bit: int) -> Release:
        """The release of one bit."""
        return self.releases[bit.bit_length() - 1]

    @cached_property
    def bit_of(self) -> dict[Version, int]:
        """The bit of each version."""
        return {one.version: 1 << index for index, one in enumerate(self.releases)}

    @cached_property
    def by_line(self) -> dict[str, int]:
        """Which releases have a line of requirements, word for word: they are bound by it together."""
        found: dict[str, int] = {}
        for index, release in enumerate(self.releases):
            for line in release.differs.get(self.platform, release.requires or ()):
                found[line] = found.get(line, 0) | 1 << index
        return found

    def lines(self, bit: int) -> Sequence[str]:
        """What one release asks for, word for word."""
        release = self.release(bit)
        return release.differs.get(self.platform, release.requires or ())

    def within(self, text: str) -> int:
        """The releases that a range admits, pre-releases where it names one."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._within(text)
        return found

    def _within(self, text: str) -> int:
        bits = self.finals
        for part in text.strip("() ").split(","):
            match = _CLAUSE.fullmatch(part)
            if match is None and not part.strip():
                continue
            exact = _interval(self._ascending, *match.groups()) if match else None
            if exact is None:
                return self.one_by_one(text)
            bits &= self._bits(*exact) if match and match[1] != "!=" else ~self._bits(*exact)
        return bits | (self.early_within(text) if _names_early(text) else 0)

    def _bits(self, start: int, end: int) -> int:
        """The bits of a stretch of the ascending final releases."""
        count = len(self._ascending)
        return ((1 << (end - start)) - 1) << (count - end) if end > start else 0

    def early_within(self, text: str) -> int:
        """The pre-releases that a range holds, whether it names one or not."""
        if not self.early:
            return 0
        found = self._known_early.get(text)
        if found is None:
            found = self._known_early[text] = self.one_by_one(text, self.finals.bit_length())
        return found

    def one_by_one(self, text: str, start: int = 0) -> int:
        """The releases from an index on that a range holds, pre-releases in any case."""
        found = 0
        for index in range(start, len(self.releases)):
            if _holds(text, self.releases[index].version):
                found |= 1 << index
        return found


def _interval(ascending: Sequence[Version], operator: str, text: str) -> tuple[int, int] | None:
    """The stretch that a clause holds (of != what it leaves out); None: it has to be asked one by one."""
    wild = text.endswith(".*")
    version = readable(text.removesuffix(".*"))
    if version is None or operator == "===" or version.local:
        return None
    low, high, everything = bisect_left(ascending, version), bisect_right(ascending, version), len(ascending)
    found: tuple[int, int] | None = None
    match operator:
        case ">=":
            found = low, everything
        case "<=":
            found = 0, high
        case "<":
            found = 0, low
        case ">":
            found = _after(ascending, version, high), everything
        case "~=" if len(version.release) > 1:
            found = low, bisect_left(ascending, _bumped(version.release[:-1]))
        case "==" | "!=":
            found = low, bisect_left(ascending, _bumped(version.release)) if wild else high
        case _:
            pass
    return found


def _after(ascending: Sequence[Version], version: Version, start: int) -> int:
    """Where what is greater than a version begins: its own post-releases are not, says the standard."""
    while start < len(ascending) and not version.is_postrelease and _is_post_of(ascending[start], version):
        start += 1
    return start


def _is_post_of(one: Version, version: Version) -> bool:
    return one.is_postrelease and one.base_version == version.base_version


def _bumped(release: tuple[int, ...]) -> Version:
    """The first version after all that begin so."""
    return Version(".".join(map(str, (*release[:-1], release[-1] + 1))))


@cache
def _parsed(text: str) -> SpecifierSet | None:
    try:
        return SpecifierSet(text.strip("() "))
    except InvalidSpecifier:
        return None


@cache
def _holds(text: str, version: Version) -> bool:
    """Whether a range holds a version; one that nobody can read holds every final one."""
    held = _parsed(text)
    return held.contains(version, prereleases=True) if held is not None else not version.is_prerelease


@cache
def _names_early(text: str) -> bool:
    """Whether a range asks for one version exactly, or names a pre-release."""
    for operator, version in _CLAUSE.findall(text):
        known = readable(version)
        if (operator in PINS and not version.endswith("*")) or (known is not None and known.is_prerelease):
            return True
    return False


def pins_early(held: SpecifierSet) -> bool:
    """Whether a range asks for a pre-release by name, so that others that need the package have to take it, too."""
    return any(_is_early(one) for one in held)


def _is_early(one: Specifier) -> bool:
    known = readable(one.version.removesuffix(".*"))
    return known is not None and known.is_prerelease
