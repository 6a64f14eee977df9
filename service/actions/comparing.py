"""Two runs side by side: what became better or worse from one to the other."""

from dataclasses import dataclass

from packaging.version import Version

from service.actions.desk import Desk
from service.actions.runs import GetReport
from service.nouns import Verdict
from service.report import CandidatePart, FindingPart, Report
from service.store import reports
from service.verdict import is_safe

SCHEMA = "upflow.comparison/1"


@dataclass(frozen=True, slots=True)
class ComparedCandidate:
    """One TensorFlow in both runs, newest first, as it is and with the patch; null where a run says nothing of it.

    `change` is "same", "better", "worse" (it breaks or changes where it did not) or "other". What it does as it is
    counts first; where that is the same, what it does with the patch.
    """

    tensorflow: str
    before: str | None
    before_patched: str | None
    after: str | None
    after_patched: str | None
    change: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: `gone` and `new` are findings of one run alone, by what they say and where, lines not counted.

    `kept` is how many of the second are in the first as well.
    """

    schema: str
    before: str
    after: str
    candidates: tuple[ComparedCandidate, ...]
    gone: tuple[FindingPart, ...]
    new: tuple[FindingPart, ...]
    kept: int
    same_patch: bool


@dataclass(frozen=True, slots=True)
class CompareRuns:
    """`before` and `after` are ids of runs that are over."""

    before: str
    after: str

    def perform(self, desk: Desk) -> Comparison:
        old, new = (reports.parse(GetReport(run).perform(desk)) for run in (self.before, self.after))
        came = _alone(new, old)
        return Comparison(
            schema=SCHEMA,
            before=self.before,
            after=self.after,
            candidates=_candidates(old, new),
            gone=_alone(old, new),
            new=came,
            kept=len(new.findings) - len(came),
            same_patch=(old.patch and old.patch.diff) == (new.patch and new.patch.diff),
        )


def _candidates(old: Report, new: Report) -> tuple[ComparedCandidate, ...]:
    before = {part.tensorflow: part for part in old.candidates}
    after = {part.tensorflow: part for part in new.candidates}
    names = sorted(before.keys() | after.keys(), key=Version, reverse=True)
    return tuple(_candidate(name, before.get(name), after.get(name)) for name in names)


def _candidate(name: str, old: CandidatePart | None, new: CandidatePart | None) -> ComparedCandidate:
    before, before_patched = (old.verdict, old.after_patch) if old else (None, None)
    after, after_patched = (new.verdict, new.after_patch) if new else (None, None)
    change = _change(before, after)
    if change == "same":
        change = _change(before_patched, after_patched)
    return ComparedCandidate(name, before, before_patched, after, after_patched, change)


def _change(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "other"
    if before == after:
        return "same"
    if Verdict.UNKNOWN in {before, after}:
        return "other"
    was, now = is_safe(Verdict(before)), is_safe(Verdict(after))
    return "other" if was == now else "better" if now else "worse"


def _alone(of: Report, beside: Report) -> tuple[FindingPart, ...]:
    known = {_key(finding) for finding in beside.findings}
    return tuple(finding for finding in of.findings if _key(finding) not in known)


def _key(finding: FindingPart) -> tuple[str, str, str, str]:
    return finding.rule, finding.path, finding.symbol, finding.message
