"""The routes of what a run ended with: its report in every form, its patch, and two runs side by side."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from service.actions import CompareRuns, Comparison, Desk, GetPatch, GetReport
from service.api.runs import problem
from service.report import Report
from service.store import reports
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/runs", tags=["runs"])


class Form(StrEnum):
    """How a report is written."""

    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


MEDIA = {
    Form.JSON: "application/json",
    Form.MARKDOWN: "text/markdown; charset=utf-8",
    Form.SARIF: "application/sarif+json",
    Form.JUNIT: "application/xml",
}
ACCEPTED = {
    "application/json": Form.JSON,
    "text/markdown": Form.MARKDOWN,
    "application/sarif+json": Form.SARIF,
    "application/xml": Form.JUNIT,
    "application/junit+xml": Form.JUNIT,
}
TEXT = {"schema": {"type": "string"}}


@router.get(
    "/{run_id}/report",
    response_model=Report,
    operation_id="get_report",
    summary="The report of a run that is over",
    responses={
        200: {
            "description": "the report, in the form that was asked for",
            "content": {
                "text/markdown": TEXT,
                "application/sarif+json": {"schema": {"type": "object"}},
                "application/xml": TEXT,
            },
        },
        **problem(404, 409, 422),
    },
)
def get_report(
    run_id: str,
    request: Request,
    desk: AtDesk,
    form: Annotated[Form | None, Query(alias="format", description="without it, what `Accept` says; else json")] = None,
) -> Response:
    """As `upflow check --format` writes it."""
    answer = _written(desk, run_id, form or accepted(request.headers.get("accept", "")))
    answer.headers["Vary"] = "Accept"
    return answer


def _written(desk: Desk, run_id: str, form: Form, media: str | None = None) -> Response:
    text = GetReport(run_id).perform(desk)
    if form is not Form.JSON:
        text = _writer(form)(reports.parse(text))
    return Response(text.encode(errors="replace"), media_type=media or MEDIA[form])


def _add(form: Form, name: str, media: str, schema: dict[str, str]) -> None:
    """An address of its own, for clients that are made from the description: to each address they know one form."""

    @router.get(
        f"/{{run_id}}/{name}",
        response_class=Response,
        operation_id=f"get_report_{form.value}",
        summary=f"The report of a run that is over, as {name.partition('.')[2]}",
        responses={
            200: {"description": "the report", "content": {media: {"schema": schema}}},
            **problem(404, 409),
        },
    )
    def get_report_as(run_id: str, desk: AtDesk) -> Response:
        return _written(desk, run_id, form, media)


_add(Form.MARKDOWN, "report.md", "text/markdown", TEXT["schema"])
_add(Form.SARIF, "report.sarif", MEDIA[Form.SARIF], {"type": "object"})
_add(Form.JUNIT, "report.xml", "text/xml", TEXT["schema"])  # some of those clients know text, and not this of programs


def _writer(form: Form) -> Callable[[Report], str]:
    """Loaded when it is asked for."""
    if form is Form.MARKDOWN:
        return import_module("service.render").markdown  # type: ignore[no-any-return]  # of a module by its name
    return import_module(f"service.formats.{form.value}").write  # type: ignore[no-any-return]  # as above


def accepted(header: str) -> Form:
    """The first form that a client names and that there is; JSON for all others."""
    named = (part.partition(";")[0].strip().lower() for part in header.split(","))
    return next((ACCEPTED[media] for media in named if media in ACCEPTED), Form.JSON)


@router.get(
    "/{run_id}/patch",
    response_class=Response,
    operation_id="get_patch",
    summary="The patch of a run that is over",
    responses={
        200: {"description": "the patch", "content": {"text/x-diff": TEXT}},
        **problem(404, 409),
    },
)
def get_patch(run_id: str, desk: AtDesk) -> Response:
    """A unified diff, for `git apply` or `patch -p1`."""
    headers = {"Content-Disposition": f'attachment; filename="upflow-{run_id}.patch"'}
    return Response(GetPatch(run_id).perform(desk), headers=headers, media_type="text/x-diff")


@router.get(
    "/{run_id}/compare/{other_id}",
    response_model=Comparison,
    operation_id="compare_runs",
    summary="Two runs side by side",
    response_description="what differs from the first to the second",
    responses=problem(404, 409),
)
def compare_runs(run_id: str, other_id: str, desk: AtDesk) -> Response:
    return json_answer(CompareRuns(run_id, other_id).perform(desk))
