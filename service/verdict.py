"""Every decision about a candidate: what the rules found and what the trials showed, joined in one exhaustive match."""

from collections.abc import Iterable

from migrations.rule import Effect
from service.comparing import Comparison
from service.nouns import Certainty, Kind, Outcome, Verdict


def compare(baseline: Outcome, candidate: Outcome, beside: Comparison | None = None) -> Verdict:
    """What two outcomes say. Without a baseline that passes, a failure proves nothing, but where tests were told.

    Then each test that passed before is asked for: some of a project's tests may fail everywhere.
    """
    match candidate.kind:
        case Kind.PASSED:
            return Verdict.WORKS
        case Kind.FAILED | Kind.UNDECIDED if beside and beside.lost:
            return Verdict.BREAKS
        case Kind.FAILED | Kind.UNDECIDED if beside:
            return Verdict.WORKS if beside.kept else Verdict.UNKNOWN
        case Kind.FAILED:
            match baseline.kind:
                case Kind.PASSED:
                    return Verdict.BREAKS
                case Kind.FAILED | Kind.UNDECIDED:
                    return Verdict.UNKNOWN
        case Kind.UNDECIDED:
            return Verdict.UNKNOWN


def static(effects: Iterable[Effect], *, doubted: bool = False) -> Verdict:
    """What the text alone says. Where nothing is found it works, unless something in it was not understood.

    What is only deprecated runs as before.
    """
    seen = set(effects)
    if Effect.BREAKS in seen:
        return Verdict.BREAKS
    if Effect.CHANGES in seen:
        return Verdict.CHANGES
    return Verdict.UNKNOWN if doubted else Verdict.WORKS


def join(found: Verdict, shown: Verdict | None) -> tuple[Verdict, Certainty]:
    """One verdict from `found` (static) and `shown` (by trials; None where there was none, or none that says anything).

    A trial that passes does not refute a finding: it may not reach the line, and it cannot see a silent change. A trial
    that fails beside a baseline that fails too is no proof, but neither is it what a program that works would show.
    """
    match found:
        case Verdict.BREAKS:
            return Verdict.BREAKS, Certainty.MEASURED if shown is Verdict.BREAKS else Certainty.STATED
        case Verdict.CHANGES:
            if shown is Verdict.BREAKS:
                return Verdict.BREAKS, Certainty.MEASURED
            return Verdict.CHANGES, Certainty.STATED
        case Verdict.WORKS | Verdict.UNKNOWN if shown is None:
            return found, Certainty.INFERRED
        case Verdict.WORKS | Verdict.UNKNOWN:
            return shown, Certainty.INFERRED if shown is Verdict.UNKNOWN else Certainty.MEASURED


def with_probes(verdict: Verdict, certainty: Certainty, probed: Verdict | None) -> tuple[Verdict, Certainty]:
    """The same with what saved files and functions showed; None where they showed nothing that decides.

    What worked before and could not be tried takes away that all works, and nothing else.
    """
    match probed:
        case Verdict.BREAKS:
            return Verdict.BREAKS, Certainty.MEASURED
        case Verdict.CHANGES if verdict is not Verdict.BREAKS:
            return Verdict.CHANGES, Certainty.MEASURED
        case Verdict.UNKNOWN if verdict is Verdict.WORKS:
            return Verdict.UNKNOWN, Certainty.INFERRED
        case Verdict.CHANGES | Verdict.UNKNOWN | Verdict.WORKS | None:
            return verdict, certainty


def is_safe(verdict: Verdict) -> bool:
    """Whether a verdict lets the exit code be 0."""
    match verdict:
        case Verdict.WORKS | Verdict.UNKNOWN:
            return True
        case Verdict.BREAKS | Verdict.CHANGES:
            return False
