"""What a resolver picks for some requirements, from the facts alone: the newest set that all metadata allows.

Packages that the matrix has no facts about are taken to be there in some version that fits: nothing is known of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices import query
from matrices.facts import Conflict, Matrix, Release
from matrices.requirements import asked_for, holds, interpreters, parsed_range
from matrices.solving import Ban, Bits, Packages, Unsolvable, solve
from matrices.versions import PINS, Versions, pins_early
from matrices.wheels import LINUX

PYTHON = "python"
"""As the other package of a conflict: the interpreter itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is installed."""

    python: str
    platform: str = LINUX


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement and who has it, "" for the one that asks for all of it; `source` is where that is stated."""

    name: str
    text: str
    by: str = ""
    source: str = ""
    origin: object = None

    def __str__(self) -> str:
        who = self.by or "what was asked for"
        return f"{who} wants {self.name}{self.text}"


class NoSet(Exception):
    """No set satisfies everybody; `asks` could not be met together, or would meet one of the `conflicts`."""

    def __init__(self, asks: Sequence[Ask], conflicts: Sequence[Conflict] = ()) -> None:
        self.asks, self.conflicts = tuple(asks), tuple(conflicts)
        super().__init__("; ".join(map(str, asks)) or "nothing satisfies all of it")


def pick(facts: "Facts", requirements: Iterable[Requirement]) -> dict[str, Version]:
    """The versions of the products of the matrix in the set. Raises NoSet."""
    return facts.pick([(one, None) for one in requirements])


class Facts:
    """What the matrix knows of one place, up to one day: what was worked out is kept for the next question."""

    def __init__(self, matrix: Matrix, place: Place, before: date | None = None) -> None:
        self.matrix, self.place, self.before = matrix, place, before
        self._versions: dict[str, Versions] = {}
        self._views: dict[object, _View] = {}

    def pick(
        self,
        asked: Sequence[tuple[Requirement, object]],
        *,
        limits: Sequence[tuple[Requirement, object]] = (),
        sound: bool = False,
        prefer: Callable[[str, Sequence[Version]], Version | None] | None = None,
        free: Collection[str] = (),
    ) -> dict[str, Version]:
        """A set of what is asked for, each with where it comes from; `sound`: one in which nothing is known to break.

        `limits` hold for a package where it is there, and do not bring it. `prefer` may choose among the versions of a
        package that are left; the newest is taken otherwise. What is `free` is chosen before all else. Raises NoSet,
        with the few requirements and conflicts that contradict each other.
        """
        view = self._view([requirement for requirement, _ in asked], sound=sound)
        wanted = [ban for requirement, origin in asked for ban in view.asked(requirement, origin)]
        names = {name: int(name not in free) for ban in wanted for name in ban.terms} | dict.fromkeys(free, 0)
        wanted += [ban for requirement, origin in limits for ban in view.asked(requirement, origin, limits=True)]
        try:
            found = solve(view, wanted, view.preferring(prefer) if prefer else None, names)
        except Unsolvable as error:
            whys = [cause.why for cause in error.causes or ()]
            asks = [why for why in whys if isinstance(why, Ask)]
            raise NoSet(asks, [why for why in whys if isinstance(why, Conflict)]) from None
        return {name: self.versions(name).release(bit).version for name, bit in sorted(found.items())}

    def _view(self, asked: Sequence[Requirement], *, sound: bool) -> "_View":
        extras: dict[str, frozenset[str]] = {}
        for one in asked:
            if one.extras:
                name = canonicalize_name(one.name)
                extras[name] = extras.get(name, frozenset()) | frozenset(one.extras)
        early = frozenset(canonicalize_name(one.name) for one in asked if pins_early(one.specifier))
        key = (sound, early, frozenset(extras.items()))
        if key not in self._views:
            self._views[key] = _View(self, extras, early, sound=sound)
        return self._views[key]

    def versions(self, name: str) -> Versions:
        """The versions of a product that install here."""
        if name not in self._versions:
            product = self.matrix.products[name]
            fits = lambda release: installs(release, self.place)  # noqa: E731 - said once, used in the next line
            self._versions[name] = Versions(product, fits, self.before, self.place.platform)
        return self._versions[name]

    def here(self, name: str) -> Iterable[Version]:
        """The versions that install here, newest first, pre-releases behind them."""
        return [one.version for one in self.versions(name).releases]

    def finals(self, name: str) -> Iterator[Version]:
        """Those of them that an installer takes unasked."""
        return (version for version in self.here(name) if not version.is_prerelease)

    def admits(self, specifier: SpecifierSet, version: Version) -> bool:
        """Whether a range admits a version, a pre-release too."""
        return _admits(str(specifier), version)


@lru_cache(maxsize=100_000)
def _admits(text: str, version: Version) -> bool:
    return SpecifierSet(text).contains(version, prereleases=True)


