"""The routes of runs: parse, perform an action, show the answer."""

import json
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.actions import Desk, GetRun, ListRuns
from service.api.described import WHY
from service.store import rows as stored
from service.store.database import Row
from service.web.access import Asker
from service.web.asking import AskedRun, Asking, body
from service.web.contexts import Problem
from service.web.desk import AtDesk, looked_up, of_run
from service.web.routes import Routes
from service.web.shown import RunDetail, RunList, RunShown, detail, json_answer, json_text, listed, shown

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
async def get_runs(
    desk: AtDesk,
    limit: Annotated[int, Query(ge=1, le=200, description="how many")] = 50,
    before: Annotated[str | None, Query(description="only runs that came before the run with this id")] = None,
    project: Annotated[str | None, Query(max_length=1000, description="only runs of this project")] = None,
) -> Response:
    rows = await looked_up(desk, partial(ListRuns(limit, before, project).rows, desk))
    found = [desk.kept.get(row["id"], tuple(row.values())) for row in rows]
    parts = [part for part in found if part is not None]
    if len(parts) < len(rows):
        parts = await run_in_threadpool(lambda: [_listed(desk, row) for row in rows])
    more = json.dumps(_more(limit, project, rows[-1]["id"] if len(rows) == limit else None)).encode()
    return Response(b'{"runs": [%s], "next": %s}' % (b", ".join(parts), more), media_type="application/json")


@router.get(
    "/{run_id}",
    response_model=RunDetail,
    operation_id="get_run",
    summary="One run, with what it does now",
    response_description="the run",
    responses=problem(404),
)
async def get_run(run_id: str, desk: AtDesk) -> Response:
    """The state, the trial that runs and its last line of output, the trials that ended, and the newest report."""
    text = await of_run(desk, run_id, "detail", lambda: json_text(detail(GetRun(run_id).perform(desk))))
    return Response(text, media_type="application/json")


def _listed(desk: Desk, row: Row) -> bytes:
    """One run of a list, which is the same in every list."""
    entry = stored.listed(row)
    text = json_text(listed(entry.run, entry.cells))
    desk.kept.put(row["id"], tuple(row.values()), text)
    return text


def _more(limit: int, project: str | None, last: str | None) -> str | None:
    """The address of the next page, where there may be one."""
    said = {"limit": limit, "project": project, "before": last}
    wanted = {name: value for name, value in said.items() if value is not None}
    return f"/api/v1/runs?{urlencode(wanted)}" if last else None
