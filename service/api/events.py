"""The route of what a run says, as it says it: server-sent events that can be taken up again where they broke off."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated

from fastapi import Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from service.actions import Desk
from service.actions.runs import find
from service.api.runs import problem
from service.store.records import Event, EventKind
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.watching import Watching

router = Routes(prefix="/api/v1/runs", tags=["runs"])
COMES_BACK = b"retry: 2000\n\n"
PING = b": nothing new\n\n"
LARGEST = 2**53 - 1
EVENTS = ", ".join(kind.value for kind in EventKind)
# No type: to some clients a stream is its text, to others it is its events one by one.
SAID = {
    "description": "server-sent events: `id` counts, and is what `Last-Event-ID` takes; `event` is one of "
    f"{EVENTS}; `data` is one line of JSON",
}


@router.get(
    "/{run_id}/events",
    response_class=Response,
    operation_id="watch_run",
    summary="What a run says, live",
    responses={
        200: {
            "description": "one event for each thing that it says; the last is `over`, with the state in `text`",
            "content": {"text/event-stream": {"schema": SAID}},
        },
        204: {"description": "the run is over, and there is nothing after that id"},
        **problem(404, 422),
    },
)
async def watch_run(
    run_id: str,
    request: Request,
    desk: AtDesk,
    last_event_id: Annotated[int, Header(ge=0, le=LARGEST, description="of the last one that was read")] = 0,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="the same, for who cannot set headers")] = 0,
) -> Response:
    """`event` is taken, judged, started, said, ended, retried or over; `data` is JSON with `seq`, `at`, `kind`, `text`.

    `label` in it names the trial, `outcome` how it ended. Who reads on with `Last-Event-ID` misses nothing but lines of
    output.
    """
    start = max(last_event_id, after)
    run = await run_in_threadpool(find, desk, run_id)
    if run.state.is_over and not await run_in_threadpool(desk.store.events, run_id, start):
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _stream(request.app.state.watching, desk, run_id, start)
    return StreamingResponse(stream, headers=headers, media_type="text/event-stream")


async def _stream(watching: Watching, desk: Desk, run_id: str, after: int) -> AsyncIterator[bytes]:
    yield COMES_BACK
    async with aclosing(watching.events(run_id, after)) as events:
        async for event in events:
            if event is None:
                yield PING
                continue
            yield _written(event)
            if event.kind is EventKind.OVER:
                run = await run_in_threadpool(desk.store.get, run_id)
                if run is None or run.state.is_over:
                    return


def _written(event: Event) -> bytes:
    data = json.dumps(asdict(event) | {"at": event.at.isoformat()})
    return f"id: {event.seq}\nevent: {event.kind.value}\ndata: {data}\n\n".encode()
