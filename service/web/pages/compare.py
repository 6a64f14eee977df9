"""`/compare`: two runs beside each other: what got better, what got worse, which findings came and went."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import Query, Request
from packaging.version import Version
from starlette.responses import Response

from service.actions import Desk, GetRun
from service.errors import NotReady
from service.headline import Headline, headline
from service.nouns import Verdict
from service.report import CandidatePart, FindingPart, Report
from service.store.records import Run, State
from service.web.desk import AtDesk
from service.web.pages.home import every_run
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
CHOICES, MOST_FINDINGS = 200, 50
GOOD = {Verdict.BREAKS.value: 0, Verdict.CHANGES.value: 1, Verdict.UNKNOWN.value: 2, Verdict.WORKS.value: 3}


@dataclass(frozen=True, slots=True)
class Choice:
    """A run that can be compared."""

    id: str
    name: str
    asked: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs."""

    id: str
    name: str
    asked: str
    headline: Headline


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One TensorFlow in both: its verdicts as it is and with the patch, None where a run has no such candidate.

    `change` is better, worse, same, or other where only one of them has it.
    """

    tensorflow: str
    a: str | None
    a_patched: str | None
    b: str | None
    b_patched: str | None
    change: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two runs. Without both, `choices` are runs to choose from. Findings are the same by rule, path and symbol.

    `came` and `went` are findings of the second alone and of the first alone, at most so many; `counts` are how many
    came, went and stayed.
    """

    a: Side | None
    b: Side | None
    rows: tuple[ComparedRow, ...]
    came: tuple[FindingPart, ...]
    went: tuple[FindingPart, ...]
    counts: tuple[int, int, int]
    choices: tuple[Choice, ...]


Id = Annotated[str, Query(max_length=100)]


@router.get("/compare")
def compare(request: Request, desk: AtDesk, a: Id = "", b: Id = "") -> Response:
    """Either may be left out: then there is a choice."""
    choices = tuple(islice(_choices(desk), CHOICES))
    first, second = (_read(desk, each) if each else None for each in (a, b))
    return answer(request, "compare.html", context(first, second, choices))


@dataclass(frozen=True, slots=True)
class Answered:
    """A run with its report."""

    run: Run
    report: Report

    @property
    def side(self) -> Side:
        source = self.run.request.source
        return Side(self.run.id, source.name, self.run.created.isoformat(), headline(self.report))


def context(first: Answered | None, second: Answered | None, choices: tuple[Choice, ...]) -> ComparePage:
    """The page of two runs, or of the choice of them."""
    a, b = (each.side if each else None for each in (first, second))
    if first is None or second is None:
        return ComparePage(a, b, (), (), (), (0, 0, 0), choices)
    before, after = ({_same(one): one for one in each.report.findings} for each in (first, second))
    came = [one for key, one in after.items() if key not in before]
    went = [one for key, one in before.items() if key not in after]
    return ComparePage(
        a=a,
        b=b,
        rows=tuple(_rows(first.report, second.report)),
        came=tuple(came[:MOST_FINDINGS]),
        went=tuple(went[:MOST_FINDINGS]),
        counts=(len(came), len(went), len(after) - len(came)),
        choices=choices,
    )


def _same(finding: FindingPart) -> tuple[str, str, str, str]:
    """Lines move when a file is edited; what a rule says of a name in a file stays."""
    return finding.rule, finding.path, finding.symbol, finding.message


def _rows(first: Report, second: Report) -> Iterator[ComparedRow]:
    a, b = ({one.tensorflow: one for one in report.candidates} for report in (first, second))
    for version in sorted(a.keys() | b.keys(), key=Version, reverse=True):
        left, right = a.get(version), b.get(version)
        yield ComparedRow(
            tensorflow=version,
            a=left.verdict if left else None,
            a_patched=left.after_patch if left else None,
            b=right.verdict if right else None,
            b_patched=right.after_patch if right else None,
            change=_change(left, right),
        )


def _change(left: CandidatePart | None, right: CandidatePart | None) -> str:
    if left is None or right is None:
        return "other"
    before, after = ((GOOD[one.verdict], GOOD[one.after_patch]) for one in (left, right))
    return "same" if before == after else "better" if after > before else "worse"


def _read(desk: Desk, run_id: str) -> Answered:
    state = GetRun(run_id).perform(desk)
    if state.report is None:
        raise NotReady(f"run {run_id} has no report to compare", "choose another, or come back when it has")
    return Answered(state.run, state.report)


def _choices(desk: Desk) -> Iterator[Choice]:
    for one in every_run(desk):
        if one.run.state is State.DONE:
            yield Choice(one.run.id, one.run.request.source.name, one.run.created.isoformat())
