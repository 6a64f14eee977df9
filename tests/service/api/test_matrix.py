"""The matrix over HTTP: the same answer as from the command line, and errors that name what was wrong."""

import json

from matrices.load import load
from service.having import having
from service.matrix import rows


def test_it_answers_what_the_command_line_answers(client):
    answer = client.get("/api/v1/matrix", params={"tf": "2.14", "python": "3.11"})
    expected = rows(load(), having(load(), {"tf": "2.14", "python": "3.11"}))
    assert answer.status_code == 200
    assert [row["tensorflow"] for row in answer.json()] == [row.tensorflow for row in expected]
    assert "numpy<2" in {conflict["cure"] for conflict in answer.json()[1]["conflicts"]}


def test_a_requirement_beside_it(client):
    answer = client.get("/api/v1/matrix", params={"with": ["tensorflow-text==2.15.0", "tf-keras"]})
    assert {row["tensorflow"][:4] for row in answer.json()} == {"2.15"}


def test_nothing_fits_is_an_empty_list(client):
    assert client.get("/api/v1/matrix", params={"tf": "2.10", "python": "3.12"}).json() == []


def test_what_cannot_be_meant_is_said(client):
    answer = client.get("/api/v1/matrix", params={"tf": "2.16.0"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "the nearest are 2.15.1 and 2.16.1" in answer.json()["detail"]
    unknown = client.get("/api/v1/matrix", params={"cuddn": "8"})
    assert unknown.status_code == 422
    assert "cuddn" in json.dumps(unknown.json())
