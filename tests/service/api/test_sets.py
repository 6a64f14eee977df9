"""Sets over HTTP: the same as `upflow resolve` answers, from the facts at once or proven by the index."""

from typing import get_args

import pytest
from pydantic import TypeAdapter

from matrices.wheels import PLATFORMS
from service.resolution import SCHEMA, Resolution
from service.web.asking_sets import Platform

PROJECT = {"requirements.txt": "tensorflow==2.10.1\nnumpy==2.0.2\n"}


def test_an_upload_is_answered_from_the_facts_at_once(client, packed):
    sent = client.post("/api/v1/resolve", files={"archive": ("p.tar.gz", packed(PROJECT))})
    assert sent.status_code == 200, sent.text
    found = TypeAdapter(Resolution).validate_python(sent.json())
    assert (found.schema, found.baseline) == (SCHEMA, "2.10.1")
    assert [one.tensorflow.rpartition(".")[0] for one in found.candidates][:2] == ["2.10", "2.11"]
    assert found.nearest == "2.10.1"
    assert {one.proof for one in found.candidates} == {"facts"}
    changed = [(one.kind, one.name, one.place) for one in found.candidates[1].changes]
    assert changed == [("moved", "tensorflow", "requirements.txt:1"), ("relaxed", "numpy", "requirements.txt:2")]
    assert client.get("/api/v1/runs").json()["runs"] == []


@pytest.mark.usefixtures("index")
def test_one_version_is_proven_by_the_index(client, packed):
    asked = {"to": "2.16.2", "resolve": "true", "python": "3.11", "from": "2.10"}
    sent = client.post("/api/v1/resolve", files={"archive": ("p.tar.gz", packed(PROJECT))}, data=asked)
    assert sent.status_code == 200, sent.text
    (found,) = sent.json()["candidates"]
    assert (found["verdict"], found["proof"]) == ("works", "resolved")
    assert {one["name"]: one["version"] for one in found["constraints"]} == {"numpy": "1.26.4", "tensorflow": "2.16.2"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"to": "2.99"}, "is not a known release"),
        ({"resolve": "true"}, "name one in `to`"),
        ({"resolve": "true", "to": "2.15,2.16"}, "name one in `to`"),
        ({"python": "three"}, "expected two numbers"),
        ({"platform": "amiga"}, "platform: Input should be"),
        ({"exclude_newer": "yesterday"}, "exclude_newer: Input should be a valid date"),
        ({"gpu": "true", "cpu": "true"}, "both gpu and cpu"),
        ({"run": "true"}, "run: Extra inputs are not permitted"),
        ({"exclude_newer": "2016-01-01", "to": "2.15"}, "is of 2023-11-"),
    ],
)
def test_what_cannot_be_meant_is_told(client, packed, asked, expected):
    sent = client.post("/api/v1/resolve", files={"archive": ("p.tar.gz", packed(PROJECT))}, data=asked)
    assert sent.status_code == 422, sent.text
    assert expected in sent.json()["detail"] + sent.json().get("hint", "")


def test_every_platform_that_has_facts_can_be_asked_for():
    assert get_args(Platform) == PLATFORMS


def test_the_nearest_set_is_a_constraints_txt(client, packed):
    sent = client.post("/api/v1/resolve?format=constraints", files={"archive": ("p.tar.gz", packed(PROJECT))})
    assert (sent.status_code, sent.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert "\ntensorflow==2.10.1  # " in sent.text


def test_where_there_is_no_set_there_is_no_constraints_txt(client, packed):
    archive = {"archive": ("p.tar.gz", packed(PROJECT))}
    asked = {"to": "2.16", "python": "3.8"}
    sent = client.post("/api/v1/resolve?format=constraints", files=archive, data=asked)
    assert (sent.status_code, sent.json()["title"]) == (404, "Not found"), sent.text
    assert client.post("/api/v1/resolve", files=archive, data=asked).json()["nearest"] is None
