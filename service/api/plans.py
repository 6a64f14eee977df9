"""The route of plans: the ways that a project can go, from its text and the facts, answered at once."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.actions import MakePlan
from service.plan.parts import Plan
from service.web.asking import Asking, body
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/plan", tags=["plans"])


class PlanForm(StrEnum):
    """How a plan is written."""

    JSON = "json"
    MARKDOWN = "markdown"


@router.post(
    "",
    response_model=Plan,
    operation_id="make_plan",
    summary="Plan the way of a project",
    openapi_extra=body(),
    responses={
        200: {"description": "the routes, the best first", "content": {"text/markdown": {"schema": {"type": "string"}}}}
    },
)
def make_plan(
    desk: AtDesk, action: Asking, form: Annotated[PlanForm, Query(alias="format")] = PlanForm.JSON
) -> Response:
    """Takes what a run takes; `to` and `run` say nothing here: no trial is made, and all routes are answered."""
    plan = MakePlan(action.project, action.question).perform(desk)
    if form is PlanForm.JSON:
        return json_answer(plan)
    from service.plan.render import markdown  # noqa: PLC0415 - few ask for it, and what it writes with takes long to load

    return Response(markdown(plan).encode(errors="replace"), media_type="text/markdown; charset=utf-8")
