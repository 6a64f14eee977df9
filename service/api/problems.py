"""Every error as an answer: problem+json for programs, a page for people, with the same fields."""

import json
from dataclasses import asdict
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.errors import UpflowError, WrongUse
from service.web.asking import HINT, problems
from service.web.contexts import ProblemPage
from service.web.guard import HEADERS
from service.web.render import page, wants_json
from service.worker import BUG, BUG_HINT



def install(app: FastAPI) -> None:
    """One handler for whatever was raised."""
    for kind in (UpflowError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, handle)


async def handle(request: Request, error: Exception) -> Response:
    problem = _problem(error)
    is_page = not request.url.path.startswith("/api/") and not wants_json(request)
    if is_page and "text/html" in request.headers.get("accept", ""):
        answer: Response = page("problem.html", problem, problem.status)
    else:
        answer = Response(json.dumps(asdict(problem)), problem.status, media_type="application/problem+json")
    # What nobody expected is answered outside of all middleware.
    answer.headers.update(HEADERS | dict(getattr(error, "headers", None) or {}))
    return answer


def _problem(error: Exception) -> ProblemPage:
    match error:
        case UpflowError():
            return ProblemPage(error.title, error.status, error.message, error.hint)
        case RequestValidationError():
            return ProblemPage(WrongUse.title, WrongUse.status, problems(error.errors()), HINT)
        case HTTPException():
            status = HTTPStatus(error.status_code)
            detail = error.detail if error.detail != status.phrase else status.description
            return ProblemPage(status.phrase, error.status_code, detail or status.phrase, HINT)
        case _:
            return ProblemPage("Bug", HTTPStatus.INTERNAL_SERVER_ERROR, BUG, BUG_HINT)
