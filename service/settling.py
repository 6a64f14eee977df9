"""The set of a candidate: the pins that it needs, and where no set has all that is declared, the nearest one. Pure."""

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices import query
from matrices.picking import Facts, Place
from service.case import Case
from service.nouns import Candidate, Constraint, Trouble
from service.resolve.candidates import admits, candidate_on
from service.resolve.nearest import Nearest, nearest
from service.resolve.settle import settle
from service.resolve.wish import Kind, wish

NO_SET = "No set of versions has all that is declared."


def settled(case: Case, candidate: Candidate, places: dict[str, Facts]) -> Candidate:
    """A candidate as it has to be asked for. `places` keeps what was worked out for each interpreter.

    Where what is declared cannot be met, the interpreter gives way first, then as few of the declared pins as can be.
    """
    found = _as_asked(case, candidate, _facts(case, candidate.python, places))
    if not found.troubles:
        return found
    if candidate.tensorflow == case.choice.baseline.tensorflow:
        return found._replace(troubles=tuple(one for one in found.troubles if one.packages))
    ways = [_nearest(case, each, _facts(case, each.python, places)) for each in _interpreters(case, candidate)]
    return min(ways, key=lambda way: way[0])[1]


def _facts(case: Case, python: str, places: dict[str, Facts]) -> Facts:
    return places.setdefault(python, Facts(case.matrix, Place(python)))


def _as_asked(case: Case, candidate: Candidate, facts: Facts) -> Candidate:
    bare = candidate._replace(constraints=())
    return settle(candidate, [*case.wanted(bare), *case.limits(bare)], facts)


def _interpreters(case: Case, candidate: Candidate) -> Iterator[Candidate]:
    """The candidate as it is, then on every other interpreter that may be taken: newer ones, then older ones."""
    yield candidate
    release = query.find(case.matrix, str(candidate.tensorflow))
    allowed = case.declared.python or SpecifierSet()
    pythons = [] if case.python else [one for one in query.pythons(release) if admits(allowed, one)]
    at = query.pythons(release).index(candidate.python)
    newer = [one for one in query.pythons(release)[at + 1 :] if one in pythons]
    older = [one for one in reversed(query.pythons(release)[:at]) if one in pythons]
    for python in (*newer, *older):
        yield candidate_on(case.matrix, release, python)


def _nearest(case: Case, candidate: Candidate, facts: Facts) -> tuple[tuple[bool, int, int], Candidate]:
    """The candidate with what has to give way in it, and how much that is; with the cause where nothing helps."""
    bare = candidate._replace(constraints=())
    lines = tuple(line._replace(requirement=after) for line, after in case.asked(bare))
    found = nearest(wish(case.declared._replace(lines=lines), candidate.tensorflow, facts), facts)
    if not isinstance(found, Nearest):
        packages = ", ".join(found.blockers) or "what is declared"
        trouble = Trouble(packages, " ".join(found.sentences), NO_SET, found.source)
        return (True, 0, 0), candidate._replace(troubles=(trouble,))
    moved = [
        Constraint(Requirement(change.after), change.reason, change.source, needed=True)
        for change in found.changes
        if change.kind is Kind.RELAXED
    ]
    known = {str(one.requirement): one for one in (*candidate.constraints, *found.limits, *moved)}
    return (False, *found.distance), candidate._replace(constraints=tuple(known.values()))
