"""What to do next for one candidate: the pin, the patch, what to change by hand, or what no patch mends. Pure."""

from matrices.grades import Verdict as Grade
from migrations.rule import Effect, Finding, Fix
from service.gpu import GpuAnswer
from service.nouns import Candidate, Verdict
from service.plain import counted
from service.probe_report import Seen

MOST_PLACES = 12
SEE_TRIAL = "see the log of its trial; `command` in [tool.upflow] names another run of it"


def hopeless(candidate: Candidate, gpu: GpuAnswer | None) -> str:
    """What to do where no patch of the code mends it; empty where nothing is known to be beyond one."""
    if candidate.troubles:
        return "no pin is known to mend it: leave out or replace what the reasons name"
    if gpu is not None and gpu.verdict is Grade.BREAKS:
        return "no patch mends the GPU: change what the reasons name, or stay with a release that fits"
    return ""


def is_mended(finding: Finding) -> bool:
    return finding.fix is not Fix.MANUAL and bool(finding.edits)


def advice(
    verdict: Verdict,
    concerning: tuple[Finding, ...],
    *,
    has_patch: bool,
    shown_with_patch: Verdict,
    tried: bool,
    beyond: str,
    seen: Seen,
) -> str:
    """The next thing to do for one candidate; `beyond` is what to do where no patch of the code mends it."""
    manual = [finding for finding in concerning if not is_mended(finding) and finding.effect is not Effect.DEPRECATED]
    match verdict:
        case Verdict.WORKS:
            return "raise the pin" if tried else "raise the pin; its trial would prove it"
        case Verdict.UNKNOWN:
            return SEE_TRIAL if tried else "look at what was not understood, or run its trial"
        case Verdict.BREAKS | Verdict.CHANGES:
            if beyond:
                return beyond
            if by_hand := "; ".join(filter(None, (_by_hand(manual), seen.advice))):
                return f"{by_hand}{', and apply the patch' if has_patch else ''}"
            if not has_patch:
                return "see the error: no rule mends it yet"
            return of_patch(shown_with_patch)


def of_patch(shown_with_patch: Verdict) -> str:
    match shown_with_patch:
        case Verdict.WORKS:
            return "apply the patch: it passed with it"
        case Verdict.UNKNOWN:
            return "apply the patch and test"
        case Verdict.BREAKS | Verdict.CHANGES:
            return "see the log of its trial with the patch, which does not mend all of it"


def _by_hand(findings: list[Finding]) -> str:
    """The first places; the findings name all of them."""
    places = tuple(dict.fromkeys(f"{finding.path}:{finding.line}" for finding in findings))
    more = f" and {counted(len(places) - MOST_PLACES, 'more place')}" if len(places) > MOST_PLACES else ""
    return f"change {', '.join(places[:MOST_PLACES])}{more} by hand" if findings else ""
