"""The routes of webhooks: addresses that are told when a run ends, for who has a token of scope `admin`."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from service import hooks
from service.api.runs import problem
from service.errors import NotFound
from service.hooks import Hook
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/webhooks", tags=["webhooks"])


class AskedHook(BaseModel):
    """An address by TLS, outside of the network of the service."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=1000, pattern="^https?://.")


@dataclass(frozen=True, slots=True)
class MadeHook:
    """A new webhook: `secret` is what its messages are signed with, and is shown once."""

    webhook: Hook
    secret: str


@dataclass(frozen=True, slots=True)
class HookList:
    """All webhooks, oldest first."""

    webhooks: tuple[Hook, ...]


@router.post(
    "",
    status_code=201,
    response_model=MadeHook,
    operation_id="create_webhook",
    summary="Be told when runs end",
    response_description="the webhook, with its secret",
)
def create_webhook(desk: AtDesk, asked: AskedHook) -> Response:
    """`X-Upflow-Signature` is `v1=` and the HMAC-SHA256 of `X-Upflow-Time`, a dot and the body, by the secret.

    What is not answered with 2xx is sent again, eight times in some hours; `X-Upflow-Delivery` stays the same.
    """
    hook, secret = hooks.add(desk.store, asked.url, desk.settings)
    return json_answer(MadeHook(hook, secret), 201, {"Cache-Control": "no-store"})


@router.get(
    "",
    response_model=HookList,
    operation_id="list_webhooks",
    summary="List webhooks",
    response_description="all of them, without their secrets",
)
def list_webhooks(desk: AtDesk) -> Response:
    return json_answer(HookList(hooks.every(desk.store)))


@router.delete(
    "/{hook_id}",
    status_code=204,
    operation_id="drop_webhook",
    summary="Be told no more",
    response_description="nothing is sent there any more",
    responses=problem(404),
)
def drop_webhook(hook_id: str, desk: AtDesk) -> None:
    if not hooks.drop(desk.store, hook_id):
        raise NotFound(f"there is no webhook {hook_id[:100]!r}", "/api/v1/webhooks lists all that there are")
