"""The routes of quick answers: a log explained, and the patch of a project, from text and facts alone."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from service.actions import ExplainLog, Explanation, Migrate
from service.api.runs import problem
from service.errors import NotFound
from service.report import Report
from service.web.asking import Asking, body
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1")


class PatchForm(StrEnum):
    """All that is known of one version, or the diff alone."""

    JSON = "json"
    PATCH = "patch"


class AskedLog(BaseModel):
    """A log, a traceback, or one line of it; `tf` is the TensorFlow that it ran on."""

    model_config = ConfigDict(extra="forbid")

    log: str = Field(max_length=1_000_000)
    tf: Annotated[str | None, Field(max_length=50)] = None


@router.post(
    "/explain",
    response_model=Explanation,
    operation_id="explain_log",
    summary="Explain an error",
    response_description="what causes the errors that are known, and what mends them; none: nothing in it is known",
    tags=["facts"],
)
def explain_log(desk: AtDesk, asked: AskedLog) -> Response:
    """The same as `upflow explain`: the last error is first."""
    return json_answer(ExplainLog(asked.log, asked.tf).perform(desk))


@router.post(
    "/migrate",
    response_model=Report,
    operation_id="migrate",
    summary="The patch of a project for one version",
    tags=["plans"],
    openapi_extra=body(),
    responses={
        200: {
            "description": "the static report for that version: `patch` is the diff, `left` the findings that stay",
            "content": {"text/x-diff": {"schema": {"type": "string"}}},
        },
        **problem(404),
    },
)
def migrate(
    desk: AtDesk, action: Asking, form: Annotated[PatchForm, Query(alias="format")] = PatchForm.JSON
) -> Response:
    """Takes what a run takes, with one version in `to`, and answers at once: no trial is made, nothing is kept.

    With `format=patch` the answer is the diff alone, for `git apply`; 404 where nothing is to be changed.
    """
    report = Migrate(action.project, action.question).perform(desk)
    if form is PatchForm.JSON:
        return json_answer(report)
    if report.patch is None:
        raise NotFound("there is no patch", "`format=json` says what to do for this version")
    return Response(report.patch.diff.encode(errors="surrogateescape"), media_type="text/x-diff")
