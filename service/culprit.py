"""Which of the packages that changed breaks it, by few sets between one that works and one that breaks. Pure.

Packages that can only move together are one bundle. Sets are asked for along a chain, from the old set to the new one,
in which each is whole: nothing in it asks for what is not in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from service.bisecting import first_that_breaks
from service.nouns import Verdict

Names = frozenset[str]
Ties = Mapping[str, Names]
"""For each package that changed, those that have to move when it moves."""

MOST = 3
"""So many culprits are looked for: a set with more is better taken in steps."""


class Blamed(NamedTuple):
    """`culprits` break it, each with what only moves together with it; `held` stays old with them.

    `without` is what a trial says of the set in which all of `held` stay and all others move. `doubted`: no set between
    tells which of the packages named it is.
    """

    culprits: tuple[Names, ...]
    held: Names
    without: Verdict
    doubted: bool = False


def blame(ties: Ties, weights: Mapping[str, float], ask: Callable[[Names], Verdict]) -> Blamed:
    """`ask` tries the set in which these packages are new and the others old; it is asked once for each set.

    The heavier a package, the sooner it is looked at. That nothing moved works, and that all moved breaks, is known.
    """
    known: dict[Names, Verdict] = {frozenset(): Verdict.WORKS, frozenset(ties): Verdict.BREAKS}

    def answer(moved: Names) -> Verdict:
        if moved not in known:
            known[moved] = ask(moved)
        return known[moved]

    order, culprits, held, doubted = chain(ties, weights), list[Names](), Names(), False
    while True:
        sets = [_union(order[: at + 1]) for at in range(len(order))]
        places = [sum(weights[name] for name in each) for each in sets]
        found = first_that_breaks(len(order), partial(_answer_at, answer, sets), places)
        assert found.bad is not None, "the last set is known to break"
        culprits.append(_union(order[found.good + 1 : found.bad + 1]))
        doubted = doubted or bool(found.unknown)
        held |= {name for name in ties if culprits[-1] & reached(name, ties)}
        order = tuple(bundle for bundle in order if not bundle & held)
        without = answer(_union(order))
        if without is not Verdict.BREAKS or len(culprits) == MOST:
            return Blamed(tuple(culprits), held, without, doubted)


def _answer_at(answer: Callable[[Names], Verdict], sets: Sequence[Names], at: int) -> Verdict:
    return answer(sets[at])


def chain(ties: Ties, weights: Mapping[str, float]) -> tuple[Names, ...]:
    """All bundles, each after those that it needs, and what is suspected as late as may be.

    So the set before it is most of the new one: where that works, it is found and known to be what has to stay.
    """
    reach = {name: reached(name, ties) for name in ties}
    left = {Names(other for other in reach[name] if name in reach[other]) for name in ties}
    order: list[Names] = []
    while left:
        tops = [each for each in left if not any(each <= reach[min(other)] for other in left if other != each)]
        last = max(tops, key=lambda each: (max(weights[name] for name in reach[min(each)]), sorted(each)))
        order.append(last)
        left.remove(last)
    return tuple(reversed(order))


def reached(name: str, ties: Ties) -> Names:
    """It, and all that has to move with it."""
    found, left = {name}, [name]
    while left:
        new = ties[left.pop()] - found
        found |= new
        left += new
    return Names(found)


def _union(bundles: Iterable[Names]) -> Names:
    return Names().union(*bundles)


def told(blamed: Blamed, moves: Mapping[str, str], weights: Mapping[str, float], target: str, tried: int) -> str:
    """What was found, in one sentence; `moves`: from where to where each package goes, `target`: the new set."""
    count = f"{tried} of the sets between {'was' if tried == 1 else 'were'} tried, {len(moves)} packages differ"
    each = [_bundle(names, moves, weights, ", " if blamed.doubted else " with ") for names in blamed.culprits]
    head = "the culprit is" if len(each) == 1 else "the culprits are"
    if blamed.doubted:
        head += " among these, which no set between tells apart:"
    others = blamed.held.difference(*blamed.culprits)
    also = f" and what needs it ({_listed(sorted(others))})" if others else ""
    stays = f"with {'it' if len(each) == 1 else 'them'}{also} as before"
    match blamed.without:
        case Verdict.BREAKS:
            end = f"{stays}, {target} still breaks: take it in smaller steps"
        case Verdict.UNKNOWN:
            end = f"{stays}, the rest of {target} cannot be tried"
        case _ if blamed.held == Names(moves):
            end = "nothing else differs"
        case _:
            end = f"{stays}, the rest of {target} works"
    return f"{head} {', and '.join(each)}; {end}; {count}"


def _bundle(names: Names, moves: Mapping[str, str], weights: Mapping[str, float], joint: str) -> str:
    first, *others = sorted(names, key=lambda name: (-weights[name], name))
    with_it = f"{joint}{_listed([f'{name} {moves[name]}' for name in others])}" if others else ""
    return f"{first} {moves[first]}{with_it}"


def _listed(words: Sequence[str], most: int = 4) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more
