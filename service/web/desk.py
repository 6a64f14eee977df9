"""The desk of the service, for routes. What waits for nothing is async: it then needs no thread."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from service.actions import Desk


async def desk(request: Request) -> Desk:
    found = request.app.state.desk
    assert isinstance(found, Desk)
    return found


AtDesk: TypeAlias = Annotated[Desk, Depends(desk)]
