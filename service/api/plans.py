"""The route of plans: the ways that a project can go, from its text and the facts, answered at once."""

from starlette.responses import Response

from service.actions import MakePlan
from service.plan.parts import Plan
from service.web.asking import Asking, body
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/plan", tags=["plans"])


@router.post(
    "",
    response_model=Plan,
    operation_id="make_plan",
    summary="Plan the way of a project",
    response_description="the routes, the best first",
    openapi_extra=body(),
)
def make_plan(desk: AtDesk, action: Asking) -> Response:
    """Takes what a run takes; `to` and `run` say nothing here: no trial is made, and all routes are answered."""
    return json_answer(MakePlan(action.project, action.question).perform(desk))
