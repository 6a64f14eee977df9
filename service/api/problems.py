"""Every error as an answer: problem+json for programs, a page for people, with the same fields; and as OpenAPI."""

import json
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.errors import UpflowError, WrongUse
from service.web.asking import HINT, problems
from service.web.contexts import Problem
from service.web.guard import HEADERS
from service.web.render import page, wants_json
from service.worker import BUG, BUG_HINT

MEDIA = "application/problem+json"


def install(app: FastAPI) -> None:
    """One handler for whatever was raised, and its media type in the description."""
    for kind in (UpflowError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, handle)
    describe = app.openapi
    app.openapi = lambda: _described(describe())  # type: ignore[method-assign]  # the documented way to extend it


async def handle(request: Request, error: Exception) -> Response:
    problem = _problem(error)
    is_page = not request.url.path.startswith("/api/") and not wants_json(request)
    if is_page and "text/html" in request.headers.get("accept", ""):
        answer: Response = page("problem.html", problem, problem.status)
    else:
        answer = Response(json.dumps(asdict(problem)), problem.status, media_type=MEDIA)
    # What nobody expected is answered outside of all middleware.
    answer.headers.update(HEADERS | dict(getattr(error, "headers", None) or {}))
    return answer


def _described(openapi: dict[str, Any]) -> dict[str, Any]:
    """The framework writes every model as application/json, and errors of its own; the description must be exact."""
    for name in ("HTTPValidationError", "ValidationError"):
        openapi["components"]["schemas"].pop(name, None)
    operations = [operation for methods in openapi["paths"].values() for operation in methods.values()]
    for operation in operations:
        answers = operation["responses"]
        if answers.get("422", {}).get("description") == "Validation Error":
            del answers["422"]
        for status, answer in answers.items():
            content = answer.get("content", {})
            if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in content:
                content[MEDIA] = content.pop("application/json")
    return openapi


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
        case _:
            return Problem("Bug", HTTPStatus.INTERNAL_SERVER_ERROR, BUG, BUG_HINT)
