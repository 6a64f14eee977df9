"""Why a verdict is what it is: packages, the code, its trial, and what was not understood. Pure."""

from collections.abc import Iterator, Sequence

from migrations.rule import Effect, Finding
from migrations.text import Problem
from service.case import Case
from service.joining import met, unmet, why
from service.nouns import Candidate, Trial, Verdict
from service.plain import counted
from service.report import ReasonPart
from service.showing import Shown

MOST_DOUBTS = 5


def of_packages(candidate: Candidate) -> Iterator[ReasonPart]:
    """What no pin mends, and why each pin is there that metadata does not ask for."""
    for trouble in candidate.troubles:
        yield ReasonPart(
            "package", f"{trouble.packages}: {trouble.error} ({trouble.reason} Source: {trouble.source})", ()
        )
    for pin in (one for one in candidate.constraints if one.needed):
        yield ReasonPart("package", f"needs {pin.requirement}: {pin.reason} (Source: {pin.source})", ())


def of_trial(case: Case, candidate: Candidate, trial: Trial | None, says: Shown) -> Iterator[str]:
    """Why its trial failed, and whether that is where something was found."""
    if trial is not None:
        yield from why(candidate, trial, case.matrix)
        if says.verdict is Verdict.BREAKS:
            yield from met(case.analysis.concerning(candidate.tensorflow), trial, says.lost)
        if says.verdict is Verdict.WORKS:
            yield from unmet(case.analysis.concerning(candidate.tensorflow))


def of_code(case: Case, concerning: tuple[Finding, ...]) -> Iterator[ReasonPart]:
    """What is found in the code: the same said of many places is one reason, which has the findings of all of them."""
    order = {finding: index for index, finding in enumerate(case.analysis.findings)}
    together: dict[str, list[Finding]] = {}
    for finding in concerning:
        if finding.effect is not Effect.DEPRECATED:
            together.setdefault(finding.message, []).append(finding)
    for message, found in together.items():
        more = f" and {counted(len(found) - 1, 'more place')}" if len(found) > 1 else ""
        yield ReasonPart(
            "code", f"{found[0].path}:{found[0].line}{more}: {message}", tuple(order[finding] for finding in found)
        )


def of_doubts(doubts: Sequence[Problem]) -> Iterator[ReasonPart]:
    """The first few of what was not understood, each with its place."""
    for doubt in doubts[:MOST_DOUBTS]:
        place = f"{doubt.path}:{doubt.line}" if doubt.line else doubt.path
        yield ReasonPart("code", f"{place}: not understood: {doubt.message}", ())
    if len(doubts) > MOST_DOUBTS:
        yield ReasonPart("code", f"and {len(doubts) - MOST_DOUBTS} more places that were not understood", ())
