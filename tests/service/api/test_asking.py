"""A project in the request itself; the same request once; runs by project; cancelled, and taken up again."""

import threading
from typing import Any

import httpx
import pytest

ASKED: dict[str, Any] = {"requirements": "tensorflow==2.10.0\n", "to": ["2.16"], "name": "inline", "run": False}


@pytest.fixture
def quiet(serve):
    """Runs are kept and wait."""
    return serve(start_worker=False)


def test_requirements_alone_are_a_project(client, waited):
    run = client.post("/api/v1/runs", json=ASKED)
    assert run.status_code == 202, run.text
    ended = waited(client, run.json()["url"])
    assert ended["report"]["project"]["path"] == "inline"
    assert ended["report"]["project"]["baseline"]["tensorflow"] == "2.10.0"


def test_files_are_read_where_they_are_said_to_be(client, waited):
    files = {"src/a.py": "import tensorflow as tf\ntf.keras.optimizers.Adam(lr=1)\n"}
    ended = waited(client, client.post("/api/v1/runs", json={**ASKED, "files": files}).json()["url"])
    assert {finding["path"] for finding in ended["report"]["findings"]} == {"src/a.py"}
    assert "src/a.py" in ended["report"]["patch"]["diff"]


BAD = [
    ({"requirements": "tensorflow", "url": "https://8.8.8.8/o/p"}, "name one project"),
    ({"files": {}}, "name one project"),
    ({"files": {"../a.py": ""}}, "is no name of a file"),
    ({"files": {"/etc/a.py": ""}}, "is no name of a file"),
    ({"files": {"": ""}}, "is no name of a file"),
    ({"files": {"requirements.txt": "a"}, "requirements": "b"}, "requirements.txt among files"),
    ({"requirements": "tensorflow", "name": "../x"}, "name: String should match"),
]


def test_a_project_that_cannot_be_meant(quiet):
    for asked, detail in BAD:
        answer = quiet.post("/api/v1/plan", json=asked)
        assert answer.status_code == 422
        assert detail in answer.json()["detail"]


def test_quick_answers_take_it_too(quiet):
    sets = quiet.post("/api/v1/resolve", json={"requirements": "tensorflow==2.10.0\n", "to": ["2.16"]})
    assert sets.json()["nearest"] == "2.16.2"
    patch = quiet.post("/api/v1/migrate", json=ASKED)
    assert patch.json()["patch"]["to"] == "2.16.2"
    assert "+tensorflow" in patch.json()["patch"]["diff"]
    assert quiet.post("/api/v1/migrate", json={**ASKED, "to": []}).status_code == 422
    assert quiet.post("/api/v1/plan", json=ASKED).json()["routes"]
    assert quiet.get("/api/v1/runs").json()["runs"] == []


def test_the_patch_alone_is_what_git_applies(quiet):
    whole = quiet.post("/api/v1/migrate", json=ASKED).json()["patch"]["diff"]
    alone = quiet.post("/api/v1/migrate?format=patch", json=ASKED)
    assert (alone.headers["content-type"], alone.text) == ("text/x-diff; charset=utf-8", whole)
    nothing = quiet.post("/api/v1/migrate?format=patch", json={**ASKED, "requirements": "tensorflow==2.16.2\n"})
    assert (nothing.status_code, nothing.headers["content-type"]) == (404, "application/problem+json"), nothing.text


def test_a_log_is_explained(quiet):
    log = "Traceback\nTypeError: Descriptors cannot be created directly.\n"
    found = quiet.post("/api/v1/explain", json={"log": log, "tf": "2.9"}).json()
    assert "Descriptors" in found["error"]
    assert "protobuf" in str(found["explained"][0])
    assert quiet.post("/api/v1/explain", json={"log": "all is well"}).json()["explained"] == []
    assert quiet.post("/api/v1/explain", json={"log": "", "tf": "x"}).status_code == 422


