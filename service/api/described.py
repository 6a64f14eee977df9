"""What the framework leaves open in the description of the API: errors of every operation, tokens, and entity tags."""

import json
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from service.settings import Settings
from service.web.access import needed
from service.web.routes import Routes

MEDIA = "application/problem+json"
WHY = {
    400: "the form cannot be read",
    401: "no token, or none that is good",
    403: "the token is not good for this, or a page of another site sent it",
    404: "there is no such thing, or it has none",
    408: "the body did not arrive in time",
    409: "it is not in the state for this",
    413: "the body is too large",
    415: "the body is neither JSON nor a form",
    422: "the request cannot be meant; the detail names everything that is wrong with it",
    429: "more requests than one may send; `Retry-After` says how many seconds to wait",
    503: "something that it needs does not answer",
    507: "the disk is full",
}
EVERYWHERE = (401, 403, 429, 503, 507)
BODY = (400, 408, 413, 415, 422)
"""Of operations that read a body."""

PROBLEM = {"$ref": "#/components/schemas/Problem"}
TAGGED = {"ETag": {"schema": {"type": "string"}, "description": "of this answer, for `If-None-Match`"}}
SCHEME = {"type": "http", "scheme": "bearer", "description": "made by `upflow token create`"}


def describe_when_asked(app: FastAPI, parts: Iterable[Routes], settings: Settings) -> None:
    """The description is made for whoever asks first, from an application that does nothing else."""

    @cache
    def described() -> dict[str, Any]:
        whole = FastAPI(title=app.title, version=app.version, description=app.description)
        for part in parts:
            part.describe(whole)
        return complete(with_named_bodies(plainly_named(whole.openapi())), settings)

    app.openapi = described  # type: ignore[method-assign]  # the documented way to extend it


def plainly_named(openapi: dict[str, Any]) -> dict[str, Any]:
    """Classes that share a name come with one title, of which generators make one class: here each gets its own."""
    text = json.dumps(openapi)
    titles: dict[str, str] = {}
    for name in openapi["components"]["schemas"]:
        if "__" in name:
            _, part, *_, last = name.split("__")
            titles[name] = f"{part.title()}{last}"
            text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{titles[name]}"')
    named: dict[str, Any] = json.loads(text)
    schemas = named["components"]["schemas"]
    for name, title in titles.items():
        schemas[title] = {**schemas.pop(name), "title": title}
    return named


def with_named_bodies(openapi: dict[str, Any]) -> dict[str, Any]:
    """Bodies that several operations take stand once, by their titles: generators make one class of each."""
    schemas = openapi["components"]["schemas"]
    for operation in (each for methods in openapi["paths"].values() for each in methods.values()):
        for part in operation.get("requestBody", {}).get("content", {}).values():
            if title := part["schema"].get("title"):
                schemas.setdefault(title, part["schema"])
                part["schema"] = {"$ref": f"#/components/schemas/{title}"}
    return openapi


def complete(openapi: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The description as it has to be to be exact."""
    components = openapi["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    if settings.wants_token:
        components["securitySchemes"] = {"token": SCHEME}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            scope = needed(method.upper(), path, settings)
            _complete(operation, is_reading=method == "get")
            if settings.wants_token and scope is not None:
                operation["security"] = [{"token": []}]
                operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope.value}`.".strip()
    return openapi


def _complete(operation: dict[str, Any], *, is_reading: bool) -> None:
    answers: dict[str, Any] = operation["responses"]
    if answers.get("422", {}).get("description") == "Validation Error":
        answers["422"] = {"description": WHY[422], "content": {MEDIA: {"schema": PROBLEM}}}
    for number in (*EVERYWHERE, *(BODY if "requestBody" in operation else ())):
        answers.setdefault(str(number), {"description": WHY[number], "content": {MEDIA: {"schema": PROBLEM}}})
    for status, answer in answers.items():
        content = answer.get("content", {})
        if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in content:
            content[MEDIA] = content.pop("application/json")
    if is_reading and "text/event-stream" not in answers["200"].get("content", {}):
        answers["200"].setdefault("headers", {}).update(TAGGED)
        answers["304"] = {"description": "it is still what `If-None-Match` names"}
