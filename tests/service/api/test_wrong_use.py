"""Whatever is wrong with a request is told as problem+json: what, where, and what to do next."""

import contextlib
import socket

import httpx
import pytest

from service.web.limits import MIB

GOOD = "https://8.8.8.8/owner/project"


def problem(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told.keys() == {"title", "status", "detail", "hint"}
    assert told["status"] == status
    assert all(told.values())
    detail: str = told["detail"]
    return detail


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({}, "name one project"),
        ([], "not an object with fields"),
        ("words", "not an object with fields"),
        ({"url": 1}, "url: Input should be a valid string"),
        ({"url": GOOD, "colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"url": GOOD, "to": "2.16"}, "to: Input should be a list"),
        ({"url": GOOD, "to": [2.16], "run": "maybe"}, "to.0: Input should be a valid string; run: Input should"),
        ({"url": GOOD, "to": ["2.99"]}, "2.99 is not a known release; the nearest are"),
        ({"url": GOOD, "from": "0"}, "0 is not a known release"),
        ({"url": GOOD, "python": "three"}, "expected two numbers"),
        ({"url": GOOD, "ref": "--exec=id"}, "no name of a branch"),
        ({"url": "file:///etc"}, "starts with https://"),
        ({"url": "/etc"}, "starts with https://"),
        ({"url": "https://localhost/a"}, "inside a private network"),
        ({"url": "https://169.254.169.254/latest"}, "inside a private network"),
        ({"url": "https://me:secret@8.8.8.8/a"}, "user name or a password"),
        ({"url": GOOD, "to": ["\x1b[31m<b>"]}, "is not a known release"),
    ],
)
def test_what_cannot_be_meant(client, asked, detail):
    told = problem(client.post("/api/v1/runs", json=asked), 422)
    assert detail in told
    assert "secret" not in told
    assert client.get("/api/v1/runs").json()["runs"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"{'a': 1}", b"[" * 100_000, b'{"url": NaN}'])
def test_what_is_no_json(client, body):
    problem(client.post("/api/v1/runs", content=body, headers={"content-type": "application/json"}), 422)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml"])
def test_a_body_of_another_kind(client, kind):
    problem(client.post("/api/v1/runs", content=b"x", headers={"content-type": kind}), 415)


@pytest.mark.parametrize(
    "headers", [{"content-type": "multipart/form-data"}, {"content-type": "multipart/form-data; boundary=a"}]
)
def test_a_form_that_is_none(client, headers):
    answer = client.post("/api/v1/runs", content=b"no form at all", headers=headers)
    problem(answer, answer.status_code)
    assert answer.status_code in {400, 422}


def test_two_projects_at_once(client, packed):
    answer = client.post("/api/v1/runs", files={"archive": ("a.tar", packed())}, data={"url": GOOD})
    assert "name one project" in problem(answer, 422)


def test_two_archives_at_once(client, packed):
    files = [("archive", ("a.tar", packed())), ("archive", ("b.tar", packed()))]
    problem(client.post("/api/v1/runs", files=files), 400)


@pytest.mark.parametrize("path", ["/api/v1/runs/unknown", "/api/v1/runs/unknown/report", "/api/v1/runs/unknown/patch"])
def test_a_run_that_is_not_there(client, path):
    assert "unknown" in problem(client.get(path), 404)


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/api/v1/nothing", "/api/v1/runs/a/b", "/static/../pages.py"])
def test_an_address_that_is_not_there(client, path):
    problem(client.get(path), 404)


def test_a_method_that_is_not_there(client):
    answer = client.delete("/api/v1/runs")
    problem(answer, 405)
    assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "limit=many"])
def test_a_page_that_cannot_be_shown(client, query):
    assert "limit" in problem(client.get(f"/api/v1/runs?{query}"), 422)


def test_an_upload_beyond_the_limit(client):
    answer = client.post("/api/v1/runs", files={"archive": ("a.tar", b"0" * (3 * MIB))})
    assert "larger than the 1 MiB" in problem(answer, 413)


def test_an_upload_beyond_the_limit_is_not_read_to_its_end(client):
    """It says nothing of its length, and goes on for ever: the answer comes all the same."""
    head = b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    head += b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="archive"; filename="a"\r\n\r\n'
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as connection:
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(part), part))
        with contextlib.suppress(ConnectionError):
            for _ in range(64):
                connection.sendall(b"100000\r\n" + b"0" * MIB + b"\r\n")
        with contextlib.suppress(ConnectionError):
            assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_json_beyond_the_limit(client):
    body = b'{"url": "' + b"a" * (2 * MIB) + b'"}'
    problem(client.post("/api/v1/runs", content=body, headers={"content-type": "application/json"}), 413)


def test_a_page_of_another_site_cannot_start_a_run(client, packed):
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        for path in ("/api/v1/runs", "/runs"):
            answer = client.post(path, files={"archive": ("a.tar", packed())}, headers=headers)
            problem(answer, 403)
    own = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert client.post("/api/v1/runs", files={"archive": ("a.tar", packed())}, headers=own).status_code == 202


def test_a_bug_is_told_as_one_and_shows_nothing_of_the_inside(client, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("service.store.store.Store.get", broken)
    answer = client.get("/api/v1/runs/a")
    assert "this is a bug" in problem(answer, 500)
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"]


def test_a_body_that_never_ends_is_let_go(serve, settings, monkeypatch):
    monkeypatch.setattr("service.web.limits.SILENCE", 0.3)
    client = serve(settings, start_worker=False)
    head = b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += b"Content-Length: 99\r\n\r\n{"
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 408")
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as connection:
        connection.sendall(head)  # and goes away in the middle
    assert client.get("/api/v1/health").status_code == 200
