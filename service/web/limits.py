"""No body is larger than it may be: counted while it is read, so that nothing too large is ever held."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooLarge

MIB = 1 << 20
FORM_MARGIN = MIB  # the other fields of a form, and its boundaries


class LimitBody:
    """ASGI middleware: raises TooLarge out of `receive`, where the reader meets it."""

    def __init__(self, app: ASGIApp, max_upload: int) -> None:
        self.app = app
        self.max_upload = max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/")
        limit = self.max_upload * MIB + FORM_MARGIN if is_form else MIB
        left = limit

        async def counted() -> Message:
            nonlocal left
            if _announced(headers) > limit:
                raise self._too_large(is_form=is_form)
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise self._too_large(is_form=is_form)
            return message

        await self.app(scope, counted, send)

    def _too_large(self, *, is_form: bool) -> TooLarge:
        if is_form:
            hint = "leave out data, environments and build results, or ask the operator to raise UPFLOW_MAX_UPLOAD"
            return TooLarge(f"the upload is larger than the {self.max_upload} MiB that this service takes", hint)
        return TooLarge("the body is larger than 1 MiB", "send a project as an archive, in multipart/form-data")


def _announced(headers: Headers) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0
