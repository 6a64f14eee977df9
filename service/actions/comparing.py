"""Two runs side by side: what became better or worse from one to the other."""

from dataclasses import dataclass

from service.actions.desk import Desk
from service.actions.runs import GetReport
from service.nouns import Verdict
from service.report import CandidatePart, FindingPart, Report
from service.store import reports
from service.verdict import is_safe

SCHEMA = "upflow.comparison/1"


@dataclass(frozen=True, slots=True)
class ComparedCandidate:
    """One TensorFlow in both runs; null where a run says nothing of it.

    `change` is "same", "better", "worse" (it breaks or changes where it did not) or "other".
    """

    tensorflow: str
    before: str | None
    after: str | None
    change: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: `gone` and `new` are findings of one run alone, by what they say and where, lines not counted."""

    schema: str
    before: str
    after: str
    candidates: tuple[ComparedCandidate, ...]
    gone: tuple[FindingPart, ...]
    new: tuple[FindingPart, ...]
    same_patch: bool


@dataclass(frozen=True, slots=True)
class CompareRuns:
    """`before` and `after` are ids of runs that are over."""

    before: str
    after: str

    def perform(self, desk: Desk) -> Comparison:
        old, new = (reports.parse(GetReport(run).perform(desk)) for run in (self.before, self.after))
        return Comparison(
            schema=SCHEMA,
            before=self.before,
            after=self.after,
            candidates=_candidates(old, new),
            gone=_alone(old, new),
            new=_alone(new, old),
            same_patch=(old.patch and old.patch.diff) == (new.patch and new.patch.diff),
        )


def _candidates(old: Report, new: Report) -> tuple[ComparedCandidate, ...]:
    before = {part.tensorflow: part for part in old.candidates}
    after = {part.tensorflow: part for part in new.candidates}
    return tuple(_candidate(name, before.get(name), after.get(name)) for name in {**after, **before})


def _candidate(name: str, old: CandidatePart | None, new: CandidatePart | None) -> ComparedCandidate:
    before, after = old.verdict if old else None, new.verdict if new else None
    return ComparedCandidate(name, before, after, _change(before, after))


def _change(before: str | None, after: str | None) -> str:
    if before == after:
        return "same"
    if before is None or after is None or Verdict.UNKNOWN in {before, after}:
        return "other"
    was, now = is_safe(Verdict(before)), is_safe(Verdict(after))
    return "other" if was == now else "better" if now else "worse"


def _alone(of: Report, beside: Report) -> tuple[FindingPart, ...]:
    known = {_key(finding) for finding in beside.findings}
    return tuple(finding for finding in of.findings if _key(finding) not in known)


def _key(finding: FindingPart) -> tuple[str, str, str, str]:
    return finding.rule, finding.path, finding.symbol, finding.message
