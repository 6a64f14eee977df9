"""What gives way where no set has all that is declared: the interpreter, then as few pins as can be. Pure."""

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from matrices import query
from matrices.picking import Facts
from service.case import Case
from service.nouns import Candidate, Constraint, Trouble
from service.resolve.candidates import candidate_on
from service.resolve.nearest import Nearest, nearest
from service.resolve.versions import admits
from service.resolve.wish import Kind, wish

NO_SET = "No set of versions has all that is declared."


def interpreters(case: Case, candidate: Candidate) -> Iterator[Candidate]:
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


def with_least_given(case: Case, candidate: Candidate, facts: Facts) -> tuple[tuple[bool, int, int], Candidate]:
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
