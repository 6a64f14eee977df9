"""What a run says is heard live, from where one stopped listening, by as many as want to."""

import json
import threading
from typing import Any, TypeAlias

import httpx

from service.reading import Question
from service.store.records import EventKind, Request, Source, SourceKind
from service.store.said import say
from service.store.store import Store
from service.web import watching

Heard: TypeAlias = tuple[int, str, dict[str, Any]]


def lines(answer: httpx.Response, *, until: str = "over") -> list[Heard]:
    """Each event as (id, kind, data), up to the last."""
    found: list[Heard] = []
    part: dict[str, str] = {}
    for line in answer.iter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            part[name] = value
        elif "data" in part:
            found.append((int(part["id"]), part["event"], json.loads(part["data"])))
            part = {}
            if found[-1][1] == until:
                return found
    return found


def watch(client: httpx.Client, run: dict[str, str], **options: Any) -> list[Heard]:
    with client.stream("GET", f"{run['url']}/events", **options) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return lines(answer)


def test_a_run_is_heard_to_its_end_and_taken_up_again(client, packed):
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    heard = watch(client, run)
    assert heard[0][1] == "taken"
    assert "judged" in [kind for _, kind, _ in heard]
    assert heard[-1][1:] == ("over", heard[-1][2] | {"text": "done"})
    ids = [id_ for id_, _, _ in heard]
    assert ids == sorted(set(ids))
    for middle in ids[:-1]:
        again = watch(client, run, headers={"last-event-id": str(middle)})
        assert again == [event for event in heard if event[0] > middle]
    assert watch(client, run, params={"after": ids[-2]}) == heard[-1:]
    over = client.get(f"{run['url']}/events", headers={"last-event-id": str(ids[-1])})
    assert over.status_code == 204  # the word of the standard for: do not come back


def test_an_id_that_is_none(serve, packed):
    client = serve(start_worker=False)
    run = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", packed())}).json()
    for last in ("-1", "x", "1.5", "9" * 30):
        assert client.get(f"{run['url']}/events", headers={"last-event-id": last}).status_code == 422


def test_all_watchers_hear_everything_while_it_is_said(serve, settings, monkeypatch):
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    client = serve(start_worker=False)
    heard: list[list[str]] = []
    with Store(settings.data) as store:
        run = store.add(Request(Source(SourceKind.GIT, "p", "https://8.8.8.8/o/p"), Question()))

        def listen():
            with client.stream("GET", f"/api/v1/runs/{run.id}/events") as answer:
                heard.append([data["text"] for _, _, data in lines(answer)])

        watchers = [threading.Thread(target=listen) for _ in range(20)]
        for number, watcher in enumerate(watchers):
            watcher.start()
            with store.database.transaction() as transaction:
                say(transaction, run.id, EventKind.STARTED, label="x", text=str(number))
        store.cancel(run.id)
        for watcher in watchers:
            watcher.join(20)
    assert heard == [[*map(str, range(20)), "cancelled"]] * 20
