"""Pins that only the index knows to be too narrow: which of them have to go, and the nearest versions for them.

Where a full resolution fails, the pins that it speaks of are freed one at a time, side by side, then together; those
that had to go move to the nearest version with which everything else stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from matrices.published import readable
from service.nouns import package
from service.resolve.explaining import unavailable
from service.resolve.nearness import is_near
from service.resolve.pins import Pins
from service.resolve.proof import Proof
from service.resolve.resolver import Unresolvable
from service.resolve.wish import Change, Kind, bare

MOST_PROBES = 12
"""So many pins are freed one at a time; beyond, all of them at once."""

Say = Callable[[str], None]


def own(proof: Proof, names: Iterable[str]) -> list[str]:
    """Those of the packages whose versions the project itself limits, and that are not free yet."""
    limited = {package(one.requirement) for one in proof.bounds if one.requirement.specifier}
    found = []
    for name in dict.fromkeys([*proof.requirements, *sorted(limited)]):
        asked = proof.requirements.get(name)
        is_limited = name in limited or (asked is not None and bool(asked.specifier))
        if name in names and is_limited and name != package(proof.wanted.tensorflow):
            found.append(name)
    return found


def relax(proof: Proof, error: Unresolvable, say: Say) -> bool:
    """Whether some of the project's pins, freed, let the rest be; they are moved to the nearest version then."""
    if error.missing & proof.requirements.keys():
        return False
    if _take_source(proof, error):
        return True
    names = own(proof, error.unbuilt) or _in_the_way(proof, error, say)
    return bool(names) and _free(proof, names, say, error)


def _in_the_way(proof: Proof, error: Unresolvable, say: Say) -> list[str]:
    """The fewest pins of the project without which the rest resolves; none where that does not help."""
    everything = own(proof, proof.requirements.keys())
    bound = own(proof, error.names) or everything
    single = _single(proof, bound[:MOST_PROBES], say) if bound else None
    if single:
        return [single]
    for names in (bound, everything):
        if names:
            say(f"no single pin is it: {', '.join(names)} together")
        if names and _resolves(proof, names):
            return _fewest(proof, names)
    return []


def _take_source(proof: Proof, error: Unresolvable) -> bool:
    """A release without a wheel is taken as it was asked for, and said to be built, where that can be.

    No release of the package has a wheel, or those that there are need no compiler, so that its source needs none.
    """
    for name, told in error.unbuilt.items():
        version = told
        if name in proof.sources or (name in proof.facts.matrix.products and not _is_sourceless(proof, name, told)):
            continue
        alone = replace(proof.task([name]), requirements=(Requirement(name),))
        try:
            others = proof.compile(alone)
        except Unresolvable as again:
            if again.is_away or name not in again.names:
                continue
        else:
            wheel = proof.resolver.wheels({name: others.versions[name]}, alone).get(name)
            if wheel is None or wheel.compiled:
                continue
            if name not in proof.requirements:
                only = _only_source(proof, error, name)
                # What others bring may have a release with a wheel: the resolver only told of one that it passed over.
                if only is None:
                    continue
                version = only
            # What it asks for is known to its build alone; what its other releases ask for is the nearest to it.
            needed = [other for other, via in others.via.items() if name in via]
            proof.requirements |= {other: Requirement(other) for other in needed if other not in proof.requirements}
        proof.sources[name] = version
        proof.notes.append(f"{name} {version} has no wheel: it is built from its source when it is installed")
        return True
    return False


def _only_source(proof: Proof, error: Unresolvable, name: str) -> str | None:
    """The version of a package that others bring, where no release that all of them admit has a wheel."""
    asked = Requirement(name)
    try:
        asked.specifier = SpecifierSet(",".join(error.wanted(name)))
    except InvalidSpecifier:
        return None
    if not asked.specifier:
        return None
    try:
        proof.compile(replace(proof.task([name]), requirements=(asked,)))
    except Unresolvable as again:
        return again.unbuilt.get(name)
    return None


def _is_sourceless(proof: Proof, name: str, told: str) -> bool:
    """Whether the release that the facts expect has no wheel here; where they expect none, the one that is told of."""
    version = proof.nearest.picks.get(name) or readable(told)
    known = proof.facts.matrix.products[name].by_version.get(version) if version else None
    place = proof.facts.place
    return known is not None and not known.has_wheel(place.python, place.platform)


def _single(proof: Proof, names: Sequence[str], say: Say) -> str | None:
    """The one pin without which the rest resolves; of several one that moves up, and least.

    What goes back to an older release is made for an older TensorFlow, and often crashes beside this one.
    """
    say(f"frees one pin at a time: {', '.join(names)}")
    runs: dict[str, Future[Pins]] = {name: proof.resolver.start(proof.task([name]), offline=True) for name in names}
    found: list[tuple[bool, int, str]] = []
    for name, run in runs.items():
        try:
            pins = run.result()
        except Unresolvable as error:
            if error.is_away:
                raise
            continue
        if _is_far(proof, name, pins.versions.get(name)):
            continue
        found.append((*_moved(proof.requirements.get(name), pins.versions.get(name, "")), name))
    return min(found)[-1] if found else None


def _moved(requirement: Requirement | None, text: str) -> tuple[bool, int]:
    """Whether a version is older than what was asked for, and how far it is from that."""
    try:
        version = Version(text)
        named = [Version(one.version.removesuffix(".*")) for one in requirement.specifier] if requirement else []
    except InvalidVersion:
        return False, 0
    older = bool(named) and version < min(named)
    here = (*version.release, 0, 0)[:2]
    there = [(*one.release, 0, 0)[:2] for one in named]
    return older, min((100 * abs(here[0] - one[0]) + abs(here[1] - one[1]) for one in there), default=0)


