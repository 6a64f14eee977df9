"""The first of several versions that breaks, with as few trials as can be: halves, around what says nothing."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from service.nouns import Verdict


class Found(NamedTuple):
    """`good` is the last that works, -1 the baseline; `bad` the first that breaks, None where none does.

    The trials of `unknown` said nothing; they lie between the two.
    """

    good: int
    bad: int | None
    unknown: tuple[int, ...] = ()


def first_that_breaks(count: int, ask: Callable[[int], Verdict | None], places: Sequence[float] | None = None) -> Found:
    """`ask` tries one of `count` versions, oldest first, and is asked once for each.

    The newest comes first, as mostly nothing breaks. That what broke once stays broken is taken for granted. `places`
    say where each lies on a line that is halved; without them all are equally far apart.
    """
    good, bad = -1, count
    silent: set[int] = set()
    line = (*(range(1, count + 1) if places is None else places), 0.0)  # the last is where the baseline lies
    while (at := _next(good, bad, line, silent)) is not None:
        match ask(at):
            case Verdict.BREAKS:
                bad = at
            case Verdict.WORKS | Verdict.CHANGES:
                good = at
            case Verdict.UNKNOWN | None:
                silent.add(at)
    between = tuple(sorted(at for at in silent if good < at < bad))
    return Found(good, bad if bad < count else None, between)


def told(found: Found, names: Sequence[str], baseline: str, tried: int) -> str:
    """What was found, in one sentence; `names` are the versions that were searched."""
    good = f"{names[found.good]} works" if found.good >= 0 else f"nothing between it and the baseline {baseline} works"
    count = f"{tried} of {len(names)} were tried"
    between = (
        f"; the trials between say nothing: {', '.join(names[at] for at in found.unknown)}" if found.unknown else ""
    )
    if found.bad is None:
        return f"none was found that breaks{f': {good}' if found.good >= 0 else ''}; {count}{between}"
    return f"the first that breaks is {names[found.bad]}; {good}; {count}{between}"


def _next(good: int, bad: int, line: Sequence[float], silent: Collection[int]) -> int | None:
    """The newest until one broke, then the one nearest to the middle; None where all are known."""
    left = [at for at in range(good + 1, bad) if at not in silent]
    if bad == len(line) - 1:
        return max(left, default=None)
    return min(left, key=lambda at: abs(2 * line[at] - line[good] - line[bad]), default=None)
