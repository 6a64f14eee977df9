"""The one fact that forces each version of a set: who asks for it, or what is known to break without it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.version import Version

from matrices.facts import Release
from matrices.picking import Facts
from matrices.published import readable
from matrices.requirements import asked_for, holds, parsed_range
from service.nouns import Constraint, package
from service.resolve.causes import brief
from service.resolve.full import Proven
from service.resolve.nearest import Nearest
from service.resolve.wish import Asked, Change, Kind, Wish

INDEX = "the package index"


@dataclass(frozen=True, slots=True)
class Line:
    """One pin of a set, the fact that forces it, and the source of that. `built`: it has no wheel."""

    name: str
    version: str
    reason: str
    source: str
    built: bool = False


def lines(proven: Proven, wanted: Wish, facts: Facts) -> tuple[Line, ...]:
    """Every pin with its reason, by name."""
    versions = {name: known for name, text in proven.pins.versions.items() if (known := readable(text)) is not None}
    told = _Told(wanted, facts, versions, proven.changes, proven.limits)
    built = {pin.partition("==")[0] for pin in proven.sources}
    via = proven.pins.via
    return tuple(
        Line(name, text, *(told.of(name) or (_via(via.get(name, ())), INDEX)), name in built)
        for name, text in sorted(proven.pins.versions.items())
    )


def expected(found: Nearest, wanted: Wish, facts: Facts) -> tuple[Line, ...]:
    """The same for the packages that the facts know, where nobody asked the index."""
    told = _Told(wanted, facts, found.picks, found.changes, found.limits)
    return tuple(
        Line(name, str(version), *(told.of(name) or ("what installers take", "the facts")))
        for name, version in sorted(found.picks.items())
    )


class _Told:
    """What a set is made of, to be asked why a package is in it in that version."""

    def __init__(
        self,
        wanted: Wish,
        facts: Facts,
        versions: Mapping[str, Version],
        changes: Sequence[Change],
        limits: Sequence[Constraint],
    ) -> None:
        self._wanted, self._facts, self._versions, self._limits = wanted, facts, versions, limits
        self._asks = {package(one.requirement): one for one in reversed(wanted.asks)}
        self._changes = {_name_after(change): change for change in changes if change.kind is not Kind.MERGED}

    def of(self, name: str) -> tuple[str, str] | None:
        """The one fact that forces a version, with its source: what a person decided comes before what follows."""
        return (
            _target(name, self._wanted)
            or _changed(self._changes.get(name))
            or _limited(name, self._limits)
            or _asked(self._asks.get(name))
            or _needed(name, self._versions, self._facts)
        )


def _name_after(change: Change) -> str:
    return package(Requirement(change.after))


def _target(name: str, wanted: Wish) -> tuple[str, str] | None:
    if name != package(wanted.tensorflow):
        return None
    return f"the TensorFlow that was asked for: {wanted.tensorflow}", "the request"


def _changed(change: Change | None) -> tuple[str, str] | None:
    if change is None or change.kind is Kind.MOVED:
        return None
    was = f"{change.place} had {change.before}: " if change.before and change.place else ""
    return f"{was}{change.reason}".rstrip("."), change.source or INDEX


def _limited(name: str, limits: Sequence[Constraint]) -> tuple[str, str] | None:
    for limit in limits:
        if package(limit.requirement) == name:
            return f"{limit.requirement}: {limit.reason}".rstrip("."), limit.source
    return None


def _asked(asked: Asked | None) -> tuple[str, str] | None:
    return (f"{asked.place} asks for {asked.requirement}", asked.place) if asked else None


def _needed(name: str, versions: Mapping[str, Version], facts: Facts) -> tuple[str, str] | None:
    """The bound of a package of the set that leaves no newer version; else whoever of them asks for it."""
    found = list(_bounds(name, versions, facts))
    newer: list[Version] = []
    if name in facts.matrix.products:
        newer = [version for version in facts.finals(name) if version > versions[name]]
    forcing = [one for one in found if newer and not any(version in parsed_range(one[1]) for version in newer)]
    for by, text, release in forcing or found:
        return f"{by} {release.version} wants {name}{brief(text)}", release.source
    return None


def _bounds(name: str, versions: Mapping[str, Version], facts: Facts) -> Iterator[tuple[str, str, Release]]:
    for by, version in versions.items():
        product = facts.matrix.products.get(by) if by in facts.matrix.products else None
        release = product.by_version.get(version) if product else None
        if release is None:
            continue
        for line in release.differs.get(facts.place.platform, release.requires or ()):
            other, text, marker = asked_for(line)
            if other == name and (not marker or holds(marker, facts.place.python, facts.place.platform, ())):
                yield by, text, release


def _via(askers: tuple[str, ...]) -> str:
    names = [name for name in askers if name]
    return f"asked for by {', '.join(names)}" if names else "needed by what is built from source"
