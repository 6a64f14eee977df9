"""Every error as an answer: problem+json for programs, a page for people, with the same fields; and as OpenAPI."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route

from service.api.described import MEDIA, complete
from service.errors import NotSignedIn, UpflowError, WrongUse
from service.settings import Settings
from service.web.asking import HINT, problems
from service.web.contexts import Problem
from service.web.guard import HEADERS
from service.web.render import page, wants_json
from service.worker import BUG, BUG_HINT


def install(app: FastAPI, settings: Settings) -> None:
    """One handler for whatever was raised, and its media type in the description."""
    for kind in (UpflowError, HTTPException, RequestValidationError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, handle)
    describe, kept = app.openapi, dict[str, Any]()

    def described() -> dict[str, Any]:
        if not kept:
            kept.update(complete(describe(), settings))
        return kept

    app.openapi = described  # type: ignore[method-assign]  # the documented way to extend it


async def handle(request: Request, error: Exception) -> Response:
    problem = _problem(error)
    is_page = not request.url.path.startswith("/api/") and not wants_json(request)
    if is_page and isinstance(error, NotSignedIn) and request.method == "GET":
        onward = f"{request.url.path}?{request.url.query}".removesuffix("?")
        return RedirectResponse(f"/sign-in?{urlencode({'next': onward})}", status_code=303, headers=HEADERS)
    if is_page and "text/html" in request.headers.get("accept", ""):
        answer: Response = page("problem.html", problem, problem.status)
    else:
        answer = Response(json.dumps(asdict(problem)), problem.status, media_type=MEDIA)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        allow = {"Allow": ", ".join(sorted(_methods(request)))}
        answer.headers.update(HEADERS | allow)
        return answer
    # What nobody expected is answered outside of all middleware.
    answer.headers.update(HEADERS | dict(getattr(error, "headers", None) or {}))
    return answer


def _methods(request: Request) -> set[str]:
    """Of all routes of an address: the framework names those of the first."""
    scope = {**request.scope, "method": ""}
    routes = _routes(request.app.routes)
    return {method for route in routes if route.matches(scope)[0] is not Match.NONE for method in route.methods or ()}


def _routes(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Those of routers that are a part of another one as well, which the framework keeps inside of it."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from _routes(inner.routes)


def _problem(error: Exception) -> Problem:
    match error:
        case UpflowError():
            return Problem(error.title, error.status, error.message, error.hint)
        case RequestValidationError():
            return Problem(WrongUse.title, WrongUse.status, problems(error.errors()), HINT)
        case HTTPException():
            status = HTTPStatus(error.status_code)
            detail = error.detail if error.detail != status.phrase else status.description
            return Problem(status.phrase, error.status_code, detail or status.phrase, HINT)
        case ClientDisconnect():
            return Problem("Gone", HTTPStatus.BAD_REQUEST, "the sender went away in the middle of it", HINT)
        case _:
            return Problem("Bug", HTTPStatus.INTERNAL_SERVER_ERROR, BUG, BUG_HINT)
