"""The route of GitHub's webhooks: the signature is checked, the delivery kept, and the work left to the worker."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.errors import NotFound, NotSignedIn, UnknownBody, WrongUse
from service.web.routes import Routes
from service.web.shown import json_answer

if TYPE_CHECKING:
    from service.bot.bot import Bot

PATH = "/api/v1/github/webhook"
LARGEST = 25
"""MiB: GitHub sends no more."""
LONGEST = 200
EVENT, DELIVERY, SIGNATURE = "x-github-event", "x-github-delivery", "x-hub-signature-256"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
HINT = "give the App and UPFLOW_GITHUB_SECRET the same secret: docs/github.md"
router = Routes(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """`new` is false for a delivery that was taken before."""

    delivery: str
    new: bool


@router.post(PATH)
async def take(request: Request) -> Response:
    """Nothing is read that is not signed, and nothing is looked at that is signed by nobody."""
    bot: Bot | None = request.app.state.bot
    if bot is None or bot.host.name != "GitHub":
        raise NotFound("this service is no GitHub App", "docs/github.md says how to set one up")
    from service.bot.github.signature import is_signature, is_signed  # noqa: PLC0415 - only an App has it

    signature, event, delivery = (request.headers.get(name, "") for name in (SIGNATURE, EVENT, DELIVERY))
    if not is_signature(signature):
        raise NotSignedIn("the webhook is not signed with sha256", HINT)
    if not is_name(event) or not is_name(delivery):
        raise WrongUse("a webhook names its event and its delivery", f"{EVENT} and {DELIVERY} are what GitHub sends")
    body = await request.body()
    if not await run_in_threadpool(is_signed, body, signature, bot.host.secret):
        raise NotSignedIn("the signature is not that of the secret", HINT)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    new = await run_in_threadpool(lambda: bot.take(delivery, event, _payload(kind, body)))
    return json_answer(Taken(delivery, new), status=HTTPStatus.ACCEPTED if new else HTTPStatus.OK)


def _payload(kind: str, body: bytes) -> object:
    """GitHub sends JSON, or JSON in a form. Raises UnknownBody or WrongUse."""
    if kind not in {JSON, FORM}:
        raise UnknownBody(f"a webhook is no {kind or 'body without a type'}", f"choose {JSON} in the App's settings")
    try:
        return json.loads(body if kind == JSON else parse_qs(body.decode(), max_num_fields=10)["payload"][0])
    except (ValueError, LookupError, RecursionError):
        raise WrongUse("the webhook is no JSON", f"choose {JSON} in the App's settings") from None


def is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST and text.isascii() and text.isprintable()
