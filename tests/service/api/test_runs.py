"""A project goes in, its report and its patch come out, as a client of the API sees it."""

import subprocess
from typing import Any

import httpx
import pytest

from service.durable.sending import open_store
from service.report import SCHEMA
from service.web.limits import MIB


def test_an_upload_is_accepted_at_once_and_ends_with_a_report(client, packed, waited):
    sent = client.post("/api/v1/runs", files={"archive": ("project.tar.gz", packed())}, data={"to": "2.16"})
    assert sent.status_code == 202
    run = sent.json()
    assert sent.headers["location"] == run["url"] == f"/api/v1/runs/{run['id']}"
    assert run["state"] == "queued"
    unsaid = dict.fromkeys(("url", "ref", "from", "python", "gpu", "driver", "image", "platform"))
    assert run["asked"] == unsaid | {"to": ["2.16"], "cpu": False, "run": True, "select": [], "skip": []}
    ended = waited(client, run["url"])
    assert ended["state"] == "done"
    assert ended["live"]["judged"]
    assert ended["report"] == client.get(f"{run['url']}/report").json()
    assert ended["report"]["schema"] == SCHEMA
    assert [candidate["tensorflow"] for candidate in ended["report"]["candidates"]] == ["2.16.2"]


def test_the_patch_applies(client, checked, tmp_path, packed):
    run = checked(client, to="newest")
    patch = client.get(f"{run['url']}/patch")
    assert patch.headers["content-type"].startswith("text/x-diff")
    assert run["id"] in patch.headers["content-disposition"]
    (tmp_path / "p.tar.gz").write_bytes(packed())
    subprocess.run(["tar", "xf", "p.tar.gz"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-"], input=patch.content, cwd=tmp_path, check=True)
    assert "tensorflow==2.15.1" not in (tmp_path / "requirements.txt").read_text()


def test_a_patch_keeps_bytes_that_are_no_utf_8(client, checked):
    files = {"a.py": "import tensorflow\n", "requirements.txt": b"# caf\xe9\ntensorflow==2.15.1\n"}
    run = checked(client, files, to="2.16")
    assert b"caf\xe9" in client.get(f"{run['url']}/patch").content


def test_every_way_to_say_versions(client, checked):
    assert checked(client, to=["2.16", "2.17"])["asked"]["to"] == ["2.16", "2.17"]
    assert checked(client, to="2.16, 2.17")["asked"]["to"] == ["2.16", "2.17"]


def test_json_asks_for_a_repository(client):
    asked = {"url": "https://8.8.8.8/owner/project", "ref": "main", "from": "2.10", "to": ["2.16"], "run": False}
    asked |= {"gpu": "RTX 4090", "driver": "535"}
    run = client.post("/api/v1/runs", json=asked).json()
    assert run["name"] == "project"
    machine = {"gpu": "RTX 4090", "driver": "535", "image": None, "platform": None, "cpu": False}
    rules: dict[str, object] = {"select": [], "skip": []}
    assert run["asked"] == asked | {"python": None} | machine | rules


def test_runs_are_listed_newest_first_page_by_page(client, checked):
    ids = [checked(client)["id"] for _ in range(3)]
    first = client.get("/api/v1/runs", params={"limit": 2}).json()
    second = client.get(first["next"]).json()
    assert [run["id"] for run in first["runs"] + second["runs"]] == ids[::-1]
    assert second["next"] is None
    assert first["runs"][0]["candidates"][0].keys() == {"tensorflow", "verdict", "after_patch"}


def test_a_report_that_is_not_there_yet_says_when_to_come_back(serve, packed):
    client = serve(start_worker=False)
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    for part in ("report", "patch"):
        answer = client.get(f"{run['url']}/{part}")
        assert answer.status_code == 409
        assert answer.json()["title"] == "Not ready"
        assert run["url"] in answer.json()["hint"]


def test_a_project_that_needs_nothing_has_no_patch(client, checked):
    run = checked(client, {"a.py": "import tensorflow as tf\n", "requirements.txt": "tensorflow\n"})
    answer = client.get(f"{run['url']}/patch")
    assert answer.status_code == 404
    assert "no patch" in answer.json()["detail"]


def test_a_run_that_failed_says_why(client, checked):
    run = checked(client, {"a.py": "import tensorflow\n", "requirements.txt": "tensorflow==9.9\n"})
    assert run["state"] == "failed"
    assert "requirements.txt:1" in run["error"]
    assert client.get(f"{run['url']}/report").status_code == 404


def test_runs_survive_a_restart(serve, settings, packed, waited):
    stopped = serve(start_worker=False)
    run = stopped.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    assert waited(serve(), run["url"])["state"] == "done"
    assert stopped.get(f"{run['url']}/report").status_code == 200
    assert (settings.data / "upflow.db").exists()


def test_health(client):
    health = client.get("/api/v1/health").json()
    assert (health["status"], health["queued"], health["running"]) == ("ok", 0, 0)


@pytest.mark.parametrize("size", [0, 1, MIB // 2])
def test_an_upload_up_to_the_limit_is_read(client, packed, size):
    files = {"a.py": "import tensorflow\n", "data.txt": b"0" * size}
    assert client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed(files))}).status_code == 202


def test_what_another_process_did_to_a_run_is_shown_at_once(serve, settings, packed):
    client = serve(start_worker=False)
    address = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).headers["location"]

    assert [one["state"] for one in (*both(client, address), *both(client, address))] == ["queued"] * 4
    with open_store(settings) as other:
        assert other.cancel(address.rsplit("/", 1)[1])
    run, listed = both(client, address)
    assert run["state"] == listed["state"] == "cancelled"
    assert run["live"]["event"] == 1
    with open_store(settings) as other:
        assert other.retry(run["id"])
    run, listed = both(client, address)
    assert run["state"] == listed["state"] == "queued"
    assert run["live"]["event"] == 2
    assert run["ended"] is None


def both(client: httpx.Client, address: str) -> tuple[Any, Any]:
    """A run as it is shown alone, and as it is listed."""
    return client.get(address).json(), client.get("/api/v1/runs").json()["runs"][0]
