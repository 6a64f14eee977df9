"""Every decision about a candidate: what the rules found and what the trials showed, joined in one exhaustive match."""

from collections.abc import Iterable

from migrations.rule import Effect
from service.nouns import Certainty, Kind, Outcome, Verdict


def compare(baseline: Outcome, candidate: Outcome) -> Verdict:
    """What two outcomes say. Without a baseline that passes, a failure proves nothing."""
    match baseline.kind:
        case Kind.PASSED:
            match candidate.kind:
                case Kind.PASSED:
                    return Verdict.WORKS
                case Kind.FAILED:
                    return Verdict.BREAKS
                case Kind.UNDECIDED:
                    return Verdict.UNKNOWN
        case Kind.FAILED | Kind.UNDECIDED:
            match candidate.kind:
                case Kind.PASSED:
                    return Verdict.WORKS
                case Kind.FAILED | Kind.UNDECIDED:
                    return Verdict.UNKNOWN


def static(effects: Iterable[Effect]) -> Verdict:
    """What the findings alone say. No finding is no proof: upflow does not know every change of every version."""
    seen = set(effects)
    if Effect.BREAKS in seen:
        return Verdict.BREAKS
    return Verdict.CHANGES if Effect.CHANGES in seen else Verdict.UNKNOWN


def join(found: Verdict, shown: Verdict) -> tuple[Verdict, Certainty]:
    """One verdict from `found` (static) and `shown` (by trials).

    A trial that passes does not refute a finding: it may not reach the line, and it cannot see a silent change.
    """
    match found:
        case Verdict.BREAKS:
            return Verdict.BREAKS, Certainty.MEASURED if shown is Verdict.BREAKS else Certainty.STATED
        case Verdict.CHANGES:
            if shown is Verdict.BREAKS:
                return Verdict.BREAKS, Certainty.MEASURED
            return Verdict.CHANGES, Certainty.STATED
        case Verdict.WORKS | Verdict.UNKNOWN:
            return shown, Certainty.INFERRED if shown is Verdict.UNKNOWN else Certainty.MEASURED


def is_safe(verdict: Verdict) -> bool:
    """Whether a verdict lets the exit code be 0."""
    match verdict:
        case Verdict.WORKS | Verdict.UNKNOWN:
            return True
        case Verdict.BREAKS | Verdict.CHANGES:
            return False
