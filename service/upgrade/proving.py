"""Whether trials show that the patch of an upgrade works, and if not, what is in the way. Pure."""

from typing import NamedTuple

from service.nouns import Kind, Verdict
from service.plain import one_line
from service.report import Report, TrialPart

NOT_TRIED = "no trial shows that the patch works"


class Proof(NamedTuple):
    """`doubt` says why it is not shown; empty where it is. `refuted`: a trial shows that it does not work."""

    doubt: str = ""
    refuted: bool = False


def proof(report: Report, version: str, *, has_code: bool) -> Proof:
    """What passes, or loses no test beside the baseline, with the patch: where no code changes, that is as it is."""
    base = _trial(report.project.baseline.trials, patched=False)
    part = next(one for one in reversed(report.candidates) if one.tensorflow == version)
    tried = _trial(part.trials, patched=has_code)
    patched = " with the patch" if has_code else ""
    if tried and (tried.outcome == Kind.PASSED or tried.shown == Verdict.WORKS):
        return Proof()
    if base and base.outcome != Kind.PASSED and not (tried and tried.shown == Verdict.BREAKS):
        return Proof(f"it does not pass on {report.project.baseline.tensorflow} either{_why(base)}")
    if tried is None:
        return Proof(NOT_TRIED)
    if tried.outcome == Kind.FAILED:
        return Proof(f"it fails on {version}{patched}{_why(tried)}", refuted=True)
    return Proof(f"its trial on {version}{patched} says nothing{_why(tried)}")


def _trial(trials: tuple[TrialPart, ...], *, patched: bool) -> TrialPart | None:
    return next((trial for trial in trials if trial.patched is patched), None)


def _why(trial: TrialPart) -> str:
    return f": {one_line(trial.message, 160)}" if trial.message else ""