class _View(Packages):
    """The facts as bans, for the extras and pre-releases that one question names."""

    def __init__(
        self, facts: Facts, extras: Mapping[str, frozenset[str]], early: frozenset[str], *, sound: bool
    ) -> None:
        self._facts, self._extras, self._early, self._sound = facts, extras, early, sound
        self._domains: dict[str, Bits] = {}
        self._bans: dict[tuple[str, str, Bits], Ban] = {}
        self._opened: dict[tuple[str, Bits], tuple[Ban, ...]] = {}
        self._conflicts = _by_bearer(facts.matrix, facts.place.python) if sound else {}

    def domain(self, name: str) -> Bits:
        """Everything that installs here, and its absence."""
        if name not in self._domains:
            known = self._facts.versions(name)
            self._domains[name] = known.absent | known.finals | known.early
        return self._domains[name]

    def absent(self, name: str) -> Bits:
        """The bit of its absence."""
        return self._facts.versions(name).absent

    def rank(self, name: str, left: Bits) -> tuple[object, ...]:
        """What has an upper bound comes first, as pip does it."""
        return bool(left & 1), name

    def preferring(self, prefer: Callable[[str, Sequence[Version]], Version | None]) -> Callable[[str, Bits], Bits]:
        """The choice of a version as a choice of a bit."""

        def choose(name: str, left: Bits) -> Bits:
            known = self._facts.versions(name)
            found = prefer(name, [one.version for i, one in enumerate(known.releases) if left >> i & 1])
            return known.bit_of[found] if found is not None else left & -left

        return choose

    def asked(self, requirement: Requirement, origin: object, *, limits: bool = False) -> Iterator[Ban]:
        """What a person asks for, as a ban of everything else; what only limits does not ban its absence."""
        name, text = str(canonicalize_name(requirement.name)), str(requirement.specifier)
        if name in self._facts.matrix.products:
            outside = self._outside(name, text)
            terms = {name: outside & ~self.absent(name) if limits else outside}
            if any(terms.values()):
                yield Ban(terms, Ask(name, text, origin=origin))

    def _outside(self, name: str, text: str) -> Bits:
        known = self._facts.versions(name)
        held = known.within(text)
        if name in self._early or not held:
            held |= known.early_within(text)
        return self.domain(name) & ~held

    def bans(self, name: str, version: Bits) -> tuple[Ban, ...]:
        """What a release asks for, and, where only sound sets are wanted, what it is known to break with."""
        key = (name, version)
        if key not in self._opened:
            self._opened[key] = (*self._needs(name, version), *self._troubles(name, version))
        return self._opened[key]

    def _needs(self, name: str, version: Bits) -> Iterator[Ban]:
        known, place = self._facts.versions(name), self._facts.place
        if version == known.absent:
            return
        extras = tuple(sorted(self._extras.get(name, ())))
        for line in known.lines(version):
            other, text, marker = asked_for(line)
            if other not in self._facts.matrix.products or other == name:
                continue
            if not marker or holds(marker, place.python, place.platform, extras):
                yield self._need(name, line, other, text, known.release(version))

    def _need(self, name: str, line: str, other: str, text: str, release: Release) -> Ban:
        """One ban for all releases that say the same: what is learnt of one is known of the others."""
        key = (name, line, 0)
        if key not in self._bans:
            terms = {name: self._facts.versions(name).by_line[line], other: self._outside(other, text)}
            self._bans[key] = Ban(terms, Ask(other, text, f"{name} {release.version}", release.source))
        return self._bans[key]

    def _troubles(self, name: str, version: Bits) -> Iterator[Ban]:
        known = self._facts.versions(name)
        for conflict in self._conflicts.get(name, ()):
            bearer = self._within(name, conflict.range)
            if version & bearer and version != known.absent and conflict.other != name:
                key = (name, conflict.id, 1)
                if key not in self._bans:
                    beside = {} if conflict.other == PYTHON else {conflict.other: self._met(conflict)}
                    if conflict.unless is not None:
                        beside[conflict.unless] = self.absent(conflict.unless)
                    self._bans[key] = Ban({name: bearer, **beside}, conflict)
                yield self._bans[key]

    def _met(self, conflict: Conflict) -> Bits:
        if conflict.other_range is None:
            return self.absent(conflict.other)
        return self._within(conflict.other, conflict.other_range)

    def _within(self, name: str, held: SpecifierSet) -> Bits:
        known, text = self._facts.versions(name), str(held)
        return known.within(text) | known.early_within(text)


def _by_bearer(matrix: Matrix, python: str) -> dict[str, list[Conflict]]:
    """The conflicts that every program meets on an interpreter, by the packages that have them."""
    found: dict[str, list[Conflict]] = {}
    variants = [name for name in matrix.products if query.code_of(matrix, name) == query.TENSORFLOW]
    for conflict in matrix.conflicts:
        against = conflict.other_range if conflict.other == PYTHON else None
        known = conflict.other in matrix.products or (against is not None and python in against)
        if known and query.is_serious(conflict) and query.concerns(conflict, python):
            names = variants if conflict.product == query.TENSORFLOW else [conflict.product]
            for name in names:
                found.setdefault(name, []).append(conflict)
    return found


def is_pinned(specifier: SpecifierSet) -> bool:
    """Whether a range asks for one version exactly."""
    return any(one.operator in PINS and not one.version.endswith("*") for one in specifier)


def installs(release: Release, place: Place) -> bool:
    """Whether an installer takes it here: a wheel for the interpreter, or source that needs no compiler."""
    if release.has_wheel(place.python, place.platform):
        return True
    return release.sdist and is_pure(release) and place.python in interpreters(parsed_range(release.requires_python))


def is_pure(release: Release) -> bool:
    """Whether its wheels, if it has any, are for every platform: its source needs no compiler then."""
    return all(tag == "any" for tag in release.wheels)
