"""Every request in the log, with an id that its answer carries, the run that it is about, and how long it took."""

import logging
import re
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import ABOUT

RUN = re.compile(r"^(?:/api/v1)?/runs/([0-9a-f]{16})")
log = logging.getLogger("service.requests")


class Observed:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, status, started = secrets.token_hex(8), 0, time.monotonic()
        run = RUN.match(scope["path"])

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request
            await send(message)

        about = ABOUT.set({"request": request, **({"run": run[1]} if run else {})})
        try:
            await self.app(scope, receive, noted)
        finally:
            if log.isEnabledFor(logging.INFO):
                seconds = time.monotonic() - started
                log.info("%s %s %d %.4f s", scope["method"], scope["path"], status, seconds)
            ABOUT.reset(about)
