"""The routes of runs: parse, perform an action, show the answer."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Header, Query
from starlette.responses import Response

from service.actions import Desk, GetRun, ListRuns
from service.api.described import WHY
from service.web.access import Asker
from service.web.asking import AskedRun, Asking, body
from service.web.contexts import Problem
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import RunDetail, RunList, RunShown, detail, json_answer, listed, shown

router = Routes(prefix="/api/v1/runs", tags=["runs"])
IDEMPOTENCY = Header(
    pattern="^[!-~]{1,200}$", description="a word of your own: the same one with the same request is the same run"
)


def problem(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route can answer with."""
    return {status: {"model": Problem, "description": WHY[status]} for status in statuses}


@router.post(
    "",
    status_code=202,
    response_model=RunShown,
    operation_id="request_run",
    summary="Check a project",
    openapi_extra=body(AskedRun),
    responses={
        202: {
            "description": "the run, and its address in `Location`",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
    },
)
def request_run(
    desk: AtDesk, action: Asking, caller: Asker, idempotency_key: Annotated[str | None, IDEMPOTENCY] = None
) -> Response:
    """Takes a Git repository (`url`), an upload (`archive`), or `requirements` and `files`, and answers at once."""
    desk.store.ready()
    key = f"{caller.id}:{idempotency_key}" if idempotency_key is not None else None
    run = shown(replace(action, key=key).perform(desk))
    return json_answer(run, status=202, headers={"Location": run.url})


@router.get(
    "",
    response_model=RunList,
    operation_id="list_runs",
    summary="List runs, newest first",
    response_description="one page of runs",
    responses=problem(404, 422),
)
def get_runs(
    desk: AtDesk,
    limit: Annotated[int, Query(ge=1, le=200, description="how many")] = 50,
    before: Annotated[str | None, Query(description="only runs that came before the run with this id")] = None,
    project: Annotated[str | None, Query(max_length=1000, description="only runs of this project")] = None,
) -> Response:
    return json_answer(list_runs(desk, limit, before, project))


@router.get(
    "/{run_id}",
    response_model=RunDetail,
    operation_id="get_run",
    summary="One run, with what it does now",
    response_description="the run",
    responses=problem(404),
)
def get_run(run_id: str, desk: AtDesk) -> Response:
    """The state, the trial that runs and its last line of output, the trials that ended, and the newest report."""
    return json_answer(detail(GetRun(run_id).perform(desk)))


def list_runs(desk: Desk, limit: int, before: str | None, project: str | None) -> RunList:
    """One page of runs, with the address of the next one where there is more."""
    found = ListRuns(limit, before, project).perform(desk)
    runs = tuple(listed(entry.run, entry.cells) for entry in found)
    said = {"limit": limit, "project": project, "before": runs[-1].id} if len(runs) == limit else {}
    more = urlencode({name: value for name, value in said.items() if value is not None})
    return RunList(runs, f"/api/v1/runs?{more}" if more else None)
