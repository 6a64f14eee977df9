"""A set that the facts call sound, proven by the index: resolved in full, judged again, relaxed where it must be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.judging import trouble
from matrices.picking import Facts, is_pure
from matrices.query import is_serious
from service.nouns import Constraint, package
from service.resolve import shared_modules
from service.resolve.cliffs import Risk, risks, suspects
from service.resolve.freeing import own, relax
from service.resolve.nearest import Nearest, Refused
from service.resolve.pins import Pins, Wheel
from service.resolve.proof import Proof
from service.resolve.resolver import Resolver, Unresolvable
from service.resolve.wish import Change, Kind, Wish, bare

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
    moved = {change.place for change in found.changes if change.kind is Kind.RELAXED}
    proof = Proof(
        wanted,
        facts,
        resolver,
        found,
        offline,
        _merged(found.requirements),
        {str(limit.requirement): limit for limit in found.limits},
        [one for one in wanted.asks if one.is_constraint and one.place not in moved],
        tuple(prefer),
        sources=dict(_without_wheels(found, facts)),
    )
    try:
        return _settled(proof, say)
    except Unresolvable as error:
        return _ended(proof, error)


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
    pins: Pins | None = None
    for _ in range(ROUNDS):
        try:
            pins = proof.compile(proof.task())
        except Unresolvable as error:
            if error.is_away or not relax(proof, error, say):
                raise
            continue
        if not _cure(proof, pins) and not _align(proof, pins, say) and not _keep_below(proof, pins, say):
            break
    if pins is None:
        pins = proof.compile(proof.task())
    sources = tuple(f"{name}=={version}" for name, version in proof.sources.items())
    changes = (*proof.nearest.changes, *proof.changes)
    return Proven(proof.nearest, pins, tuple(proof.limits.values()), changes, sources, tuple(proof.notes))


def _cure(proof: Proof, pins: Pins) -> bool:
    """Whether something that the index chose is known to break, and a pin against it was added."""
    known = {name: Version(text) for name, text in pins.versions.items() if name in proof.facts.matrix.products}
    added = False
    for conflict in trouble(proof.facts.matrix, known, proof.facts.place.python):
        version = proof.nearest.picks.get(conflict.other)
        cure = conflict.cure or (Requirement(f"{conflict.other}=={version}") if version is not None else None)
        if is_serious(conflict) and cure is not None and str(cure) not in proof.limits:
            limit = Constraint(cure, conflict.said, conflict.source, needed=True, brings=conflict.other_range is None)
            proof.limits[str(cure)] = limit
            added = True
            if limit.brings and package(cure) not in proof.requirements:
                proof.requirements[package(cure)] = cure
                change = Change(Kind.ADDED, cure.name, "", str(cure), "", conflict.said, conflict.source)
                proof.changes.append(change)
    return added


def _align(proof: Proof, pins: Pins, say: Say) -> bool:
    """Whether packages that bring one module had different versions, and got one."""
    pinned = [name for name, one in proof.requirements.items() if one.specifier]
    return any(_is_kept(proof, limit, say) for limit in shared_modules.limits(pins, pinned))


def _keep_below(proof: Proof, pins: Pins, say: Say) -> bool:
    """Whether a package is older than its library's cliff, and was kept on its side of it, or moved over it."""
    found = risks(pins, _wheels(proof, pins))
    return any(_is_kept(proof, risk.pin, say, partial(_move_over, proof, risk, say)) for risk in found)


def _is_kept(proof: Proof, limit: Constraint, say: Say, instead: Callable[[], bool] = lambda: False) -> bool:
    """Whether the set has room for a limit, and got it, or something else helped; if not, that is told once."""
    text = str(limit.requirement)
    if text in proof.limits or text in proof.doubtful:
        return False
    say(f"{limit.reason}: {text}?")
    proof.limits[text] = limit
    try:
        proof.compile(proof.task())
    except Unresolvable as error:
        if error.is_away:
            raise
        del proof.limits[text]
        if instead():
            return True
        proof.doubtful.add(text)
        proof.notes.append(f"{limit.reason}; the set leaves no room for {text}: it may not import")
        return False
    return True


def _wheels(proof: Proof, pins: Pins) -> dict[str, Wheel]:
    """When the packages were made of which it matters: the facts know it of many, the index of the others."""
    asked: dict[str, str] = {}
    found: dict[str, Wheel] = {}
    for name, text in suspects(pins).items():
        product = proof.facts.matrix.products.get(name)
        release = product.by_version.get(Version(text)) if product else None
        if release is not None:
            found[name] = Wheel(release.date, not is_pure(release))
        elif name not in proof.sources:
            asked[name] = text
    return {**found, **proof.resolver.wheels(asked, proof.task())}


def _move_over(proof: Proof, risk: Risk, say: Say) -> bool:
    """A compiled package that cannot work with the library of the set moves to its newest release that fits."""
    name = risk.package
    if not risk.cliff.compiled or not own(proof, {name}):
        return False
    say(f"moves {name} over it")
    try:
        version = proof.compile(proof.task([name])).versions[name]
    except Unresolvable as error:
        if error.is_away:
            raise
        return False
    asked = next(one for one in proof.wanted.asks if package(one.requirement) == name)
    moved = bare(asked.requirement)
    moved.specifier = SpecifierSet(f"=={version}")
    if moved == proof.requirements.get(name):
        return False
    proof.requirements[name] = moved
    proof.bounds = [one for one in proof.bounds if package(one.requirement) != name]
    before, pin = str(asked.requirement), risk.pin
    reason = f"{pin.reason}, and the set leaves no room for {pin.requirement}"
    proof.changes.append(Change(Kind.RELAXED, name, before, str(moved), asked.place, reason, pin.source, asked.line))
    return True


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
    return Refused((f"{error.outcome.message.rstrip('.')}.",), "the package index", blockers)


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
