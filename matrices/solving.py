"""Versions that go together: a search that learns from each conflict, over finite sets of versions. Pure.

A set of versions is a number: bit 0 is the best version of a package, the highest bit says that it is not there at all.
What cannot be is a ban: packages with a set of versions each, that may not all be met at once. "foo 2 needs bar>=3" is
the ban of foo 2 together with bar below 3 or absent. Two bans that meet in one package make a third (as PubGrub does),
so that the search never comes to the same dead end twice, and ends with the few bans that nothing can satisfy.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Bits = int
MOST_STEPS = 20_000
LAST = 9
"""The place in the order of what nobody asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class Ban:
    """Sets of versions that may not all be met. `causes` are the first bans that it was made of, itself if none."""

    terms: Mapping[str, Bits]
    why: object = None
    made_of: "tuple[Ban, ...]" = ()

    def causes(self) -> "tuple[Ban, ...]":
        """The bans that somebody stated, of which this one follows."""
        found: dict[int, Ban] = {}
        open_, seen = [self], set[int]()
        while open_:
            one = open_.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            if one.made_of:
                open_ += one.made_of
            else:
                found[id(one)] = one
        return tuple(found.values())


class Unsolvable(Exception):
    """Nothing satisfies all bans; `causes` are those that contradict each other. None: the search was given up."""

    def __init__(self, causes: tuple[Ban, ...] | None) -> None:
        super().__init__("no set of versions is left" if causes else "too many ways to look at")
        self.causes = causes


class Packages(Protocol):
    """What the search asks: which versions there are, and what each of them forbids."""

    def domain(self, name: str) -> Bits:
        """All versions of a package, with the bit of its absence."""

    def absent(self, name: str) -> Bits:
        """The bit of its absence."""

    def bans(self, name: str, version: Bits) -> Iterable[Ban]:
        """What one version forbids others: the same objects whenever it is asked again."""

    def rank(self, name: str, left: Bits) -> tuple[object, ...]:
        """Packages with a small rank are decided first."""


@dataclass(slots=True)
class _Step:
    """One narrowing of one package: what is left of it, what was left before, and the ban that did it."""

    name: str
    before: Bits
    left: Bits
    level: int
    cause: Ban | None


