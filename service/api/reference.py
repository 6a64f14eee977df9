"""The documentation of the API, from its own OpenAPI: one page without scripts and without other hosts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
ADDRESS = "/api/openapi.json"
REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body or a schema. `link` is the name of the schema that its type is made of."""

    name: str
    type: str
    link: str | None
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back with one status."""

    status: str
    about: str
    media: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Field, ...]
    bodies: tuple[tuple[str, tuple[Field, ...]], ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """One object of the API."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """`/api/docs`: every operation and every schema."""

    title: str
    version: str
    openapi: str
    operations: tuple[Operation, ...]
    schemas: tuple[Schema, ...]


@router.get("/api/docs")
def docs(request: Request) -> Response:
    described: Mapping[str, Any] = request.app.openapi()
    schemas = tuple(
        Schema(name, schema.get("description", ""), tuple(_fields(schema)))
        for name, schema in described["components"]["schemas"].items()
    )
    info = described["info"]
    context = ReferencePage(info["title"], info["version"], ADDRESS, tuple(_operations(described)), schemas)
    return answer(request, "reference.html", context)


def _operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, found in methods.items():
            bodies = found.get("requestBody", {}).get("content", {})
            yield Operation(
                id=found["operationId"],
                method=method.upper(),
                path=path,
                summary=found["summary"],
                about=found.get("description", ""),
                parameters=tuple(_parameter(parameter) for parameter in found.get("parameters", ())),
                bodies=tuple(
                    (media, tuple(_fields(_meant(part["schema"], schemas)))) for media, part in bodies.items()
                ),
                answers=tuple(_answer(status, part) for status, part in sorted(found["responses"].items())),
            )


def _meant(schema: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return schemas[schema["$ref"].removeprefix(REFERENCE)] if "$ref" in schema else schema


def _parameter(found: Mapping[str, Any]) -> Field:
    text, link = _type(found["schema"])
    return Field(f"{found['name']} ({found['in']})", text, link, found["required"], found.get("description", ""))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, found in schema.get("properties", {}).items():
        text, link = _type(found)
        yield Field(name, text, link, name in required, found.get("description", ""))


def _answer(status: str, found: Mapping[str, Any]) -> Answer:
    content = found.get("content", {})
    links = (_type(part.get("schema", {}))[1] for part in content.values())
    return Answer(status, found["description"], tuple(content), next((link for link in links if link), None))


def _type(schema: Mapping[str, Any]) -> tuple[str, str | None]:
    """A type in words, and the schema in it, if there is one."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        return name, name
    if "anyOf" in schema:
        parts = [_type(part) for part in schema["anyOf"]]
        return " or ".join(text for text, _ in parts), next((link for _, link in parts if link), None)
    if schema.get("type") == "array":
        text, link = _type(schema.get("items", {}))
        return f"list of {text}", link
    form = schema.get("format")
    return f"{schema.get('type', 'anything')}{f' ({form})' if form else ''}", None
