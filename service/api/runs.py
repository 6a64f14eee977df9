"""The routes of runs: parse, perform an action, show the answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.actions import GetPatch, GetReport, GetRun
from service.api.described import BODY, WHY
from service.report import Report
from service.web.asking import Asking, body
from service.web.contexts import Problem
from service.web.desk import AtDesk
from service.web.pages import list_runs
from service.web.shown import RunDetail, RunList, RunShown, detail, json_answer, shown

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])


def problem(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route can answer with."""
    return {status: {"model": Problem, "description": WHY[status]} for status in statuses}


@router.post(
    "",
    status_code=202,
    response_model=RunShown,
    operation_id="request_run",
    summary="Check a project",
    openapi_extra=body(),
    responses={
        202: {
            "description": "the run, and its address in `Location`",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        **problem(*BODY),
    },
)
def request_run(desk: AtDesk, action: Asking) -> Response:
    """Takes a Git repository (`url`) or an upload (`archive`), and answers at once: `Location` shows how far it is."""
    run = shown(action.perform(desk))
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
    limit: Annotated[int, Query(description="how many, at most 200")] = 50,
    before: Annotated[str | None, Query(description="only runs that came before the run with this id")] = None,
) -> Response:
    return json_answer(list_runs(desk, limit, before, f"/api/v1/runs?limit={limit}&"))


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


@router.get(
    "/{run_id}/report",
    response_model=Report,
    operation_id="get_report",
    summary="The report of a run that is over",
    response_description="the report",
    responses=problem(404, 409),
)
def get_report(run_id: str, desk: AtDesk) -> Response:
    """The same object as `upflow check --format json` writes."""
    return Response(GetReport(run_id).perform(desk), media_type="application/json")


@router.get(
    "/{run_id}/patch",
    response_class=Response,
    operation_id="get_patch",
    summary="The patch of a run that is over",
    responses={
        200: {"description": "the patch", "content": {"text/x-diff": {"schema": {"type": "string"}}}},
        **problem(404, 409),
    },
)
def get_patch(run_id: str, desk: AtDesk) -> Response:
    """A unified diff, for `git apply` or `patch -p1`."""
    headers = {"Content-Disposition": f'attachment; filename="upflow-{run_id}.patch"'}
    return Response(GetPatch(run_id).perform(desk), headers=headers, media_type="text/x-diff")
