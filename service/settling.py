"""The set of a candidate: the pins that it needs; where no set has all that is declared, the nearest one. Pure."""

from matrices.picking import Facts, Place
from service.case import Case
from service.nouns import Candidate
from service.resolve.settle import settle


def settled(case: Case, candidate: Candidate, places: dict[str, Facts]) -> Candidate:
    """A candidate as it has to be asked for. `places` keeps what was worked out for each interpreter.

    Where what is declared cannot be met, the interpreter gives way first, then as few of the declared pins as can be.
    """
    found = _as_asked(case, candidate, _facts(case, candidate.python, places))
    if not found.troubles:
        return found
    if candidate.tensorflow == case.choice.baseline.tensorflow and case.is_admitted(candidate):
        return found._replace(troubles=tuple(one for one in found.troubles if one.packages))
    from service.giving_way import interpreters, with_least_given  # noqa: PLC0415 - most sets are there as asked for

    ways = [with_least_given(case, each, _facts(case, each.python, places)) for each in interpreters(case, candidate)]
    return min(ways, key=lambda way: way[0])[1]


def _facts(case: Case, python: str, places: dict[str, Facts]) -> Facts:
    return places.setdefault(python, Facts(case.matrix, Place(python)))


def _as_asked(case: Case, candidate: Candidate, facts: Facts) -> Candidate:
    wished = case.wished(candidate._replace(constraints=()))
    return settle(candidate, [*wished.wanted, *wished.limits], facts)
