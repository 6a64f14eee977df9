"""The pages: the list of runs with the form for a new one, and one run."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from service.actions import GetRun, ListRuns
from service.render import evidence
from service.web.asking import Asking
from service.web.contexts import HomePage, RunPage
from service.web.desk import AtDesk
from service.web.render import answer
from service.web.shown import RunList, detail, listed

router = APIRouter(include_in_schema=False)
PAGE = 50


@router.get("/")
def home(request: Request, desk: AtDesk, before: str | None = None) -> Response:
    context = HomePage(list_runs(desk, PAGE, before, "/?"), desk.settings.max_upload)
    return answer(request, "home.html", context)


@router.post("/runs")
def start(desk: AtDesk, action: Asking) -> Response:
    """See other: the page of the new run, which a reload does not start again."""
    return RedirectResponse(f"/runs/{action.perform(desk).id}", status_code=303)


@router.get("/runs/{run_id}")
def run(run_id: str, request: Request, desk: AtDesk) -> Response:
    state = GetRun(run_id).perform(desk)
    proven = tuple(evidence(state.report)) if state.report else ()
    return answer(request, "run.html", RunPage(detail(state), state.run.state.is_over, proven))


def list_runs(desk: AtDesk, limit: int, before: str | None, address: str) -> RunList:
    """One page of runs; `address` is that of the next one, which has one only where there is more."""
    found = ListRuns(limit, before).perform(desk)
    runs = tuple(listed(entry.run, entry.cells) for entry in found)
    more = f"{address}before={runs[-1].id}" if len(runs) == limit else None
    return RunList(runs, more)
