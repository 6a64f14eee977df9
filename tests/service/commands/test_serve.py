"""`upflow serve`: what takes long to load is loaded when it is needed, so that a start does not wait for it."""

import subprocess
import sys

LATER = {
    "dbos",
    "docker",
    "gidgethub",
    "httpx",
    "jwt",
    "limits",
    "opentelemetry.exporter",
    "opentelemetry.sdk",
    "psycopg",
    "requests",
    "rich",
    "structlog",
}
ASKED = """
import asyncio, pathlib, sys
from service.commands import serve
from service.settings import Settings

async def answered():
    app = serve.create_app(Settings(data=pathlib.Path(sys.argv[1])), start_worker=False)
    scope = {"type": "http", "method": "GET", "path": "/api/v1/health", "query_string": b"", "root_path": ""}
    said = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        said.append(message)

    async with app.router.lifespan_context(app):
        await app(scope | {"headers": [(b"host", b"localhost")]}, receive, send)
    assert said[0]["status"] == 200, said

asyncio.run(answered())
print(*sys.modules)
"""


def test_the_first_answer_waits_for_nothing_that_it_does_not_need(tmp_path):
    found = subprocess.run([sys.executable, "-c", ASKED, tmp_path], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "fastapi" in loaded
    assert not loaded & LATER
