"""The route of GitLab's webhooks: the secret is checked, the delivery kept, and the work left to the worker."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.github import Taken, is_name
from service.errors import NotFound, NotSignedIn, WrongUse
from service.web.routes import Routes
from service.web.shown import json_answer

if TYPE_CHECKING:
    from service.bot.bot import Bot

PATH = "/api/v1/gitlab/webhook"
EVENT, TOKEN = "x-gitlab-event", "x-gitlab-token"
DELIVERIES = ("idempotency-key", "x-gitlab-event-uuid")
"""The first stays when GitLab sends the same once more; older servers have the second alone."""
HINT = "give the webhook and UPFLOW_GITLAB_SECRET the same secret token: docs/gitlab.md"
router = Routes(include_in_schema=False)


@router.post(PATH)
async def take(request: Request) -> Response:
    """Nothing is read of whoever does not show the secret."""
    bot: Bot | None = request.app.state.bot
    if bot is None or bot.host.name != "GitLab":
        raise NotFound("this service answers no GitLab", "docs/gitlab.md says how to set it up")
    from service.bot.gitlab.events import is_ours  # noqa: PLC0415 - only who answers GitLab has it

    if not is_ours(request.headers.get(TOKEN, ""), bot.host.secret):
        raise NotSignedIn("the webhook does not show the secret token", HINT)
    event = request.headers.get(EVENT, "")
    delivery = next(filter(None, (request.headers.get(name, "") for name in DELIVERIES)), "")
    if not is_name(event) or not is_name(delivery):
        raise WrongUse("a webhook names its event and itself", f"{EVENT} and {DELIVERIES[-1]} are what GitLab sends")
    body = await request.body()
    new = await run_in_threadpool(lambda: bot.take(delivery, event, _payload(body)))
    return json_answer(Taken(delivery, new), status=HTTPStatus.ACCEPTED if new else HTTPStatus.OK)


def _payload(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise WrongUse("the webhook is no JSON", "GitLab sends nothing else") from None
