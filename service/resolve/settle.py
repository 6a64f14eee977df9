"""What the facts say of a whole set: the pins without which it is known to break, and what no pin mends. Pure."""

from collections.abc import Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from matrices.facts import Conflict
from matrices.judging import Judgement, judge
from matrices.picking import Facts
from service.nouns import Candidate, Constraint, Trouble


def settle(candidate: Candidate, wanted: Sequence[Requirement], facts: Facts) -> Candidate:
    """The candidate with the pins that everything wanted beside it needs; where nothing is wrong, as it was.

    Where no set has all of it, that is its trouble, of no package in particular.

    `wanted` is without the pins that the candidate has already as a precaution: are they needed?
    """
    judged = judge(facts, wanted)
    if judged.why:
        return candidate._replace(troubles=(Trouble("", judged.why, "", ""),))
    if not judged.broken:
        return candidate
    if judged.cures is None:
        return candidate._replace(troubles=tuple(map(_trouble, judged.broken)))
    pins = {str(cure): _constraint(cure, judged) for cure in judged.cures}
    known = {str(constraint.requirement): constraint for constraint in candidate.constraints}
    return candidate._replace(constraints=tuple({**known, **pins}.values()))


def _constraint(cure: Requirement, judged: Judgement) -> Constraint:
    conflict = next((one for one in judged.broken if one.cure == cure), judged.broken[0])
    brings = canonicalize_name(cure.name) not in judged.picks
    return Constraint(cure, conflict.said, conflict.source, needed=True, brings=brings)


def _trouble(conflict: Conflict) -> Trouble:
    return Trouble(f"{conflict.product} with {conflict.beside}", conflict.error, conflict.said, conflict.source)
