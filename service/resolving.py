"""The story of `resolve`: candidates from the facts, the nearest set for each, and the proof of it by the index."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from matrices.picking import Facts, Place
from matrices.requirements import interpreters
from matrices.wheels import LINUX
from service.errors import WrongUse
from service.evidence import evidence
from service.nouns import Checkout, Declared
from service.plain import one_line
from service.project.declared import read_declared
from service.resolution import SCHEMA, ChangePart, PinPart, RefusalPart, Resolution, SetPart
from service.resolve.explaining import unavailable
from service.resolve.full import Proven, Unproven, prove
from service.resolve.nearest import Nearest, Refused, nearest
from service.resolve.reasons import lines
from service.resolve.resolver import Resolver
from service.resolve.wish import Change, Device, Wish, wish

Say = Callable[[str], None]
MOST_PYTHONS = 3
"""So many interpreters are resolved in full, nearest first, until one of them has a set."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a project's set. Empty `targets`: every newer minor."""

    targets: tuple[str, ...] = ()
    baseline: str | None = None
    python: str | None = None
    device: Device | None = None
    platform: str = LINUX
    before: date | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One interpreter for one TensorFlow, from the facts alone."""

    facts: Facts
    wanted: Wish
    found: Nearest | Refused


@dataclass(frozen=True, slots=True)
class Candidate:
    """One TensorFlow with its interpreters, nearest set first; empty where the project allows none of them."""

    release: Release
    ways: tuple[Judged, ...]
    refusal: Refused | None = None


def resolve_project(checkout: Checkout, asking: Asking, matrix: Matrix, cache: Path, say: Say) -> Resolution:
    """The nearest working set for each TensorFlow that is asked about. Raises WrongUse."""
    declared = read_declared(checkout)
    baseline = _baseline(declared, matrix, asking)
    candidates = judge_all(declared, matrix, asking, baseline)
    say(f"{len(candidates)} TensorFlows judged from the facts")
    with Resolver(cache, offline=asking.offline) as resolver:
        sets = tuple(_prove_all(candidates, declared, resolver, say))
    notes = [f"{note.path}{f':{note.line}' if note.line else ''}: {note.message}" for note in declared.notes]
    day = asking.before.isoformat() if asking.before else None
    return Resolution(
        SCHEMA, checkout.name, str(baseline) if baseline else None, day, sets, tuple(map(one_line, notes))
    )


def judge_all(declared: Declared, matrix: Matrix, asking: Asking, baseline: Version | None) -> tuple[Candidate, ...]:
    """Every TensorFlow that is asked about, on every interpreter that the project allows, from the facts alone."""
    places: dict[str, Facts] = {}
    allowed = SpecifierSet(f"=={asking.python}.*") if asking.python else declared.python or SpecifierSet()
    prefer = _usual_python(declared, baseline, matrix)
    return tuple(
        _candidate(declared, matrix, release, asking, allowed, prefer, places)
        for release in _releases(matrix, asking, baseline)
    )


def _baseline(declared: Declared, matrix: Matrix, asking: Asking) -> Version | None:
    """What the project runs on today; None where nothing says it, or where nobody released it."""
    if asking.baseline:
        return _find(matrix, asking.baseline, None).version
    known = evidence(declared)
    release = query.newest_in(matrix, known.specifier) if known else None
    return release.version if release else None


def _usual_python(declared: Declared, baseline: Version | None, matrix: Matrix) -> str | None:
    if declared.pythons:
        return declared.pythons[0].version
    if baseline is None:
        return None
    return query.pythons(query.find(matrix, str(baseline)))[-1]


def _releases(matrix: Matrix, asking: Asking, baseline: Version | None) -> tuple[Release, ...]:
    if not asking.targets:
        known = [one for one in query.releases(matrix) if asking.before is None or one.date <= asking.before]
        start = baseline or Version("2.0")
        newest = {one.version.release[:2]: one for one in reversed(known) if one.version > start}
        return tuple(one for minor, one in sorted(newest.items()) if minor > start.release[:2])
    found: dict[Version, Release] = {}
    for text in asking.targets:
        release = _find(matrix, text, asking.before)
        found[release.version] = release
    return tuple(found[version] for version in sorted(found))


def _find(matrix: Matrix, text: str, before: date | None) -> Release:
    """The release that a person means; of a minor the newest patch up to the day."""
    try:
        found = query.find(matrix, text)
    except query.UnknownVersion as error:
        raise WrongUse(_never(matrix, text) or str(error), "`upflow matrix` lists all that are known") from None
    if before is None or found.date <= before:
        return found
    same = [one for one in query.releases(matrix) if str(one.version).startswith(f"{text.strip()}.")]
    older = [one for one in same if one.date <= before]
    if text.strip().lower() in query.NEWEST_WORDS:
        older = [one for one in query.releases(matrix) if one.date <= before]
    if not older:
        raise WrongUse(f"TensorFlow {found.version} is of {found.date}, after {before}", "leave out --exclude-newer")
    return older[0]


def _never(matrix: Matrix, text: str) -> str | None:
    """Why a version that is named exactly cannot be had, in words: withdrawn, or never released."""
    try:
        found = unavailable(matrix, Requirement(f"{query.TENSORFLOW}=={text.strip()}"), Place("3.11"))
    except InvalidRequirement:
        return None
    return f"{found.text} Either {', or '.join(found.ways)}." if found and found.ways else None


def _candidate(  # noqa: PLR0917 - one call, and each is one thing
    declared: Declared,
    matrix: Matrix,
    release: Release,
    asking: Asking,
    allowed: SpecifierSet,
    prefer: str | None,
    places: dict[str, Facts],
) -> Candidate:
    held = release.python_on(asking.platform)
    pythons = [one for one in interpreters(held.range) if _admits(allowed, one)] if held else []
    if not pythons:
        return Candidate(release, (), _no_python(matrix, release, asking, allowed))
    ways: list[Judged] = []
    for python in pythons:
        facts = places.setdefault(python, Facts(matrix, Place(python, asking.platform), asking.before))
        wanted = wish(declared, release.version, facts, asking.device)
        ways.append(Judged(facts, wanted, nearest(wanted, facts)))
    return Candidate(release, tuple(sorted(ways, key=lambda way: _order(way, prefer))))


def _admits(allowed: SpecifierSet, python: str) -> bool:
    """A minor is allowed when some patch of it is: ">=3.9.2" does not exclude 3.9."""
    return any(allowed.contains(f"{python}.{patch}") for patch in range(100))


def _order(way: Judged, prefer: str | None) -> tuple[object, ...]:
    """A set before none, fewer pins given up before more; then the interpreter of today, or the next newer one."""
    refused = isinstance(way.found, Refused)
    distance = way.found.distance if isinstance(way.found, Nearest) else (0, 0)
    minor = Version(way.facts.place.python).minor
    usual = Version(prefer).minor if prefer else None
    if usual is None:
        return refused, distance, False, -minor
    return refused, distance, minor < usual, abs(minor - usual)


def _no_python(matrix: Matrix, release: Release, asking: Asking, allowed: SpecifierSet) -> Refused:
    """The project, or the request, allows no interpreter for which there is a wheel."""
    asked = asking.python or next(iter(reversed(interpreters(allowed))), "3.11")
    exact = Requirement(f"{query.TENSORFLOW}=={release.version}")
    found = unavailable(matrix, exact, Place(asked, asking.platform), before=asking.before)
    who = "" if asking.python else f" The project allows Python {allowed}."
    text = f"{found.text} Either {', or '.join(found.ways)}.{who}" if found else f"no interpreter is allowed.{who}"
    return Refused((text,), found.source if found else release.source, ())


def _prove_all(
    candidates: tuple[Candidate, ...], declared: Declared, resolver: Resolver, say: Say
) -> Iterator[SetPart]:
    """The first with the index, which fills the cache; all others side by side from there."""
    prefer = tuple(str(line.requirement) for line in declared.locked if _is_pin(str(line.requirement)))
    first = next((one for one in reversed(candidates) if _sets(one)), None)
    done = {id(first): _prove(first, prefer, resolver, say, offline=False)} if first else {}
    with ThreadPoolExecutor(max(1, min(4, len(candidates)))) as pool:
        runs = {
            id(one): pool.submit(_prove, one, prefer, resolver, say, offline=True)
            for one in candidates
            if one is not first
        }
        for one in candidates:
            yield done[id(one)] if one is first else runs[id(one)].result()


def _sets(candidate: Candidate) -> bool:
    return any(isinstance(way.found, Nearest) for way in candidate.ways)


def _is_pin(text: str) -> bool:
    return "==" in text and not any(mark in text for mark in ";@*[,")


def _prove(candidate: Candidate, prefer: tuple[str, ...], resolver: Resolver, say: Say, *, offline: bool) -> SetPart:
    """The set of the first interpreter that has one; else why the first of all has none."""
    label = f"TensorFlow {candidate.release.version}"
    if candidate.refusal is not None or not _sets(candidate):
        refused = candidate.refusal or next(way.found for way in candidate.ways if isinstance(way.found, Refused))
        return _refusal(candidate, candidate.ways[0] if candidate.ways else None, refused)
    refusals: list[tuple[Judged, Refused]] = []
    for way in candidate.ways[:MOST_PYTHONS]:
        if not isinstance(way.found, Nearest):
            continue
        here = f"{label}, Python {way.facts.place.python}"
        say(f"{here}: resolves")

        def tell(line: str, here: str = here) -> None:
            say(f"{here}: {line}")

        found = prove(way.found, way.wanted, way.facts, resolver, tell, prefer=prefer, offline=offline)
        if isinstance(found, Refused):
            refusals.append((way, found))
            continue
        return _set(candidate, way, found)
    return _refusal(candidate, *refusals[0])


def _set(candidate: Candidate, way: Judged, found: Proven | Unproven) -> SetPart:
    place = way.facts.place
    if isinstance(found, Unproven):
        pins = tuple(
            PinPart(name, str(version), "what the facts expect", "the facts", built=False)
            for name, version in found.nearest.picks.items()
        )
        return SetPart(
            str(candidate.release.version),
            place.python,
            place.platform,
            "unknown",
            "facts",
            _changes(found.nearest.changes),
            pins,
            None,
            (f"{found.why}: the set is from the facts alone, of the packages that they know",),
        )
    pins = tuple(
        PinPart(one.name, one.version, one.reason, one.source, one.built) for one in lines(found, way.wanted, way.facts)
    )
    return SetPart(
        str(candidate.release.version),
        place.python,
        place.platform,
        "works",
        "resolved",
        _changes(found.changes),
        pins,
        None,
        found.notes,
    )


def _changes(changes: tuple[Change, ...]) -> tuple[ChangePart, ...]:
    return tuple(
        ChangePart(one.kind.value, one.name, one.before, one.after, one.place, one.reason, one.source)
        for one in changes
    )


def _refusal(candidate: Candidate, way: Judged | None, refused: Refused) -> SetPart:
    place = way.facts.place if way else None
    return SetPart(
        str(candidate.release.version),
        place.python if place else "",
        place.platform if place else "",
        "breaks",
        "none",
        (),
        (),
        RefusalPart(" ".join(refused.sentences), refused.source, refused.blockers),
        (),
    )
