"""The nearest set that works, from the facts alone: as few of a project's pins given up as can be, and as little. Pure.

Where the wish cannot be met, the search says which few requirements contradict each other. One of the project's own
among them has to go: each is tried, cheapest first, until what is left can be met. No smaller choice was left out then.
"""

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from matrices import query
from matrices.facts import Conflict
from matrices.picking import Facts, NoSet, is_pinned
from service.nouns import Constraint, package
from service.resolve.causes import Cause, cause
from service.resolve.wish import Change, Kind, Wish, bare

MOST_TRIES = 250
"""So many choices of what to give up are looked at."""
ENOUGH = 6
"""So many smallest choices are compared by how far they move."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A set in which nothing is known to break: what to ask for, what limits it, and what was changed for it.

    `picks` are the versions that the facts expect, of the packages that they know. `distance` says how many of the
    project's own pins move, and how far.
    """

    requirements: tuple[Requirement, ...]
    limits: tuple[Constraint, ...]
    changes: tuple[Change, ...]
    picks: Mapping[str, Version]
    distance: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Refused:
    """No set: the smallest cause in two or three sentences, its source, and the packages that stand in the way."""

    sentences: tuple[str, ...]
    source: str
    blockers: tuple[str, ...]


def nearest(wanted: Wish, facts: Facts, given_up: Iterable[str] = ()) -> Nearest | Refused:
    """The nearest set for a wish. `given_up` are packages whose versions are free from the start."""
    names = set(given_up)
    free = frozenset(place for place, asked in enumerate(wanted.asks) if package(asked.requirement) in names)
    found = _smallest(wanted, facts, free)
    if isinstance(found, Nearest) and wanted.tensorflow.name != query.TENSORFLOW and query.TENSORFLOW in found.picks:
        return _smallest(_one_tensorflow(wanted), facts, free)
    return found


def _smallest(wanted: Wish, facts: Facts, free: frozenset[int]) -> Nearest | Refused:
    found: list[tuple[tuple[int, int], frozenset[int], dict[str, Version]]] = []
    for relaxed, outcome in itertools.islice(_choices(wanted, facts, free), MOST_TRIES):
        if isinstance(outcome, NoSet):
            continue
        if found and len(relaxed) > len(found[0][1]):
            break
        found.append((_distance(wanted, relaxed, outcome), relaxed, outcome))
        if len(found) == ENOUGH:
            break
    if not found:
        return _refused(wanted, facts)
    distance, relaxed, picks = min(found, key=lambda one: (one[0], sorted(one[1])))
    return _nearest(wanted, facts, relaxed, picks, distance)


def _one_tensorflow(wanted: Wish) -> Wish:
    """Where another package brings `tensorflow` itself, asking for a variant beside it would install it twice."""
    alone = Requirement(str(wanted.tensorflow))
    alone.name = query.TENSORFLOW
    name = wanted.tensorflow.name
    reason = f"another package of the set asks for tensorflow itself; beside it {name} would overwrite its files"
    change = Change(Kind.MERGED, name, str(wanted.tensorflow), str(alone), "", reason, f"pkg:pypi/{name}")
    return replace(wanted, tensorflow=alone, changes=(*wanted.changes, change))


Choice = tuple[frozenset[int], dict[str, Version] | NoSet]


def _choices(wanted: Wish, facts: Facts, free: frozenset[int]) -> Iterator[Choice]:
    """What may be given up, fewest first, with the set that is left then, or why there is none."""
    open_: list[tuple[int, int, frozenset[int]]] = [(0, 0, free)]
    seen, order = {free}, itertools.count(1)
    while open_:
        _, _, relaxed = heapq.heappop(open_)
        outcome = _attempt(wanted, facts, relaxed)
        yield relaxed, outcome
        if isinstance(outcome, NoSet):
            for place in _own(outcome):
                more = relaxed | {place}
                if place not in relaxed and more not in seen and wanted.asks[place].requirement.specifier:
                    seen.add(more)
                    heapq.heappush(open_, (len(more), next(order), more))


def _own(error: NoSet) -> list[int]:
    """The places of the project's requirements among those that contradict each other."""
    return sorted({ask.origin for ask in error.asks if isinstance(ask.origin, int)})


def _attempt(wanted: Wish, facts: Facts, relaxed: frozenset[int]) -> dict[str, Version] | NoSet:
    asked: list[tuple[Requirement, object]] = [(wanted.tensorflow, None)]
    limits: list[tuple[Requirement, object]] = []
    anchors: dict[str, SpecifierSet] = {}
    for place, one in enumerate(wanted.asks):
        if place in relaxed:
            anchors[package(one.requirement)] = one.requirement.specifier
        requirement = bare(one.requirement) if place in relaxed else one.requirement
        (limits if one.is_constraint else asked).append((requirement, place))

    def prefer(name: str, left: Sequence[Version]) -> Version | None:
        return closest(anchors[name], _built(facts, name, left)) if name in anchors else None

    try:
        return facts.pick(asked, limits=limits, sound=True, prefer=prefer if anchors else None)
    except NoSet as error:
        return error


def _built(facts: Facts, name: str, left: Sequence[Version]) -> Sequence[Version]:
    """Those that have wheels, where some have: nobody moves to what has to be built."""
    known = facts.matrix.products[name].by_version
    return [version for version in left if known[version].wheels] or left


