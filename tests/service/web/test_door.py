"""The door: health is told before the rest is there, the rest waits for it, and what does not start is told."""

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from service.errors import WrongUse
from service.store.store import Store
from service.web.door import Door, Whole
from tests.service.web import loops


async def greets(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"the whole"})


class Served:
    """A door that is open, and a client of it."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.stopped = asyncio.Event()
        door.stop = self.stopped.set
        self._asked: asyncio.Queue[Any] = asyncio.Queue()
        self._said: asyncio.Queue[Any] = asyncio.Queue()

    async def __aenter__(self):
        self._life = asyncio.create_task(self.door({"type": "lifespan"}, self._asked.get, self._said.put))
        await self._asked.put({"type": "lifespan.startup"})
        assert (await self._said.get())["type"] == "lifespan.startup.complete"
        transport = httpx.ASGITransport(app=self.door, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60)

    async def __aexit__(self, *_):
        await self._asked.put({"type": "lifespan.shutdown"})
        assert (await self._said.get())["type"] == "lifespan.shutdown.complete"
        await self._life


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as opened:
        yield opened


def test_health_is_told_at_once_and_the_rest_when_it_is_there(store):
    loaded, life = threading.Event(), []

    @asynccontextmanager
    async def living():
        life.append("starts")
        yield
        life.append("ends")

    def make():
        assert loaded.wait(60)
        return Whole(greets, living())

    async def ask() -> Any:
        async with Served(Door(store, make)) as client:
            health = await client.get("/api/v1/health")
            waiting = asyncio.create_task(client.get("/api/v1/runs"))
            await asyncio.sleep(0.1)
            assert (waiting.done(), life) == (False, [])
            loaded.set()
            return health, await waiting, await client.get("/api/v1/health")

    health, runs, later = loops.run(ask())
    assert health.json() == {"status": "ok", "version": health.json()["version"], "queued": 0, "running": 0}
    assert health.headers["x-content-type-options"] == "nosniff"
    assert health.headers["x-request-id"]
    assert (runs.text, later.text, life) == ("the whole", "the whole", ["starts", "ends"])


def test_what_does_not_start_says_why_and_stops(store):
    def make():
        raise WrongUse("no such thing", "take another")

    async def ask() -> Any:
        served = Served(Door(store, make))
        async with served as client:
            await asyncio.wait_for(served.stopped.wait(), 60)
            return served.door.failure, await client.get("/api/v1/runs")

    failure, answer = loops.run(ask())
    assert isinstance(failure, WrongUse)
    assert answer.status_code == 500


def test_a_database_that_does_not_answer_leaves_the_word_to_the_whole(store, tmp_path):
    @asynccontextmanager
    async def living():
        yield

    async def ask() -> Any:
        async with Served(Door(store, lambda: Whole(greets, living()))) as client:
            return await client.get("/api/v1/health")

    store.database.close()
    for file in tmp_path.glob("upflow.db*"):
        file.unlink()
    (tmp_path / "upflow.db").mkdir()
    assert loops.run(ask()).text == "the whole"
