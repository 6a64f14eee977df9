"""A set that the facts call sound, proven by the index: resolved in full, judged again, relaxed where it must be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from packaging.requirements import Requirement
from packaging.version import Version

from matrices.judging import trouble
from matrices.picking import Facts
from matrices.query import is_serious
from service.nouns import Constraint, package
from service.resolve.foreseeing import foreseen
from service.resolve.freeing import own, relax
from service.resolve.keeping import align, keep_below
from service.resolve.nearest import Nearest, Refused
from service.resolve.pins import Pins
from service.resolve.proof import Proof
from service.resolve.resolver import Resolver, Unresolvable
from service.resolve.wish import Change, Kind, Wish

ROUNDS = 12
"""So many times a set is mended and resolved again."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proven:
    """A set that resolves in full and in which nothing is known to break."""

    nearest: Nearest
    pins: Pins
    limits: tuple[Constraint, ...]
    changes: tuple[Change, ...]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unproven:
    """The facts know a set, and the index does not answer: `why` says how that showed."""

    nearest: Nearest
    why: str


def prove(
    found: Nearest,
    wanted: Wish,
    facts: Facts,
    resolver: Resolver,
    say: Say,
    *,
    prefer: Sequence[str] = (),
    offline: bool = False,
) -> Proven | Refused | Unproven:
    """The set with all that it brings; or why there is none. `prefer` are pins of a lock, kept where they can be.

    `offline`: the cache is asked first, and the index only for what it lacks.
    """
    from service.resolve.importing.mending import Unimportable  # noqa: PLC0415 - it asks the index, which few need

    moved = {change.place for change in found.changes if change.kind is Kind.RELAXED}
    ahead = foreseen(found, facts)
    proof = Proof(
        wanted,
        facts,
        resolver,
        found,
        offline,
        _merged(found.requirements),
        {str(limit.requirement): limit for limit in (*found.limits, *ahead)},
        [one for one in wanted.asks if one.is_constraint and one.place not in moved],
        tuple(prefer),
        sources=dict(_without_wheels(found, facts)),
        foreseen={str(limit.requirement) for limit in ahead},
    )
    try:
        return _settled(proof, say)
    except Unresolvable as error:
        return _ended(proof, error)
    except Unimportable as error:
        name = error.crash.package
        return Refused(
            (f"{error.text}.", f"No release of {name} near it imports."), error.source, (name,), everywhere=True
        )


def _merged(requirements: Iterable[Requirement]) -> dict[str, Requirement]:
    """One requirement a package: what several lines say of it holds together."""
    found: dict[str, Requirement] = {}
    for one in requirements:
        name = package(one)
        if name in found:
            both = Requirement(str(found[name]))
            both.specifier &= one.specifier
            both.extras |= one.extras
            found[name] = both
        else:
            found[name] = one
    return found


def _without_wheels(found: Nearest, facts: Facts) -> Iterable[tuple[str, str]]:
    """The picks that have no wheel here: they are built where they are installed, and nothing may be built here."""
    for name, version in found.picks.items():
        if not facts.matrix.products[name].by_version[version].has_wheel(facts.place.python, facts.place.platform):
            yield name, str(version)


def _settled(proof: Proof, say: Say) -> Proven:
    from service.resolve.importing.mending import mend  # noqa: PLC0415 - as above

    pins: Pins | None = None
    for _ in range(ROUNDS):
        try:
            pins = proof.compile(proof.task())
        except Unresolvable as error:
            if not error.is_away and _was_not_so(proof, error):
                continue
            if error.is_away or not relax(proof, error, say):
                raise
            continue
        proof.last = pins.versions
        if not any(step(proof, pins, say) for step in (_cure, align, keep_below, mend)):
            break
    if pins is None:
        pins = proof.compile(proof.task())
    sources = tuple(f"{name}=={version}" for name, version in proof.sources.items())
    changes = (*proof.nearest.changes, *proof.changes)
    return Proven(proof.nearest, pins, tuple(proof.limits.values()), changes, sources, tuple(proof.notes))


def _was_not_so(proof: Proof, error: Unresolvable) -> bool:
    """Whether the resolver speaks of what the facts foresaw a pin for: without it, it is asked again."""
    wrong = [text for text in proof.foreseen if package(proof.limits[text].requirement) in error.names]
    for text in wrong:
        del proof.limits[text]
    proof.foreseen.difference_update(wrong)
    return bool(wrong)


def _cure(proof: Proof, pins: Pins, _: Say) -> bool:
    """Whether something that the index chose is known to break, and a pin against it was added."""
    known = {name: Version(text) for name, text in pins.versions.items() if name in proof.facts.matrix.products}
    added = False
    for conflict in trouble(proof.facts.matrix, known, proof.facts.place.python):
        version = proof.nearest.picks.get(conflict.other)
        cure = conflict.cure or (Requirement(f"{conflict.other}=={version}") if version is not None else None)
        if is_serious(conflict) and cure is not None and str(cure) not in proof.limits:
            limit = Constraint(cure, conflict.said, conflict.source, needed=True, brings=conflict.brings)
            proof.limits[str(cure)] = limit
            added = True
            if limit.brings and package(cure) not in proof.requirements:
                proof.requirements[package(cure)] = cure
                change = Change(Kind.ADDED, cure.name, "", str(cure), "", conflict.said, conflict.source)
                proof.changes.append(change)
    return added


def _ended(proof: Proof, error: Unresolvable) -> Refused | Unproven:
    """Why no proof came about: the index, a package that is nowhere, or requirements that contradict each other."""
    if error.is_away:
        return Unproven(proof.nearest, error.outcome.message)
    for name in sorted(error.missing):
        return Refused(_missing(proof, name), f"pkg:pypi/{name}", (name,))
    for name, version in error.absent.items():
        if (lagging := _lagging(proof, name, version)) is not None:
            return lagging
    blockers = tuple(own(proof, error.names))
    far = (f"Only {name} {version} would go with it, which is much older." for name, version in proof.too_far.items())
    return Refused((f"{error.outcome.message.rstrip('.')}.", *far), "the package index", blockers)


def _missing(proof: Proof, name: str) -> tuple[str, ...]:
    """A package that the index does not have: where it is asked for, and what comes close."""
    place = next((one.place for one in proof.wanted.asks if package(one.requirement) == name), "")
    first = f"{f'{place}: ' if place else ''}the package index has no package {name}."
    if name in proof.facts.matrix.products:
        return first, "It is a public one: is the index that uv or pip are set to a private one without it?"
    known = [*proof.facts.matrix.products, *(one for one in proof.requirements if one != name)]
    near = get_close_matches(name, known, 3, cutoff=0.75)
    hint = f"Is {' or '.join(near)} meant?" if near else "It may be private: set UV_INDEX to its index, or correct it."
    return first, hint


def _lagging(proof: Proof, name: str, version: str) -> Refused | None:
    """A release that the facts know, on an index that has others of the package and not this one."""
    product = proof.facts.matrix.products.get(name)
    release = product.by_version.get(Version(version)) if product else None
    if release is None or release.yanked is not None:
        return None
    first = f"the package index has no {name} {version}, which was released on {release.date}."
    return Refused((first, "Is it a mirror that lags, or one that leaves releases out?"), release.source, (name,))
