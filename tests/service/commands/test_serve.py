"""`upflow serve`: what takes long to load is loaded when it is needed, so that a start does not wait for it."""

import os
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
from service.api import create_app
from service.settings import Settings

async def answered():
    app = create_app(Settings(data=pathlib.Path(sys.argv[1])), start_worker=False)
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


FIRST = """
import sys
import service.commands.serve
print(*sys.modules)
"""


def test_the_port_is_open_before_what_takes_long_is_loaded():
    found = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "uvicorn" in loaded
    assert not loaded & (LATER | {"fastapi", "jinja2", "pydantic", "service.api", "service.actions"})


def test_what_does_not_start_ends_with_its_reason(tmp_path):
    main = "import sys; from service.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", main, "serve", "--port", "0", "--data", tmp_path]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env=os.environ | {"UPFLOW_LABELS": "a b"}
    )
    assert (ended.returncode, "label 'a b'" in ended.stderr) == (2, True), ended.stderr


def test_an_answer_waits_for_nothing_that_it_does_not_need(tmp_path):
    found = subprocess.run([sys.executable, "-c", ASKED, tmp_path], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "fastapi" in loaded
    assert not loaded & LATER
