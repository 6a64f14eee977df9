"""What a resolver picks for some requirements, from the facts alone: the newest set that all metadata allows.

Packages that the matrix has no facts about are taken to be there in some version that fits: nothing is known of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import resolvelib
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from resolvelib.structs import RequirementInformation

from matrices.facts import Matrix, Release
from matrices.requirements import interpreters, parsed_range
from matrices.wheels import LINUX

ROUNDS = 2000
_PIN = ("==", "===")
_UPPER = (*_PIN, "~=", "<", "<=")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is installed."""

    python: str
    platform: str = LINUX


@dataclass(frozen=True, slots=True)
class Pick:
    """One package in one version; None: the matrix knows nothing of it."""

    name: str
    version: Version | None
    extras: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement and who has it, "" for the one that asks for all of it; `text` is the range, made once."""

    name: str
    specifier: SpecifierSet
    extras: frozenset[str] = frozenset()
    by: str = ""
    text: str = ""

    def __str__(self) -> str:
        who = self.by or "what was asked for"
        return f"{who} wants {self.name}{self.specifier}"


class NoSet(Exception):
    """No set satisfies everybody; `asks` are the requirements that could not be met together."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        self.asks = tuple(asks)
        super().__init__("; ".join(map(str, asks)) or "nothing satisfies all of it")


def pick(facts: "Facts", requirements: Iterable[Requirement]) -> dict[str, Version]:
    """The versions of the products of the matrix in the set. Raises NoSet."""
    wanted = [_ask(requirement) for requirement in requirements]
    resolver: resolvelib.Resolver[Ask, Pick, str] = resolvelib.Resolver(facts, resolvelib.BaseReporter())
    try:
        found = resolver.resolve(wanted, max_rounds=ROUNDS)
    except resolvelib.ResolutionImpossible as error:
        raise NoSet([cause.requirement for cause in error.causes]) from None
    except resolvelib.ResolutionTooDeep:
        raise NoSet(()) from None
    known = {one.name: one.version for one in found.mapping.values() if one.version is not None}
    return dict(sorted(known.items()))


def _pinned(asks: Iterable[Ask]) -> bool:
    return any(spec.operator in _PIN for ask in asks for spec in ask.specifier)


def _ask(requirement: Requirement) -> Ask:
    name = canonicalize_name(requirement.name)
    return Ask(name, requirement.specifier, frozenset(requirement.extras), text=str(requirement.specifier))


class Facts(resolvelib.AbstractProvider[Ask, Pick, str]):
    """The questions that the algorithm asks, answered from the matrix for one place; answers are kept."""

    def __init__(self, matrix: Matrix, place: Place) -> None:
        self.matrix, self.place = matrix, place
        self._here: dict[str, _Kept] = {}
        self._admitted: dict[tuple[str, Version], bool] = {}
        self._asks: dict[Pick, tuple[Ask, ...]] = {}

    def identify(self, requirement_or_candidate: Ask | Pick) -> str:
        extras = ",".join(sorted(requirement_or_candidate.extras))
        return f"{requirement_or_candidate.name}[{extras}]" if extras else requirement_or_candidate.name

    def get_preference(
        self,
        identifier: str,
        resolutions: Mapping[str, Pick],  # noqa: ARG002 - the algorithm hands it to everybody
        candidates: Mapping[str, Iterator[Pick]],  # noqa: ARG002 - as above
        information: Mapping[str, Iterator[RequirementInformation[Ask, Pick]]],
        backtrack_causes: Sequence[RequirementInformation[Ask, Pick]],
    ) -> tuple[bool, bool, bool, str]:
        """Pinned first, then what caused the last way back, then what has an upper bound: as pip does."""
        asks = [one.requirement for one in information[identifier]]
        caused = any(self.identify(one.requirement) == identifier for one in backtrack_causes)
        bounded = any(spec.operator in _UPPER for ask in asks for spec in ask.specifier)
        return not _pinned(asks), not caused, not bounded, identifier

    def find_matches(
        self,
        identifier: str,
        requirements: Mapping[str, Iterator[Ask]],
        incompatibilities: Mapping[str, Iterator[Pick]],
    ) -> Callable[[], Iterator[Pick]]:
        """Newest first, and each only when it is asked for: mostly the first one is taken."""
        asks = list(requirements[identifier])
        bad = {one.version for one in incompatibilities[identifier]}
        extras = asks[0].extras if asks else frozenset()
        name = identifier.partition("[")[0]
        return lambda: (Pick(name, version, extras) for version in self._fitting(name, asks) if version not in bad)

    def is_satisfied_by(self, requirement: Ask, candidate: Pick) -> bool:
        return candidate.version is None or self._meets(requirement, candidate.version)

    def get_dependencies(self, candidate: Pick) -> Iterable[Ask]:
        if candidate not in self._asks:
            self._asks[candidate] = tuple(self._needs(candidate))
        return self._asks[candidate]

    def _needs(self, candidate: Pick) -> Iterator[Ask]:
        release = self.release(candidate)
        if release is None:
            return
        by = f"{candidate.name} {candidate.version}"
        if candidate.extras:
            yield Ask(candidate.name, SpecifierSet(f"=={candidate.version}"), by=by)
        needs = release.needs_on(self.place.python, self.place.platform, tuple(sorted(candidate.extras)))
        for name, need in needs.items():
            yield Ask(name, need.range, by=by, text=str(need.range))

    def release(self, candidate: Pick) -> Release | None:
        product = self.matrix.products.get(candidate.name)
        return product.by_version.get(candidate.version) if product and candidate.version else None

    def _fitting(self, name: str, asks: Sequence[Ask]) -> Iterator[Version | None]:
        if name not in self.matrix.products:
            yield None
            return
        every = self.here(name) if _pinned(asks) else self.finals(name)
        yield from (version for version in every if all(self._meets(ask, version) for ask in asks))

    def _meets(self, ask: Ask, version: Version) -> bool:
        return self.admits(ask.specifier, version, ask.text)

    def admits(self, specifier: SpecifierSet, version: Version, text: str = "") -> bool:
        """Whether a range admits a version, a pre-release too. `text` is the range, where it was made already."""
        key = (text or str(specifier), version)
        if key not in self._admitted:
            self._admitted[key] = specifier.contains(version, prereleases=True)
        return self._admitted[key]

    def here(self, name: str) -> Iterable[Version]:
        """The versions that install here, newest first, pre-releases among them."""
        if name not in self._here:
            releases = self.matrix.products[name].releases
            fitting = (one.version for one in releases if one.yanked is None and installs(one, self.place))
            self._here[name] = _Kept(fitting)
        return self._here[name]

    def finals(self, name: str) -> Iterator[Version]:
        """Those of them that an installer takes unasked."""
        return (version for version in self.here(name) if not version.is_prerelease)


class _Kept:
    """Versions that are worked out as far as somebody asks, and once."""

    def __init__(self, versions: Iterator[Version]) -> None:
        self._coming, self._known = versions, list[Version]()

    def __iter__(self) -> Iterator[Version]:
        place = 0
        while True:
            if place == len(self._known):
                version = next(self._coming, None)
                if version is None:
                    return
                self._known.append(version)
            yield self._known[place]
            place += 1


def installs(release: Release, place: Place) -> bool:
    """Whether an installer takes it here: a wheel for the interpreter, or a source distribution where no wheel is."""
    if (need := release.python_on(place.platform)) is not None:
        return place.python in interpreters(need.range)
    stated = parsed_range(release.requires_python)
    return release.sdist and not release.wheels and place.python in interpreters(stated)
