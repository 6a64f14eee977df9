"""The desk of the service, for routes. What waits for nothing is async: it then needs no thread."""

from collections.abc import Callable
from typing import Annotated, TypeAlias, TypeVar

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from service.actions import Desk


async def desk(request: Request) -> Desk:
    found = request.app.state.desk
    assert isinstance(found, Desk)
    return found


AtDesk: TypeAlias = Annotated[Desk, Depends(desk)]
Result = TypeVar("Result")


async def looked_up(desk: Desk, look: Callable[[], Result]) -> Result:
    """What one question to the database says: here and now where it is a file, else in a thread."""
    return look() if desk.store.database.is_near else await run_in_threadpool(look)


async def of_run(desk: Desk, run_id: str, what: str, make: Callable[[], bytes]) -> bytes:
    """What is shown of a run, made again when the run has changed. Where there is no such run, `make` says so."""
    version = await looked_up(desk, lambda: desk.store.version(run_id))
    found = desk.kept.get((run_id, what), version)
    if found is None:
        # The version is older than what is made of it: what changes meanwhile is made once more.
        found = await run_in_threadpool(make)
        desk.kept.put((run_id, what), version, found)
    return found
