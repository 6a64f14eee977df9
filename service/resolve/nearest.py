"""The nearest set that works, from the facts alone: what is asked for then, and why each change was needed. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices import query
from matrices.facts import Conflict
from matrices.picking import Facts, NoSet, is_pinned
from service.nouns import Constraint, package
from service.resolve.causes import Cause, cause
from service.resolve.search import Found, attempt, own, search, version_of
from service.resolve.wish import Change, Kind, Wish, bare


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
    """No set: the smallest cause in two or three sentences, its source, and the packages that stand in the way.

    `everywhere`: another interpreter would not help.
    """

    sentences: tuple[str, ...]
    source: str
    blockers: tuple[str, ...]
    everywhere: bool = False


def nearest(wanted: Wish, facts: Facts, given_up: Iterable[str] = ()) -> Nearest | Refused:
    """The nearest set for a wish. `given_up` are packages whose versions are free from the start."""
    found = search(wanted, facts, given_up)
    return told(found, facts) if found else refused(wanted, facts)


def told(found: Found, facts: Facts) -> Nearest:
    """A set that was found, with the requirements as they are then, and why each of them had to change."""
    wanted, relaxed, picks = found.wanted, found.relaxed, found.picks
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
    return Nearest(tuple(requirements), limits, tuple(changes), picks, found.distance)


def _relaxed(wanted: Wish, facts: Facts, place: int, moved: Requirement, relaxed: frozenset[int]) -> Change:
    """One pin that was given up, with the smallest reason: what stands against it when all others are given up."""
    asked = wanted.asks[place]
    outcome = attempt(wanted, facts, relaxed - {place})
    why = cause(outcome, facts, package(asked.requirement)) if isinstance(outcome, NoSet) else Cause("", "")
    before, name = str(asked.requirement), package(asked.requirement)
    return Change(Kind.RELAXED, name, before, str(moved), asked.place, why.text, why.source, asked.line)


def _limits(facts: Facts, picks: Mapping[str, Version]) -> Iterator[Constraint]:
    """The pins without which an installer could take what is known to break, for the packages that are there."""
    for conflict in facts.matrix.conflicts:
        bearers = [name for name in picks if _is_about(facts, conflict, name, picks[name])]
        if not bearers or not query.is_serious(conflict) or not query.concerns(conflict, facts.place.python):
            continue
        name = conflict.other
        if conflict.unless is not None and conflict.other_range is not None:
            if name not in picks or picks[name] not in conflict.other_range:
                continue
            name = conflict.unless
        version = picks.get(name)
        if version is not None:
            pin = _pin(conflict, name, version)
            yield Constraint(pin, conflict.said, conflict.source, needed=True, brings=conflict.brings)


def _is_about(facts: Facts, conflict: Conflict, name: str, version: Version) -> bool:
    product = name if name == conflict.product else query.code_of(facts.matrix, name)
    about = product == conflict.product and name != conflict.other
    return about and conflict.range.contains(version, prereleases=True)


def _pin(conflict: Conflict, name: str, version: Version) -> Requirement:
    """The pin that is known to cure it, where the set keeps it; else the version that the set has."""
    cure = conflict.cure
    kept = cure is not None and cure.specifier.contains(version, prereleases=True)
    if cure is not None and kept and canonicalize_name(cure.name) == name:
        return cure
    return Requirement(f"{name}=={version}")


def refused(wanted: Wish, facts: Facts) -> Refused:
    """Why there is no set even where every version of the project is free."""
    outcome = attempt(wanted, facts, frozenset(range(len(wanted.asks))))
    error = outcome if isinstance(outcome, NoSet) else NoSet(())
    why = cause(_nearest_first(wanted, error), facts)
    return Refused((why.text,), why.source, tuple(dict.fromkeys(_blockers(wanted, error))))


def _nearest_first(wanted: Wish, error: NoSet) -> NoSet:
    """The same contradiction, told first of what no release mends, then of the versions that the project has."""
    pinned = {package(one.requirement): one.requirement.specifier for one in wanted.asks if one.requirement.specifier}

    def order(conflict: Conflict) -> tuple[bool, bool]:
        held, against = pinned.get(conflict.other), conflict.other_range
        named = [version for one in held or () if (version := version_of(one.version)) is not None]
        return conflict.cure is not None, against is None or not any(version in against for version in named)

    return NoSet(error.asks, sorted(error.conflicts, key=order))


def _blockers(wanted: Wish, error: NoSet) -> Iterator[str]:
    for place in own(error):
        yield package(wanted.asks[place].requirement)
