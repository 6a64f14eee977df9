"""The description of the API is exact, unique in its names, and shown without other hosts."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from service.report import Report
from service.web.contexts import Problem
from service.web.shown import RunDetail, RunList, RunShown


@pytest.fixture
def described(client):
    return client.get("/api/openapi.json").json()


def operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in described["paths"].values() for operation in methods.values()]


def test_every_operation_has_a_name_of_its_own(described):
    names = [operation["operationId"] for operation in operations(described)]
    assert len(names) == len(set(names)) > 20
    assert all(name.isidentifier() for name in names)


def test_errors_are_described_as_they_are_sent(described):
    for operation in operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_schema_that_is_named_is_there(described):
    named = set(re.findall(r'"#/components/schemas/(\w+)"', str(described).replace("'", '"')))
    assert named <= described["components"]["schemas"].keys()
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_every_schema_has_a_title_of_its_own(described):
    """Generators make a class of each."""
    titles = [schema["title"] for schema in described["components"]["schemas"].values() if "title" in schema]
    assert len(titles) == len(set(titles)) > 40
    assert {"PlanPinPart", "ResolutionPinPart"} <= described["components"]["schemas"].keys()


def test_answers_are_what_is_described(client, checked):
    """The answers are not made from these types: they are checked against them here."""
    run = checked(client)
    sent = {"RunShown": set(client.get("/api/v1/runs").json()["runs"][0]) - {"candidates"}}
    assert sent["RunShown"] == {field.name for field in RunShown.__dataclass_fields__.values()}
    for kind, path in (
        (RunDetail, run["url"]),
        (RunList, "/api/v1/runs"),
        (Report, f"{run['url']}/report"),
        (Problem, "/api/v1/runs/unknown"),
    ):
        TypeAdapter(kind).validate_python(client.get(path).json())


def test_the_page_shows_every_operation_and_every_schema(client, described):
    page = client.get("/api/docs", headers={"accept": "text/html"})
    assert page.status_code == 200
    for operation in operations(described):
        assert f'id="{operation["operationId"]}"' in page.text
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page.text
    for link in re.findall(r'href="#(\w+)"', page.text):
        assert f'id="{link}"' in page.text
    assert "http" not in re.sub(r"https address of a|https://host", "", page.text)


def test_it_has_a_twin_in_json(client):
    twin = client.get("/api/docs?format=json").json()
    assert [operation["method"] for operation in twin["operations"]][:2] == ["POST", "GET"]


def test_who_takes_two_forms_of_a_body_has_something_that_may_be_left_out(described):
    """What openapi-python-client makes of an operation with two bodies and nothing optional cannot be imported."""
    several = [each for each in operations(described) if len(each.get("requestBody", {}).get("content", ())) > 1]
    assert {each["operationId"] for each in several} == {"request_run", "make_plan", "migrate", "find_sets"}
    for operation in several:
        assert any(not parameter["required"] for parameter in operation["parameters"])


def test_a_body_that_several_operations_take_stands_once(described):
    bodies = [
        part["schema"]
        for each in operations(described)
        for part in each.get("requestBody", {}).get("content", {}).values()
    ]
    assert len(bodies) > 10
    assert all(list(body) == ["$ref"] for body in bodies)


def test_the_page_shows_the_fields_of_every_body(client):
    twin = client.get("/api/docs?format=json").json()
    assert all(fields for operation in twin["operations"] for _, fields in operation["bodies"])
