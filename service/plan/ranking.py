"""The order of the routes, and the reason of each rank in a sentence. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from packaging.version import Version

from service.plain import counted
from service.plan.parts import RoutePart
from service.plan.targets import Name

FEW = 10
"""So many places by hand are little work."""
STAYING, MUCH = 2, 3


class Ranked(NamedTuple):
    """A route and why it stands where it does."""

    route: RoutePart
    reason: str


def ranked(routes: Iterable[RoutePart]) -> tuple[Ranked, ...]:
    """What is open first, what has no known vulnerabilities before what has; then by the work, then the farthest.

    To stay is better than much work by hand, and worse than little.
    """
    return tuple(Ranked(one, reason(one)) for one in sorted(routes, key=_key))


def _key(route: RoutePart) -> tuple[bool, bool, int, int, tuple[int, ...], bool]:
    by_hand = hands(route)
    work = STAYING if route.name == Name.HOLD else 0 if not by_hand else 1 if by_hand <= FEW else MUCH
    effort = by_hand + route.cost.review // 10 if work == MUCH else 0
    reach = tuple(-number for number in Version(route.tensorflow).release)
    return (not route.is_open, bool(route.risk.known), work, effort, reach, route.name == Name.TF_KERAS)


def hands(route: RoutePart) -> int:
    """How many things a person has to do that no edit does."""
    return route.cost.manual + len(route.cost.left)


def reason(route: RoutePart) -> str:
    """Why a route stands where it does."""
    return "; ".join(_reasons(route))


def _reasons(route: RoutePart) -> Iterator[str]:
    cost, by_hand = route.cost, hands(route)
    if not route.is_open:
        yield f"closed as it is: {cost.blockers[0]}"
        return
    what = {
        Name.NEWEST: "the newest",
        Name.TF_KERAS: "the newest with Keras 2 kept, for a time: code of Keras stays as it is",
        Name.LAST_KERAS_2: "the last with Keras 2: no more repairs come for it",
        Name.HOLD: "to stay: the newest patch of this minor, with the pins without which it is known to break",
    }[Name(route.name)]
    yield what
    edits = cost.safe + cost.review
    if by_hand:
        yield f"{counted(by_hand, 'place')} by hand"
    else:
        yield "nothing by hand" if edits else "no edit of the code"
    if cost.review:
        yield f"{cost.review} of {counted(edits, 'edit')} to look at"
    if route.risk.known:
        free = f", none listed from {route.risk.fixed_in} on" if route.risk.fixed_in else ""
        word = "vulnerability" if route.risk.known == 1 else "vulnerabilities"
        yield f"{route.risk.known} known {word} stay{'s' if route.risk.known == 1 else ''}{free}"
