"""The routes of quick answers: a log explained, and the patch of a project, from text and facts alone."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from service.actions import ExplainLog, Explanation, Migrate
from service.report import Report
from service.web.asking import Asking, body
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1")


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
    response_description="the static report for that version: `patch` is the diff, `left` in it the findings that stay",
    tags=["plans"],
    openapi_extra=body(),
)
def migrate(desk: AtDesk, action: Asking) -> Response:
    """Takes what a run takes, with one version in `to`, and answers at once: no trial is made, nothing is kept."""
    return json_answer(Migrate(action.project, action.question).perform(desk))
