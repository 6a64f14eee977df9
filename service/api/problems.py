"""Every error as an answer: problem+json for programs, a page for people, with the same fields."""

import json
from dataclasses import asdict
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from service.api.described import MEDIA
from service.errors import NotSignedIn, UpflowError, WrongUse
from service.web.asking import HINT, problems
from service.web.contexts import Problem
from service.web.guard import HEADERS
from service.web.render import page, wants_json
from service.worker import BUG, BUG_HINT


def install(app: FastAPI) -> None:
    """One handler for whatever was raised."""
    for kind in (UpflowError, HTTPException, RequestValidationError, ClientDisconnect, Exception):
        app.add_exception_handler(kind, handle)


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
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    return {method for route in routes if route.matches(scope)[0] is not Match.NONE for method in route.methods or ()}


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
