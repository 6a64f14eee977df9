"""Signing in to the pages: a token opens a session, which is a token of its own in a cookie that no script can read."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from service.store import tokens
from service.web.access import COOKIE
from service.web.desk import AtDesk
from service.web.render import page
from service.web.routes import Routes

router = Routes(include_in_schema=False)
SESSION = timedelta(hours=12)


class SignIn(BaseModel):
    """The form of the page."""

    token: str = Field("", max_length=200)
    next: str = Field("/", max_length=2000)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`/sign-in`: where to go on, who is in already, what is open to everybody, and what is wrong with a token."""

    next: str
    is_signed_in: bool
    facts_are_open: bool
    problem: str


@router.get("/sign-in")
def ask(request: Request, desk: AtDesk, next: str = "/") -> Response:  # noqa: A002 - the name of the parameter
    known = tokens.find(desk.store.database, request.cookies.get(COOKIE, "")) is not None
    return page("sign_in.html", SignInPage(_inside(next), known, desk.settings.public_facts, ""))


@router.post("/sign-in")
def sign_in(request: Request, desk: AtDesk, fields: Annotated[SignIn, Form()]) -> Response:
    onward = _inside(fields.next)
    token = tokens.find(desk.store.database, fields.token.strip())
    if token is None or token.parent is not None:
        if counter := request.app.state.counter:
            counter.failed(request.client.host if request.client else "")
        problem = "This token is not known, was revoked, or ran out."
        return page(
            "sign_in.html",
            SignInPage(onward, is_signed_in=False, facts_are_open=desk.settings.public_facts, problem=problem),
            401,
        )
    expires = min(filter(None, (token.expires, datetime.now(UTC) + SESSION)))
    _, session = tokens.add(desk.store.database, "session", token.scope, expires, token.id)
    answer = RedirectResponse(onward, status_code=303)
    is_https = request.url.scheme == "https"
    answer.set_cookie(COOKIE, session, expires=expires, httponly=True, samesite="lax", secure=is_https)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, desk: AtDesk) -> Response:
    known = tokens.find(desk.store.database, request.cookies.get(COOKIE, ""))
    if known is not None and known.parent is not None:
        tokens.revoke(desk.store.database, known.id)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def _inside(address: str) -> str:
    """A place of our own pages: an address of another host would make this page send people there."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else "/"
