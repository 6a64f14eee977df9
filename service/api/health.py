"""Whether the service lives and can take work, and its numbers for Prometheus."""

import shutil
from collections.abc import Iterator

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from prometheus_fastapi_instrumentator import Instrumentator
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.actions import Desk
from service.api.runs import problem
from service.living import Health, living
from service.web.desk import AtDesk, looked_up
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1", tags=["service"])


@router.get(
    "/health",
    response_model=Health,
    operation_id="get_health",
    summary="Whether the service lives",
    response_description="its database answers",
    responses=problem(503),
)
async def get_health(desk: AtDesk) -> Response:
    return json_answer(await looked_up(desk, lambda: living(desk.store)))


@router.get(
    "/ready",
    response_model=Health,
    operation_id="get_readiness",
    summary="Whether the service can take work",
    response_description="it can",
    responses=problem(503, 507),
)
async def get_readiness(desk: AtDesk) -> Response:
    """507: the disk is full, so nothing new is accepted, and nothing is lost. 503: the database does not answer."""
    await run_in_threadpool(desk.store.ready)
    return await get_health(desk)


class Runs(Collector):
    """Runs by their state, and the room on the disk, asked when somebody looks."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def collect(self) -> Iterator[GaugeMetricFamily]:
        desk: Desk | None = getattr(self._app.state, "desk", None)
        if desk is None:
            return
        runs = GaugeMetricFamily("upflow_runs", "Runs by state.", labels=["state"])
        for state, number in desk.store.count().items():
            runs.add_metric([state.value], number)
        yield runs
        free = shutil.disk_usage(desk.settings.data).free
        yield GaugeMetricFamily("upflow_disk_free_bytes", "Room on the disk of the data folder.", value=free)


def instrument(app: FastAPI) -> None:
    """Times and counts every route, by its pattern and never by an address that somebody made up."""
    registry = CollectorRegistry()
    registry.register(Runs(app))
    measured = Instrumentator(registry=registry, should_ignore_untemplated=True, excluded_handlers=["/metrics"])
    measured.instrument(app).expose(app, include_in_schema=False)
