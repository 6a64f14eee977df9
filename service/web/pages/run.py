"""`/runs/{id}`: one run, live until it is over: how far it can go, why, the patch, the plan and every finding."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from service.actions import CancelRun, GetRun, RetryRun
from service.errors import NotFound
from service.headline import Headline, headline
from service.nouns import Verdict
from service.report import CandidatePart, Report
from service.web import diffing, finding_pages
from service.web.desk import AtDesk
from service.web.diffing import Diff
from service.web.finding_pages import FindingPage, Numbered
from service.web.heat import HeatMap, heat
from service.web.render import answer
from service.web.routes import Routes
from service.web.shown import RunDetail, detail
from service.web.tests_table import TestTable, side_by_side

router = Routes(include_in_schema=False)
MOST_ROWS, MOST_PLACES = 25, 10
View = Literal["unified", "split"]


@dataclass(frozen=True, slots=True)
class Why:
    """The candidate that is looked at, and the findings that speak of it: at most so many, and how many there are."""

    candidate: CandidatePart
    findings: tuple[Numbered, ...]
    concerning: int
    tests: TestTable | None


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run. `evidence` is what its trials proved, a sentence a candidate; `headline` what to know first.

    `heat` is the map of candidates and stages, `why` the candidate that `?tf=` names, else the newest. `findings` is
    one page of them, `diff` the patch line by line, shown in one column or two as `view` says. All are None until the
    project is read.
    """

    run: RunDetail
    is_over: bool
    evidence: tuple[str, ...]
    headline: Headline | None
    heat: HeatMap | None
    why: Why | None
    findings: FindingPage | None
    diff: Diff | None
    view: View


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a run somebody wants to see."""

    tf: str | None = None
    q: str = ""
    fix: str = ""
    page: int = 1
    view: View = "unified"
    rows: Literal["newest", "all"] = "newest"


@router.get("/runs/{run_id}")
def run(
    run_id: str,
    request: Request,
    desk: AtDesk,
    *,
    tf: str | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    fix: Literal["", "safe", "review", "manual"] = "",
    page: int = 1,
    view: View = "unified",
    rows: Literal["newest", "all"] = "newest",
) -> Response:
    shown = detail(GetRun(run_id).perform(desk))
    return answer(request, "run.html", context(shown, Wanted(tf, q, fix, page, view, rows)))


@router.post("/runs/{run_id}/cancel")
def cancel(run_id: str, desk: AtDesk) -> Response:
    """See other: its page, which says that it was stopped."""
    return RedirectResponse(f"/runs/{CancelRun(run_id).perform(desk).id}", status_code=303)


@router.post("/runs/{run_id}/retry")
def retry(run_id: str, desk: AtDesk) -> Response:
    """See other: its page, on which it goes on with what did not end."""
    return RedirectResponse(f"/runs/{RetryRun(run_id).perform(desk).id}", status_code=303)


def context(run: RunDetail, wanted: Wanted) -> RunPage:
    """The page of a run. Raises NotFound where it has no candidate of the version that is asked for."""
    report = run.report
    if report is None:
        return RunPage(run, run.state.is_over, (), None, None, None, None, None, wanted.view)
    from service.render import evidence  # noqa: PLC0415 - it draws on terminals, too, and that takes long to load

    limit = len(report.candidates) if wanted.rows == "all" else MOST_ROWS
    return RunPage(
        run=run,
        is_over=run.state.is_over,
        evidence=tuple(evidence(report)),
        headline=headline(report, going=run.asked.run and not run.state.is_over),
        heat=heat(report, run.live, limit=limit, tried=run.asked.run and not run.state.is_over),
        why=_why(report, wanted.tf),
        findings=finding_pages.page(report.findings, wanted.q, wanted.fix, wanted.page),
        diff=diffing.read(report.patch.diff, report.findings) if report.patch else None,
        view=wanted.view,
    )


def _why(report: Report, version: str | None) -> Why | None:
    if not report.candidates:
        return None
    candidate = report.candidates[-1]
    if version is not None:
        found = next((one for one in report.candidates if one.tensorflow == version), None)
        if found is None:
            raise NotFound(f"this run has no TensorFlow {version[:50]!r}", "leave out `tf` to see those that it has")
        candidate = found
    places = [at for reason in candidate.reasons for at in reason.findings]
    # What breaks is what a reader looks for.
    places.sort(key=lambda at: report.findings[at].effect != Verdict.BREAKS)
    shown = tuple(finding_pages.numbered(report.findings, places[:MOST_PLACES]))
    return Why(candidate, shown, len(places), side_by_side(report, candidate))
