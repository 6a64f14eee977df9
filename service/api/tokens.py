"""The routes of tokens, for who has one of scope `admin`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from service.api.runs import problem
from service.errors import NotFound
from service.store import tokens
from service.store.tokens import Scope, Token
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/tokens", tags=["tokens"])
A_CENTURY = 36_500


class AskedToken(BaseModel):
    """What a token is for: `days` is how long it is good, without it until it is revoked."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    scope: Scope = Scope.WRITE
    days: Annotated[int | None, Field(ge=1, le=A_CENTURY, strict=True)] = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token: `text` is what a client sends. It is shown once, and never again."""

    token: Token
    text: str


@dataclass(frozen=True, slots=True)
class TokenList:
    """All tokens, oldest first."""

    tokens: tuple[Token, ...]


@router.post(
    "",
    status_code=201,
    response_model=MadeToken,
    operation_id="create_token",
    summary="Make a token",
    response_description="the token, with its text",
)
def create_token(desk: AtDesk, asked: AskedToken) -> Response:
    expires = datetime.now(UTC) + timedelta(days=asked.days) if asked.days else None
    token, text = tokens.add(desk.store.database, asked.name, asked.scope, expires)
    return json_answer(MadeToken(token, text), 201, {"Cache-Control": "no-store"})


@router.get(
    "",
    response_model=TokenList,
    operation_id="list_tokens",
    summary="List tokens",
    response_description="all of them, without their texts",
)
def list_tokens(desk: AtDesk) -> Response:
    return json_answer(TokenList(tokens.every(desk.store.database)))


@router.delete(
    "/{token_id}",
    status_code=204,
    operation_id="revoke_token",
    summary="Revoke a token",
    response_description="from now on it is good for nothing, with every session that it opened",
    responses=problem(404),
)
def revoke_token(token_id: str, desk: AtDesk) -> None:
    if not tokens.revoke(desk.store.database, token_id):
        raise NotFound(f"there is no token {token_id[:100]!r}", "/api/v1/tokens lists all that there are")
