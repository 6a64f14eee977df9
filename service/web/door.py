"""The door of a service that starts: it says at once that the service lives, all else waits until the rest is there."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import NamedTuple

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.living import living
from service.store.store import Store
from service.web.guard import SecurityHeaders
from service.web.observed import Observed

HEALTH = "/api/v1/health"


class Whole(NamedTuple):
    """All of the service, and what it needs while it answers."""

    app: ASGIApp
    life: AbstractAsyncContextManager[object]


class Door:
    """ASGI application. `make` gives the whole: it takes long to load, which happens in a thread, with the port open.

    Where it does not start, `failure` says why, and `stop` is called.
    """

    failure: Exception | None = None
    stop: Callable[[], None]

    def __init__(self, store: Store, make: Callable[[], Whole]) -> None:
        """`store` is only asked until the whole is there."""
        self._store, self._make = store, make
        self._app: ASGIApp | None = None
        self._decided, self._leaving = asyncio.Event(), asyncio.Event()
        self._first = Observed(SecurityHeaders(self._say_that_it_lives))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is None and (scope.get("method"), scope["path"]) == ("GET", HEALTH):
            await self._first(scope, receive, send)
        else:
            await self._pass(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        opening = asyncio.create_task(self._open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._leaving.set()
        await opening
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        try:
            app, life = await asyncio.to_thread(self._make)
            async with life:
                self._app = app
                self._decided.set()
                await self._leaving.wait()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is for whoever started the service
            self.failure = error
            self._decided.set()
            self.stop()

    async def _say_that_it_lives(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            found = await asyncio.to_thread(living, self._store)
        except Exception:  # noqa: BLE001 - whatever it is, the whole has better words for it
            await self._pass(scope, receive, send)
            return
        answer = Response(json.dumps(asdict(found)), media_type="application/json")
        await answer(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._decided.wait()
        if self._app is None:
            raise RuntimeError("the service did not start") from self.failure
        await self._app(scope, receive, send)