def _resolves(proof: Proof, freed: Sequence[str]) -> bool:
    try:
        proof.compile(proof.task(freed))
    except Unresolvable as error:
        if error.is_away:
            raise
        return False
    return True


def _fewest(proof: Proof, freed: Sequence[str]) -> list[str]:
    """The pins that have to be free: each of the others is kept again where the rest still resolves."""
    needed = list(freed)
    for name in freed:
        rest = [one for one in needed if one != name]
        if rest and _resolves(proof, rest):
            needed = rest
    return needed


def _free(proof: Proof, names: Sequence[str], say: Say, error: Unresolvable) -> bool:
    """The pins moved to the nearest versions with which the rest stays as it is. Whether there are any."""
    say(f"moves {', '.join(names)} as little as it can")
    before = {name: proof.requirements.get(name) for name in names}
    nearest = _nearest(proof, names)
    if nearest is None:
        return False
    for name in names:
        if (version := proof.sources.pop(name, None)) is not None:
            proof.notes = [one for one in proof.notes if not one.startswith(f"{name} {version} has no wheel")]
        asked = next((one for one in proof.wanted.asks if package(one.requirement) == name), None)
        old = before[name] or (asked.requirement if asked else Requirement(name))
        proof.bounds = [one for one in proof.bounds if package(one.requirement) != name]
        moved = bare(old)
        moved.specifier = SpecifierSet(f"=={nearest[name]}")
        if name in proof.requirements:
            proof.requirements[name] = moved
        place, line = (asked.place, asked.line) if asked else ("", None)
        why, where = _why(proof, old, error)
        was = str(asked.requirement) if asked else str(old)
        proof.changes.append(Change(Kind.RELAXED, name, was, str(moved), place, why, where, line))
    return True


def _why(proof: Proof, old: Requirement, error: Unresolvable) -> tuple[str, str]:
    """The reason from the facts, where they have one, else what the resolver said, without its proof."""
    place = proof.facts.place
    known = unavailable(proof.facts.matrix, old, place, before=proof.facts.before)
    if known is not None:
        return known.text, known.source
    name = package(old)
    if name in error.unbuilt:
        return f"{name} {error.unbuilt[name]} has no wheel for Python {place.python} on {place.platform}", ""
    return error.outcome.message.rstrip("."), ""


def _nearest(proof: Proof, names: Sequence[str]) -> Mapping[str, str] | None:
    """Versions for freed packages: the newest patch of the first minor above the old ones, else the newest below."""
    free = _freed(proof, names)
    if free is None:
        return None
    floors = {name: floor for name in names if (floor := _floor(proof, name)) is not None}
    for above in (True, False):
        bounds = {name: f"{'>' if above else '<'}{floor}" for name, floor in floors.items()}
        first = _bounded(proof, names, bounds, free, lowest=above)
        if first is None:
            continue
        if above:
            patches = {name: f"=={'.'.join(first[name].split('.')[:2])}.*" for name in floors if name in first}
            first = _bounded(proof, names, patches, free, lowest=False) or first
        if not any(_is_far(proof, name, version) for name, version in first.items()):
            return {name: first.get(name, "") or free.versions.get(name, "") for name in names}
    if any(_is_far(proof, name, free.versions.get(name)) for name in names):
        return None
    return {name: free.versions[name] for name in names if name in free.versions}


def _is_far(proof: Proof, name: str, version: str | None) -> bool:
    """Whether a version is too far below what the project has, which is remembered for who asks why there is none."""
    floor = _floor(proof, name)
    if version is None or floor is None or is_near(proof, name, version, str(floor)):
        return False
    proof.too_far[name] = version
    return True


def _freed(proof: Proof, names: Sequence[str]) -> Pins | None:
    """What is left when some packages are free; where others are in the way too, what the freed ones would be alone."""
    try:
        return proof.compile(proof.task(names))
    except Unresolvable as error:
        if error.is_away:
            raise
    others = set(own(proof, proof.requirements.keys())) - set(names)
    try:
        return proof.compile(proof.task([*names, *others]))
    except Unresolvable as error:
        if error.is_away:
            raise
        return None


def _floor(proof: Proof, name: str) -> Version | None:
    """The newest version that the project names for a package."""
    asked = [one.requirement for one in proof.wanted.asks if package(one.requirement) == name]
    named: list[Version] = []
    for one in (clause for requirement in asked for clause in requirement.specifier):
        try:
            named.append(Version(one.version.removesuffix(".*")))
        except InvalidVersion:
            continue
    return max(named, default=None)


def _bounded(
    proof: Proof, names: Sequence[str], bounds: Mapping[str, str], free: Pins, *, lowest: bool
) -> Mapping[str, str] | None:
    """The versions of freed packages within bounds, beside all other direct requirements as they were resolved."""
    task = proof.task(names)
    asked: list[Requirement] = []
    for one in task.requirements:
        name, exact = package(one), bare(one)
        if name in bounds:
            exact.specifier = SpecifierSet(bounds[name])
        elif name in free.versions:
            exact.specifier = SpecifierSet(f"=={free.versions[name]}")
        asked.append(exact)
    try:
        done = proof.compile(replace(task, requirements=tuple(asked), lowest=lowest, prefer=()))
    except Unresolvable as error:
        if error.is_away:
            raise
        return None
    return {name: done.versions[name] for name in names if name in done.versions}
