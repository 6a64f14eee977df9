"""The smallest choice of pins to give up, from the facts alone: as few as can be, and as little. Pure.

Where the wish cannot be met, the search says which few requirements contradict each other. One of the project's own
among them has to go: each is tried, cheapest first, until what is left can be met. No smaller choice was left out then.
"""

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.picking import Facts, NoSet
from matrices.published import readable
from service.nouns import package
from service.resolve.wish import Change, Kind, Wish, bare

MOST_TRIES = 250
"""So many choices of what to give up are looked at."""
ENOUGH = 6
"""So many smallest choices are compared by how far they move."""


@dataclass(frozen=True, slots=True)
class Found:
    """A set in which nothing is known to break: the wish, the places whose pins are given up for it, and the picks.

    `distance` says how many of the project's own pins move, and how far.
    """

    wanted: Wish
    relaxed: frozenset[int]
    picks: Mapping[str, Version]
    distance: tuple[int, int]


def search(wanted: Wish, facts: Facts, given_up: Iterable[str] = (), most: int | None = None) -> Found | None:
    """The set that gives up least. `given_up` are packages whose versions are free from the start.

    `most`: a set that gives up more pins than that is of no use, and not looked for.
    """
    names = set(given_up)
    free = frozenset(place for place, asked in enumerate(wanted.asks) if package(asked.requirement) in names)
    found = _smallest(wanted, facts, free, most)
    if found is not None and wanted.tensorflow.name != query.TENSORFLOW and query.TENSORFLOW in found.picks:
        return _smallest(_one_tensorflow(wanted), facts, free, most)
    return found


def _smallest(wanted: Wish, facts: Facts, free: frozenset[int], most: int | None) -> Found | None:
    found: list[Found] = []
    for relaxed, outcome in itertools.islice(_choices(wanted, facts, free), MOST_TRIES):
        if most is not None and len(relaxed) > most:
            break
        if isinstance(outcome, NoSet):
            continue
        if found and len(relaxed) > len(found[0].relaxed):
            break
        found.append(Found(wanted, relaxed, outcome, _distance(wanted, relaxed, outcome)))
        if len(found) == ENOUGH:
            break
    return min(found, key=lambda one: (one.distance, sorted(one.relaxed)), default=None)


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
        outcome = attempt(wanted, facts, relaxed)
        yield relaxed, outcome
        if isinstance(outcome, NoSet):
            for place in own(outcome):
                more = relaxed | {place}
                if place not in relaxed and more not in seen and wanted.asks[place].requirement.specifier:
                    seen.add(more)
                    heapq.heappush(open_, (len(more), next(order), more))


def own(error: NoSet) -> list[int]:
    """The places of the project's requirements among those that contradict each other."""
    return sorted({ask.origin for ask in error.asks if isinstance(ask.origin, int)})


def attempt(wanted: Wish, facts: Facts, relaxed: frozenset[int]) -> dict[str, Version] | NoSet:
    """The set with some pins given up, or why there is none."""
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
        return facts.pick(asked, limits=limits, sound=True, prefer=prefer if anchors else None, free=anchors)
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
    named = [version for one in pinned if (version := version_of(one.version)) is not None]
    if not named:
        return max(finals)
    above = [version for version in finals if version > max(named)]
    near = min(above, default=None) or max(finals)
    parts = 2 if any(near.release[:1] == one.release[:1] for one in named) else 1
    return max(version for version in finals if version.release[:parts] == near.release[:parts])


def version_of(text: str) -> Version | None:
    """The version that a clause names, of a wildcard where it begins; None where nobody can read it."""
    return readable(text.removesuffix(".*"))


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
        named = [known for one in requirement.specifier if (known := version_of(one.version)) is not None]
        if version is not None and named:
            far += min(_apart(version, one) for one in named)
    return len(relaxed), far