def test_the_same_key_is_the_same_run(quiet, packed):
    client, content = quiet, packed()
    headers = {"idempotency-key": "one"}

    def send(**options: Any) -> httpx.Response:
        files = {"archive": ("a.tar.gz", content)}
        options = {"headers": headers, "data": {"run": "false"}, **options}
        sent: httpx.Response = client.post("/api/v1/runs", files=files, **options)
        return sent

    first = send().json()["id"]
    assert send().json()["id"] == first
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(send(headers={"idempotency-key": "two"}).json()["id"]))]
    threads += [threading.Thread(target=lambda: answers.append(send(headers={"idempotency-key": "two"}).json()["id"]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(client.get("/api/v1/runs").json()["runs"]) == 2
    other = send(data={"run": "false", "to": "2.16"})
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]
    for bad in ("", "a b", "a" * 201):
        assert send(headers={"idempotency-key": bad}).status_code == 422


def test_projects_and_their_history(quiet):
    for name in ("b", "a", "b"):
        quiet.post("/api/v1/runs", json={**ASKED, "project": name})
    first = quiet.get("/api/v1/projects", params={"limit": 1}).json()
    second = quiet.get(first["next"]).json()
    assert [(one["name"], one["runs"]) for one in first["projects"] + second["projects"]] == [("a", 1), ("b", 2)]
    history = quiet.get(second["projects"][0]["history"], params={"project": "b", "limit": 1}).json()
    assert len(history["runs"]) == 1
    rest = quiet.get(history["next"]).json()
    assert len(rest["runs"]) == 1
    assert rest["runs"][0]["id"] != history["runs"][0]["id"]


def test_a_run_is_cancelled_and_taken_up_again(quiet):
    run = quiet.post("/api/v1/runs", json=ASKED).json()
    assert quiet.post(f"{run['url']}/retry").status_code == 409
    assert quiet.post(f"{run['url']}/cancel").json()["state"] == "cancelled"
    assert quiet.post(f"{run['url']}/cancel").json()["state"] == "cancelled"
    assert "was cancelled" in quiet.get(f"{run['url']}/report").json()["detail"]
    assert quiet.post(f"{run['url']}/trials/none/retry").status_code == 404
    assert quiet.post(f"{run['url']}/retry").json()["state"] == "queued"
    for what in ("cancel", "retry"):
        assert quiet.post(f"/api/v1/runs/unknown/{what}").status_code == 404


def test_a_disk_that_is_full_takes_nothing_new_and_loses_nothing(quiet, monkeypatch):
    kept = quiet.post("/api/v1/runs", json=ASKED).json()
    assert quiet.get("/api/v1/ready").status_code == 200
    monkeypatch.setattr("service.store.artifacts.LEAST_FREE", 1 << 62)
    for answer in (quiet.get("/api/v1/ready"), quiet.post("/api/v1/runs", json=ASKED)):
        assert answer.status_code == 507
        assert answer.json()["hint"]
    assert [run["id"] for run in quiet.get("/api/v1/runs").json()["runs"]] == [kept["id"]]
    assert quiet.get("/api/v1/health").json()["queued"] == 1


def test_numbers_for_prometheus(quiet):
    quiet.post("/api/v1/runs", json=ASKED)
    quiet.get("/api/v1/runs/made-up")
    text = quiet.get("/metrics").text
    assert 'upflow_runs{state="queued"} 1.0' in text
    assert "upflow_disk_free_bytes" in text
    assert "/api/v1/runs/{run_id}" in text
    assert "made-up" not in text


def test_tokens_are_made_listed_and_revoked(quiet):
    made = quiet.post("/api/v1/tokens", json={"name": "ci", "scope": "read", "days": 3})
    assert made.status_code == 201
    assert made.json()["text"].startswith("upflow_")
    (listed,) = quiet.get("/api/v1/tokens").json()["tokens"]
    assert listed == made.json()["token"]
    assert quiet.delete(f"/api/v1/tokens/{listed['id']}").status_code == 204
    assert quiet.delete(f"/api/v1/tokens/{listed['id']}").status_code == 404
    for bad in ({}, {"name": ""}, {"name": "a", "scope": "god"}, {"name": "a", "days": 0}, {"name": "a", "days": True}):
        assert quiet.post("/api/v1/tokens", json=bad).status_code == 422
