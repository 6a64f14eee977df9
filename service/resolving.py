"""The story of `resolve`: candidates from the facts, the nearest set for each, and the proof of it by the index."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from matrices.facts import Matrix
from service.config.asking import configured_set
from service.config.reading import read
from service.nouns import Checkout, Declared
from service.plain import printable
from service.project.declared import read_declared
from service.resolution import SCHEMA, ChangePart, PinPart, RefusalPart, Resolution, SetPart
from service.resolve.explaining import oldest_pip
from service.resolve.full import Proven, Unproven, prove
from service.resolve.nearest import Nearest, Refused
from service.resolve.reasons import expected, lines
from service.resolve.resolver import Resolver
from service.resolve.ways import Asking, Candidate, Way, baseline_of, judge_all, never_released
from service.resolve.wish import Change

Say = Callable[[str], None]
MOST_PYTHONS = 3
"""So many interpreters are resolved in full, nearest first, until one of them has a set."""


def resolve_project(checkout: Checkout, asking: Asking, matrix: Matrix, cache: Path, say: Say) -> Resolution:
    """The nearest working set for each TensorFlow that is asked about. Raises WrongUse."""
    declared = read_declared(checkout)
    asking = configured_set(asking, read(checkout.files).configuration)
    baseline = baseline_of(declared, matrix, asking)
    candidates = judge_all(declared, matrix, asking, baseline)
    say(f"{len(candidates)} TensorFlows judged from the facts")
    if asking.facts_alone:
        sets = tuple(map(_from_facts, candidates))
    else:
        with Resolver(cache, offline=asking.offline) as resolver:
            sets = tuple(_prove_all(candidates, declared, resolver, say))
    never = None if asking.baseline else never_released(declared, matrix)
    notes = [*([never] if never else []), *(note.said for note in (*checkout.notes, *declared.notes))]
    day = asking.before.isoformat() if asking.before else None
    today = str(baseline) if baseline else None
    have = [one.tensorflow for one in sets if one.constraints]
    towards_newest = asking.targets or today is None
    nearest = next(reversed(have) if towards_newest else iter(have), None)
    return Resolution(SCHEMA, checkout.name, today, nearest, day, sets, tuple(map(printable, notes)))


def _prove_all(
    candidates: tuple[Candidate, ...], declared: Declared, resolver: Resolver, say: Say
) -> Iterator[SetPart]:
    """The first with the index, which fills the cache; all others side by side from there."""
    prefer = tuple(str(line.requirement) for line in declared.locked if _is_pin(str(line.requirement)))
    first = next((one for one in reversed(candidates) if one.sets), None)
    done = {id(first): _prove(first, prefer, resolver, say, offline=False)} if first else {}
    with ThreadPoolExecutor(max(1, min(4, len(candidates)))) as pool:
        runs = {
            id(one): pool.submit(_prove, one, prefer, resolver, say, offline=True)
            for one in candidates
            if one is not first
        }
        for one in candidates:
            yield done[id(one)] if one is first else runs[id(one)].result()


def _is_pin(text: str) -> bool:
    return "==" in text and not any(mark in text for mark in ";@*[,")


def _prove(candidate: Candidate, prefer: tuple[str, ...], resolver: Resolver, say: Say, *, offline: bool) -> SetPart:
    """The set of the first interpreter that has one; else why the first of all has none."""
    label = f"TensorFlow {candidate.release.version}"
    if not candidate.sets:
        return _refusal(candidate, _telling(candidate))
    refused: tuple[Way, Refused] | None = None
    for way in _to_try(candidate):
        here = f"{label}, Python {way.facts.place.python}"
        say(f"{here}: resolves")

        def tell(line: str, here: str = here) -> None:
            say(f"{here}: {line}")

        assert isinstance(way.nearest, Nearest)
        found = prove(way.nearest, way.wanted, way.facts, resolver, tell, prefer=prefer, offline=offline)
        if not isinstance(found, Refused):
            return _set(candidate, way, found)
        refused = refused or (way, found)
        if found.everywhere:
            break
    return _refusal(candidate, *refused) if refused else _refusal(candidate, candidate.ways[0])


def _telling(candidate: Candidate) -> Way | None:
    """Of interpreters without a set the one whose reason is what breaks: where that is so, no other one would help."""
    for way in candidate.ways:
        known = {conflict.source for conflict in way.facts.matrix.conflicts}
        if isinstance(way.nearest, Refused) and way.nearest.source in known:
            return way
    return next(iter(candidate.ways), None)


def _to_try(candidate: Candidate) -> Iterator[Way]:
    """The few interpreters that are nearest; those that give up more are looked at when they are needed."""
    others = (way.in_full() for way in candidate.ways if not way.found)
    ways = itertools.chain(candidate.sets, (way for way in others if way.found))
    yield from itertools.islice(ways, MOST_PYTHONS)


def _from_facts(candidate: Candidate) -> SetPart:
    """The set that the facts expect, on the nearest interpreter; nobody asked the index whether it resolves."""
    if not candidate.sets:
        return _refusal(candidate, _telling(candidate))
    way = candidate.sets[0]
    assert isinstance(way.nearest, Nearest)
    return _set(candidate, way, Unproven(way.nearest, "the index was not asked"))


def _set(candidate: Candidate, way: Way, found: Proven | Unproven) -> SetPart:
    place, release = way.facts.place, candidate.release
    pip = oldest_pip(release, place.platform)
    if isinstance(found, Proven):
        known, changes, notes = lines(found, way.wanted, way.facts), found.changes, found.notes
    else:
        known, changes = expected(found.nearest, way.wanted, way.facts), found.nearest.changes
        notes = (f"{found.why}: the set is from the facts alone, of the packages that they know",)
    return SetPart(
        tensorflow=str(release.version),
        python=place.python,
        platform=place.platform,
        pip=str(pip) if pip else None,
        verdict="works" if isinstance(found, Proven) else "unknown",
        proof="resolved" if isinstance(found, Proven) else "facts",
        changes=_changes(changes),
        constraints=tuple(PinPart(one.name, one.version, one.reason, one.source, one.built) for one in known),
        refusal=None,
        notes=notes,
    )


def _changes(changes: tuple[Change, ...]) -> tuple[ChangePart, ...]:
    return tuple(
        ChangePart(one.kind.value, one.name, one.before, one.after, one.place, one.reason, one.source)
        for one in changes
    )


def _refusal(candidate: Candidate, way: Way | None, refused: Refused | None = None) -> SetPart:
    """Why there is no set: the index says it, or the facts do, for one interpreter or for all of them."""
    place = way.facts.place if way else None
    if refused is None:
        refused = candidate.refusal or (way.nearest if way and isinstance(way.nearest, Refused) else None)
    assert refused is not None
    return SetPart(
        tensorflow=str(candidate.release.version),
        python=place.python if place else "",
        platform=place.platform if place else "",
        pip=None,
        verdict="breaks",
        proof="none",
        changes=(),
        constraints=(),
        refusal=RefusalPart(" ".join(refused.sentences), refused.source, refused.blockers),
        notes=(),
    )
