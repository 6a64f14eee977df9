"""Who asked for it is told when a run ends: signed, once where it is taken, and again where it is not."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from service import hooks
from service.durable.sending import open_store
from service.hooks import Courier, signature
from service.reading import Question
from service.store import rows
from service.store.records import Request, Source, SourceKind
from tests.service.postgres import Cluster
from tests.service.web import loops

TOLD = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def receiver():
    """A real one, that answers with each status of a list, or what a function gives, then with 204."""
    told: TOLD = []
    statuses: list[int | Callable[[], int]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.append((dict(self.headers), body))
            status = statuses.pop(0) if statuses else 204
            self.send_response(status() if callable(status) else status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", told, statuses
        server.shutdown()


def test_the_end_of_a_run_is_told_signed_and_again_until_it_is_taken(serve, settings, receiver, packed, monkeypatch):
    url, told, statuses = receiver
    monkeypatch.setattr(hooks, "LONGEST_WAIT", 0)
    monkeypatch.setattr(hooks, "LOOK_SECONDS", 0.05)
    statuses += [500, 302]
    client = serve(replace(settings, hook_hosts="127.0.0.1"))
    made = client.post("/api/v1/webhooks", json={"url": url})
    assert made.status_code == 201, made.text
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    deadline = time.monotonic() + 30
    while len(told) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    assert len(told) == 3
    for headers, body in told:
        said: dict[str, Any] = json.loads(body)
        assert (said["run"], said["state"], said["event"]) == (run["id"], "done", "run.ended")
        assert headers["X-Upflow-Signature"] == signature(made.json()["secret"], headers["X-Upflow-Time"], body)
    assert len({headers["X-Upflow-Delivery"] for headers, _ in told}) == 1
    (listed,) = client.get("/api/v1/webhooks").json()["webhooks"]
    assert (listed["waiting"], listed["given_up"]) == (0, 0)
    assert "secret" not in listed
    assert client.delete(f"/api/v1/webhooks/{listed['id']}").status_code == 204
    assert client.delete(f"/api/v1/webhooks/{listed['id']}").status_code == 404


def test_who_answers_byte_by_byte_holds_up_nobody(serve, settings, receiver, packed, monkeypatch):
    """Each byte comes in time, and the answer never ends; another one is told all the same."""
    url, told, _ = receiver
    monkeypatch.setattr(hooks, "SECONDS", 0.5)
    monkeypatch.setattr(hooks, "LOOK_SECONDS", 0.05)
    client = serve(replace(settings, hook_hosts="127.0.0.1"))

    class Dripping(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            with suppress(OSError):
                while True:
                    self.wfile.write(b"a")
                    time.sleep(0.05)

    with ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        for address in (f"http://127.0.0.1:{server.server_address[1]}/", url):
            assert client.post("/api/v1/webhooks", json={"url": address}).status_code == 201
        client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())})
        deadline = time.monotonic() + 30
        while not told:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        server.shutdown()


@pytest.fixture
def cluster():
    """A database that nobody else uses, and that outlives who serves from it."""
    own = Cluster()
    yield own
    own.remove()


@pytest.mark.database
def test_what_was_taken_while_the_database_was_gone_is_not_told_again(cluster, serve, settings, receiver, packed):
    url, told, statuses = receiver

    def taken_without_a_database() -> int:
        cluster.kill()
        threading.Timer(2, cluster.start).start()
        return 204

    statuses.append(taken_without_a_database)
    client = serve(replace(settings, hook_hosts="127.0.0.1", database=cluster.database()))
    client.post("/api/v1/webhooks", json={"url": url})
    client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())})
    deadline = time.monotonic() + 50  # an attempt whose end nobody heard of is made again after a minute
    while not told or _waiting(client):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert len(told) == 1


def _waiting(client: Any) -> bool:
    answer = client.get("/api/v1/webhooks")
    return answer.status_code != 200 or bool(answer.json()["webhooks"][0]["waiting"])


def test_no_address_inside_the_network_is_told(serve):
    client = serve(start_worker=False)
    for bad in ("http://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "file:///etc"):
        assert client.post("/api/v1/webhooks", json={"url": bad}).status_code == 422


def test_what_was_taken_before_a_death_is_not_told_again(settings, receiver, monkeypatch):
    """It was taken, and the process ended before the database knew: the next one with this folder knows it."""
    url, told, _ = receiver
    settings = replace(settings, hook_hosts="127.0.0.1")
    with open_store(settings) as store:
        hooks.add(store, url, settings)
        run = store.add(Request(Source(SourceKind.ARCHIVE, "a.tar.gz"), Question()), b"archive")
        store.cancel(run.id)
        dying = Courier(store, settings)
        row = dying._take()
        assert row is not None
        monkeypatch.setattr(dying, "_end", _killed)
        with pytest.raises(KeyboardInterrupt):
            loops.apart(lambda: dying._deliver(row))
        assert (len(told), hooks.every(store)[0].waiting) == (1, 1)
        Courier(store, settings)._settle()
        assert (len(told), hooks.every(store)[0].waiting) == (1, 0)
    assert list((settings.data / "told").iterdir()) == []


def test_a_clock_that_ran_ahead_puts_nothing_off(settings, receiver, monkeypatch):
    settings = replace(settings, hook_hosts="127.0.0.1")
    with open_store(settings) as store:
        hooks.add(store, receiver[0], settings)
        run = store.add(Request(Source(SourceKind.ARCHIVE, "a.tar.gz"), Question()), b"archive")
        with monkeypatch.context() as patched:
            patched.setattr(rows, "now", lambda: rows.stamp(datetime.now(UTC) + timedelta(days=1)))
            store.cancel(run.id)
        courier = Courier(store, settings)
        row = courier._take()
        assert row is not None
        assert row["run"] == run.id
        assert courier._take() is None  # it is in one hand


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