@dataclass(slots=True)
class _Search:
    packages: Packages
    prefer: Callable[[str, Bits], Bits] | None
    first: Mapping[str, int]
    left: dict[str, Bits] = field(default_factory=dict)
    trail: list[_Step] = field(default_factory=list)
    watched: dict[str, list[Ban]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    opened: set[tuple[str, Bits]] = field(default_factory=set)
    wanted: dict[str, None] = field(default_factory=dict)
    level: int = 0


def solve(
    packages: Packages,
    asked: Iterable[Ban],
    prefer: Callable[[str, Bits], Bits] | None = None,
    first: Mapping[str, int] | None = None,
) -> dict[str, Bits]:
    """One version a package, as a bit, for all that are there. Raises Unsolvable.

    `prefer` chooses the bit to try first of those that are left; without it the lowest, which is the best. The packages
    in `first` are decided before all others, those with the smallest number at once, so that others have to follow.
    """
    search = _Search(packages, prefer, first or {})
    for ban in asked:
        _learn(search, ban)
    agenda = list(search.watched)
    for _ in range(MOST_STEPS):
        conflict = _propagate(search, agenda)
        if conflict is not None:
            _learn(search, _resolve(search, conflict))
            agenda = list(search.watched)  # what was learnt on the way that was given up holds here, too
            continue
        name = _next(search)
        if name is None:
            return {name: search.left[name] for name in search.wanted if search.left[name] != packages.absent(name)}
        agenda = [name]
        _decide(search, name)
    raise Unsolvable(None)


def _learn(search: _Search, ban: Ban) -> None:
    if id(ban) in search.known:
        return
    search.known.add(id(ban))
    for name in ban.terms:
        if name not in search.left:
            search.left[name] = search.packages.domain(name)
        search.watched.setdefault(name, []).append(ban)


def _propagate(search: _Search, agenda: list[str]) -> Ban | None:
    """Follows bans of which all terms but one are met; a ban of which all are is a conflict."""
    left = search.left
    while agenda:
        for ban in search.watched.get(agenda.pop(), ()):
            open_name, open_bits = "", 0
            for term, bits in ban.terms.items():
                here = left[term]
                if here & ~bits:
                    if open_name or not here & bits:
                        break
                    open_name, open_bits = term, bits
            else:
                if not open_name:
                    return ban
                _narrow(search, open_name, left[open_name] & ~open_bits, ban)
                agenda.append(open_name)
    return None


def _narrow(search: _Search, name: str, left: Bits, cause: Ban | None) -> None:
    search.trail.append(_Step(name, search.left[name], left, search.level, cause))
    search.left[name] = left
    if not left & search.packages.absent(name):
        search.wanted.setdefault(name)


def _next(search: _Search) -> str | None:
    """The package to decide on; one that is decided but not opened yet comes before all."""
    packages = search.packages
    best: tuple[object, ...] | None = None
    found = None
    for name in search.wanted:
        left = search.left[name]
        if not left & (left - 1):
            if (name, left) not in search.opened:
                return name
            continue
        rank = (search.first.get(name, LAST), *packages.rank(name, left))
        if best is None or rank < best:
            best, found = rank, name
    return found


def _decide(search: _Search, name: str) -> None:
    """Learns what the best version that is left forbids, and takes it where nothing speaks against it at once."""
    left = search.left[name]
    single = not left & (left - 1)
    bit = left if single else (search.prefer(name, left) if search.prefer else left & -left)
    bans = tuple(search.packages.bans(name, bit))
    for ban in bans:
        _learn(search, ban)
    search.opened.add((name, bit))
    if not single and not any(_met_but_for(search, ban, name) for ban in bans):
        search.level += 1
        _narrow(search, name, bit, None)


def _met_but_for(search: _Search, ban: Ban, name: str) -> bool:
    """Whether a ban forbids what is to be taken of a package: the propagation takes it away, then."""
    return not any(search.left[term] & ~bits for term, bits in ban.terms.items() if term != name)


def _resolve(search: _Search, conflict: Ban) -> Ban:
    """Why the conflict came about, as one ban that forbids it earlier; the search goes back to where that counts."""
    while True:
        index, before = _satisfier(search, conflict)
        if index is None:
            raise Unsolvable(conflict.causes())
        step = search.trail[index]
        if step.cause is None or before < step.level:
            _back(search, before)
            return conflict
        conflict = _merged(search, conflict, step.cause, step.name)


def _satisfier(search: _Search, ban: Ban) -> tuple[int | None, int]:
    """The step with which a ban was met as a whole (None: it was from the start), and the level of what it built on."""
    open_ = {name: bits for name, bits in ban.terms.items() if search.packages.domain(name) & ~bits}
    met: list[int] = []
    for index, step in enumerate(search.trail):
        bits = open_.get(step.name)
        if bits is not None and not step.left & ~bits:
            met.append(index)
            del open_[step.name]
            if not open_:
                break
    if not met:
        return None, 0
    last = search.trail[met[-1]]
    level = search.trail[met[-2]].level if len(met) > 1 else 0
    if last.cause is not None:
        # It may have met its term only together with earlier steps of the same package.
        rest = search.packages.domain(last.name) & ~last.cause.terms[last.name] & ~ban.terms[last.name]
        earlier = (step for step in search.trail if step.name == last.name and not step.left & rest)
        level = max(level, next(earlier).level) if rest else level
    return met[-1], level


def _merged(search: _Search, ban: Ban, cause: Ban, name: str) -> Ban:
    """What follows from both: whichever version of `name` it is, one of the two forbids it."""
    terms = {other: bits for other, bits in ban.terms.items() if other != name}
    for other, bits in cause.terms.items():
        if other != name:
            terms[other] = terms.get(other, bits) & bits
    either = ban.terms[name] | cause.terms[name]
    if search.packages.domain(name) & ~either:
        terms[name] = either
    return Ban(terms, made_of=(ban, cause))


def _back(search: _Search, level: int) -> None:
    """Undoes every step beyond a level."""
    while search.trail and search.trail[-1].level > level:
        step = search.trail.pop()
        search.left[step.name] = step.before
        if step.before & search.packages.absent(step.name):
            search.wanted.pop(step.name, None)
    search.level = level
