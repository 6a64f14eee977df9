"""What a pull request does to a project: the report of its head beside that of its base, and every decision. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from service.bot.bumps import Bump
from service.formats.objections import Objection, objections
from service.nouns import Kind, Verdict
from service.report import CandidatePart, FindingPart, NotePart, Report, TrialPart

CLASH = "clash"
WORST = (Verdict.BREAKS, Verdict.CHANGES, Verdict.UNKNOWN, Verdict.WORKS)


class Row(NamedTuple):
    """One candidate of the head, and what the same one does to the base."""

    candidate: CandidatePart
    before: Verdict | None

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.candidate.verdict)

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before is not self.verdict

    @property
    def is_worse(self) -> bool:
        return self.before is not None and WORST.index(self.verdict) < WORST.index(self.before)


class Judgement(NamedTuple):
    """`verdict` is of the pull request itself; `new` are findings that the base does not have, `clashes` likewise.

    `changed`: whether there is anything to say that was not so before.
    """

    verdict: Verdict
    changed: bool
    bumps: tuple[Bump, ...]
    rows: tuple[Row, ...]
    new: tuple[Objection, ...]
    clashes: tuple[NotePart, ...]
    head: Report

    @property
    def moves_tensorflow(self) -> bool:
        return any(bump.of_tensorflow and bump.before and bump.after for bump in self.bumps)


def judge(base: Report, head: Report, moved: tuple[Bump, ...]) -> Judgement:
    before = {part.tensorflow: Verdict(part.verdict) for part in base.candidates}
    rows = tuple(Row(part, before.get(part.tensorflow)) for part in head.candidates)
    new, clashing = tuple(_new(base, head)), tuple(_clashing(base, head))
    bare = Judgement(Verdict.WORKS, changed=False, bumps=moved, rows=rows, new=new, clashes=clashing, head=head)
    changed = bool(moved or new or clashing or any(row.is_changed for row in rows))
    return bare._replace(verdict=_verdict(bare, base, head), changed=changed)


def _verdict(found: Judgement, base: Report, head: Report) -> Verdict:
    """Of a bump, what it does; of code, what got worse by it."""
    if found.clashes:
        return Verdict.BREAKS
    if found.moves_tensorflow and found.rows:
        return worst(row.verdict for row in found.rows)
    worse = [row.verdict for row in found.rows if row.is_worse]
    if worse:
        return worst(worse)
    if found.bumps:
        return _as_installed(base, head)
    return Verdict.CHANGES if found.new else Verdict.WORKS


def _as_installed(base: Report, head: Report) -> Verdict:
    """What the trials of both say, each with what it declares; without any, nothing known is against it."""
    old, new = _plain(base), _plain(head)
    if old is None or new is None or Kind(new.outcome) is Kind.PASSED:
        return Verdict.WORKS
    is_lost = Kind(old.outcome) is Kind.PASSED and Kind(new.outcome) is Kind.FAILED
    return Verdict.BREAKS if is_lost else Verdict.UNKNOWN


def worst(verdicts: Iterator[Verdict] | list[Verdict]) -> Verdict:
    return min(verdicts, key=WORST.index)


def _plain(report: Report) -> TrialPart | None:
    return next((trial for trial in report.project.baseline.trials if not trial.patched), None)


def _new(base: Report, head: Report) -> Iterator[Objection]:
    """Lines move: a finding is the same where rule, file, name and message are, and as many of them."""
    known = Counter(_same(each.finding) for each in objections(base))
    for each in objections(head):
        if known[_same(each.finding)]:
            known[_same(each.finding)] -= 1
        else:
            yield each


def _same(finding: FindingPart) -> tuple[str, str, str, str]:
    return finding.rule, finding.path, finding.symbol, finding.message


def _clashing(base: Report, head: Report) -> Iterator[NotePart]:
    """What is declared and cannot go together, as long as the base did not have it."""
    known = {note.message for note in base.notes}
    yield from (note for note in head.notes if note.kind == CLASH and note.message not in known)
