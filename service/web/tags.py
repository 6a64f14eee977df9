"""Entity tags: what a client has already is not sent again."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_SENT = ("content-length", "content-type", "content-disposition")


class EntityTags:
    """ASGI middleware: an answer to GET that is sent in one piece gets the hash of its bytes, or is left out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        known = {tag.strip().removeprefix("W/") for tag in Headers(scope=scope).get("if-none-match", "").split(",")}
        start: Message | None = None

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_taggable(message):
                start = message  # its headers wait for the bytes
                return
            if start is not None and message["type"] == "http.response.body":
                first, start = start, None
                if not message.get("more_body", False):
                    message = _tag(first, message, known)
                await send(first)
            await send(message)

        await self.app(scope, receive, tagged)


def _is_taggable(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and "etag" not in headers and "content-length" in headers  # noqa: PLR2004 - OK


def _tag(start: Message, body: Message, known: set[str]) -> Message:
    headers = MutableHeaders(raw=start["headers"])
    tag = f'"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
    headers["ETag"] = tag
    if not known & {tag, "*"}:
        return body
    for name in NOT_SENT:
        if name in headers:
            del headers[name]
    start["headers"], start["status"] = headers.raw, 304
    return {"type": "http.response.body", "body": b""}
