"""No body is larger or slower than it may be: counted while it is read, so that nothing too large is ever held."""

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooLarge, TooSlow

MIB = 1 << 20
FORM_MARGIN = MIB  # the other fields of a form, and its boundaries
SILENCE = 30.0


class LimitBody:
    """ASGI middleware: raises TooLarge or TooSlow out of `receive`, where the reader meets it.

    `others` are limits of their own, in MiB, by the path that they are for.
    """

    def __init__(
        self, app: ASGIApp, max_upload: int, seconds: int = 600, others: Mapping[str, int] | None = None
    ) -> None:
        self.app = app
        self.max_upload = max_upload
        self.seconds = seconds
        self.others = others or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit, told = self._limit(scope["path"], headers)
        left, complete, deadline = limit, False, time.monotonic() + self.seconds

        async def counted() -> Message:
            nonlocal left, complete
            if _announced(headers) > limit:
                raise told
            if complete:
                return await receive()
            message = await _soon(receive, deadline)
            complete = not message.get("more_body", False)
            left -= len(message.get("body", b""))
            if left < 0:
                raise told
            return message

        await self.app(scope, counted, send)

    def _limit(self, path: str, headers: Headers) -> tuple[int, TooLarge]:
        if path in self.others:
            told = TooLarge(f"the body is larger than {self.others[path]} MiB", "send less at once")
            return self.others[path] * MIB, told
        if headers.get("content-type", "").startswith("multipart/"):
            hint = "leave out data, environments and build results, or ask the operator to raise UPFLOW_MAX_UPLOAD"
            told = TooLarge(f"the upload is larger than the {self.max_upload} MiB that this service takes", hint)
            return self.max_upload * MIB + FORM_MARGIN, told
        return MIB, TooLarge("the body is larger than 1 MiB", "send a project as an archive, in multipart/form-data")


async def _soon(receive: Receive, deadline: float) -> Message:
    """The next part of a body, if it comes: a sender that says nothing must not keep a place for ever."""
    try:
        return await asyncio.wait_for(receive(), min(SILENCE, max(0.0, deadline - time.monotonic())))
    except TimeoutError:
        hint = "send it again on a faster connection, or ask the operator to raise UPFLOW_UPLOAD_SECONDS"
        raise TooSlow("the body did not arrive in time", hint) from None


def _announced(headers: Headers) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0