def closest(pinned: SpecifierSet, left: Sequence[Version]) -> Version | None:
    """The version that is nearest to what a range holds, or names.

    What is newer comes before what is older, as TensorFlow moves that way too. Of the nearest minor it is the newest
    patch; and where the major is another, nearness means little: then it is the newest of the nearest major.
    """
    finals = [version for version in left if not version.is_prerelease] or list(left)
    inside = [version for version in finals if pinned.contains(version, prereleases=True)]
    if inside or not finals:
        return max(inside, default=None)
    named = [version for one in pinned if (version := _version(one.version)) is not None]
    if not named:
        return max(finals)
    above = [version for version in finals if version > max(named)]
    near = min(above, default=None) or max(finals)
    parts = 2 if any(near.release[:1] == one.release[:1] for one in named) else 1
    return max(version for version in finals if version.release[:parts] == near.release[:parts])


def _version(text: str) -> Version | None:
    try:
        return Version(text.removesuffix(".*"))
    except InvalidVersion:
        return None


def _apart(one: Version, other: Version) -> int:
    """How far two versions are from each other: majors count before minors, and those before patches."""
    here, there = ((*version.release, 0, 0, 0)[:3] for version in (one, other))
    major, minor, patch = (min(abs(a - b), 99) for a, b in zip(here, there, strict=True))
    return 10_000 * major if major else 100 * minor + patch


def _distance(wanted: Wish, relaxed: frozenset[int], picks: Mapping[str, Version]) -> tuple[int, int]:
    """How many pins are given up, and how far they move."""
    far = 0
    for place in relaxed:
        requirement = wanted.asks[place].requirement
        version = picks.get(package(requirement))
        named = [known for one in requirement.specifier if (known := _version(one.version)) is not None]
        if version is not None and named:
            far += min(_apart(version, one) for one in named)
    return len(relaxed), far


def _nearest(
    wanted: Wish, facts: Facts, relaxed: frozenset[int], picks: dict[str, Version], distance: tuple[int, int]
) -> Nearest:
    requirements = [wanted.tensorflow]
    changes = list(wanted.changes)
    for place, asked in enumerate(wanted.asks):
        version = picks.get(package(asked.requirement))
        if place not in relaxed:
            if not asked.is_constraint:
                requirements.append(asked.requirement)
            continue
        moved = bare(asked.requirement)
        if version is not None:
            moved.specifier = SpecifierSet(f"=={version}")
        if not asked.is_constraint:
            requirements.append(moved)
        if version is not None:
            changes.append(_relaxed(wanted, facts, place, moved, relaxed))
    named = {package(requirement) for requirement in requirements}
    exact = {package(requirement) for requirement in requirements if is_pinned(requirement.specifier)}
    needed = [limit for limit in _limits(facts, picks) if limit.brings or package(limit.requirement) not in exact]
    limits = tuple({str(limit.requirement): limit for limit in needed}.values())
    brought = [limit for limit in limits if limit.brings and package(limit.requirement) not in named]
    for limit in brought:
        requirements.append(limit.requirement)
        text = str(limit.requirement)
        changes.append(Change(Kind.ADDED, limit.requirement.name, "", text, "", limit.reason, limit.source))
    return Nearest(tuple(requirements), limits, tuple(changes), picks, distance)


def _relaxed(wanted: Wish, facts: Facts, place: int, moved: Requirement, relaxed: frozenset[int]) -> Change:
    """One pin that was given up, with the smallest reason: what stands against it when all others are given up."""
    asked = wanted.asks[place]
    outcome = _attempt(wanted, facts, relaxed - {place})
    why = cause(outcome, facts, package(asked.requirement)) if isinstance(outcome, NoSet) else Cause("", "")
    before, name = str(asked.requirement), package(asked.requirement)
    return Change(Kind.RELAXED, name, before, str(moved), asked.place, why.text, why.source, asked.line)


def _limits(facts: Facts, picks: Mapping[str, Version]) -> Iterator[Constraint]:
    """The pins without which an installer could take what is known to break, for the packages that are there."""
    for conflict in facts.matrix.conflicts:
        bearers = [name for name in picks if _is_about(facts, conflict, name, picks[name])]
        if not bearers or not query.is_serious(conflict) or not query.concerns(conflict, facts.place.python):
            continue
        version = picks.get(conflict.other)
        if version is not None:
            absent = conflict.other_range is None
            yield Constraint(_pin(conflict, version), conflict.reason, conflict.source, needed=True, brings=absent)


def _is_about(facts: Facts, conflict: Conflict, name: str, version: Version) -> bool:
    product = name if name == conflict.product else query.code_of(facts.matrix, name)
    about = product == conflict.product and name != conflict.other
    return about and conflict.range.contains(version, prereleases=True)


def _pin(conflict: Conflict, version: Version) -> Requirement:
    """The pin that is known to cure it, where the set keeps it; else the version that the set has."""
    cure = conflict.cure
    kept = cure is not None and cure.specifier.contains(version, prereleases=True)
    if cure is not None and kept and canonicalize_name(cure.name) == conflict.other:
        return cure
    return Requirement(f"{conflict.other}=={version}")


def _refused(wanted: Wish, facts: Facts) -> Refused:
    """Why there is no set even where every version of the project is free."""
    outcome = _attempt(wanted, facts, frozenset(range(len(wanted.asks))))
    error = outcome if isinstance(outcome, NoSet) else NoSet(())
    why = cause(error, facts)
    return Refused((why.text,), why.source, tuple(dict.fromkeys(_blockers(wanted, error))))


def _blockers(wanted: Wish, error: NoSet) -> Iterator[str]:
    for place in _own(error):
        yield package(wanted.asks[place].requirement)
