"""Whether the service can take work: its database answers, and how much waits."""

from dataclasses import dataclass
from importlib.metadata import version

from fastapi import APIRouter
from starlette.responses import Response

from service.store.records import State
from service.web.desk import AtDesk
from service.web.shown import json_answer

router = APIRouter(prefix="/api/v1", tags=["service"])


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is "ok" where the database answers; anything else is a problem with status 503 or 507."""

    status: str
    version: str
    queued: int
    running: int


@router.get(
    "/health",
    response_model=Health,
    operation_id="get_health",
    summary="Whether the service can take work",
    response_description="it can",
)
def get_health(desk: AtDesk) -> Response:
    runs = desk.store.count()
    return json_answer(Health("ok", version("upflow"), runs[State.QUEUED], runs[State.RUNNING]))
