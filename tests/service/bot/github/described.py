"""Requests and answers held against GitHub's own OpenAPI, and answers filled up to what it asks for."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.service.bot.github.descriptions import openapi

DEEP = frozenset({"ref", "basehead"})
SAMPLES = {"date-time": "2026-01-02T03:04:05Z", "uri": "https://github.com/x", "email": "x@example.com"}


class Operation(NamedTuple):
    """One thing that GitHub can be asked, with the values in its path."""

    method: str
    path: str
    described: Any
    values: Mapping[str, str]


class NotDescribed(AssertionError):
    """A request or an answer that GitHub's description does not have."""


def operation(method: str, path: str) -> Operation:
    for pattern, template, methods in _patterns():
        found = pattern.fullmatch(path)
        if found and method.lower() in methods:
            values = {name: unquote(value) for name, value in found.groupdict().items()}
            return Operation(method, template, methods[method.lower()], values)
    raise NotDescribed(f"{method} {path} is nothing that GitHub knows")


def check_request(found: Operation, query: Mapping[str, str], body: Any) -> None:
    """Every parameter is known and of its type; the body is what is described, and has no key beside."""
    known = {
        each["name"]: each for each in map(_resolved, found.described.get("parameters", ())) if each["in"] == "query"
    }
    for name, value in query.items():
        if name not in known:
            raise NotDescribed(f"{found.method} {found.path}: there is no ?{name}")
        schema = known[name]["schema"]
        _check(schema, int(value) if schema.get("type") == "integer" else value, f"?{name}")
    described = found.described.get("requestBody")
    if described is None:
        if body:
            raise NotDescribed(f"{found.method} {found.path} takes no body: {body}")
        return
    if body is None and not described.get("required"):
        return
    schema = described["content"]["application/json"]["schema"]
    _check(schema, body, f"{found.method} {found.path}")
    if beside := set(body) - set(_resolved(schema).get("properties", body)):
        raise NotDescribed(f"{found.method} {found.path}: nobody knows {beside}")


def check_answer(found: Operation, status: int, body: Any) -> None:
    answers = found.described["responses"]
    if status in {403, 429} or status >= 500:
        return  # limits and failures are described for no operation, and can come from each
    if str(status) not in answers:
        raise NotDescribed(f"{found.method} {found.path} never answers {status}")
    content = _resolved(answers[str(status)]).get("content")
    if content:
        _check(content["application/json"]["schema"], body, f"answer of {found.method} {found.path}")


def filled(found: Operation, status: int, said: Any) -> Any:
    """An answer with all that its schema asks for, around what is said."""
    content = _resolved(found.described["responses"][str(status)]).get("content", {})
    return _filled(content["application/json"]["schema"], said) if content else said


def _filled(schema: Any, said: Any) -> Any:
    schema = _resolved(schema)
    if isinstance(said, list):
        return [_filled(schema.get("items", {}), each) for each in said]
    if not isinstance(said, dict):
        return said
    for part in schema.get("anyOf", schema.get("oneOf", ())):
        if _resolved(part).get("type") not in {"null", "array"}:
            return _filled(part, said)
    properties = schema.get("properties", {})
    made = {name: _sample(properties[name]) for name in schema.get("required", ()) if name not in said}
    return made | {name: _filled(properties.get(name, {}), value) for name, value in said.items()}


def _sample(schema: Any) -> Any:
    schema = _resolved(schema)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _sample(schema[choice][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _filled(schema, {})
    samples = {"string": SAMPLES.get(schema.get("format"), "x"), "integer": 1, "number": 1.0, "boolean": False}
    return [] if kind == "array" else samples.get(kind)


def _check(schema: Any, value: Any, where: str) -> None:
    resource = DRAFT202012.create_resource(openapi())
    registry: Registry[Any] = Registry().with_resource("urn:github", resource)
    validator = Draft202012Validator(_absolute(schema), registry=registry, format_checker=FormatChecker())
    for error in validator.iter_errors(value):
        raise NotDescribed(f"{where}: {error.json_path}: {error.message[:300]}")


def _absolute(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: f"urn:github{value}" if key == "$ref" and isinstance(value, str) else _absolute(value)
            for key, value in part.items()
        }
    return [_absolute(each) for each in part] if isinstance(part, list) else part


def _resolved(part: Any) -> Any:
    while isinstance(part, dict) and "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        part = openapi()["components"][kind][name]
    return part


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, Any]]:
    found = []
    for path, methods in openapi()["paths"].items():
        parts = re.split(r"\{(\w+)\}", path)
        names = iter(parts[1::2])
        pattern = re.escape(parts[0])
        for name, after in zip(names, parts[2::2], strict=True):
            pattern += f"(?P<{name}>{'.+' if name in DEEP else '[^/]+'}){re.escape(after)}"
        found.append((re.compile(pattern), path, methods))
    return sorted(found, key=lambda each: -len(re.sub(r"\{\w+\}", "", each[1])))
