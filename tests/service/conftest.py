"""A real service for tests: SQLite, and HTTP by uvicorn on a free loopback port. Its runs are static by default."""

import contextlib
import io
import socket
import tarfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from matrices.load import load
from service.actions import Desk
from service.api import create_app
from service.durable.sending import open_store
from service.settings import Settings
from tests.service.postgres import Cluster
from tests.service.small_index import SmallIndex

FOCAL = {
    "focal.py": "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n",
    "requirements.txt": "tensorflow==2.15.1\n",
}


@pytest.fixture(scope="session")
def matrix():
    return load()


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL that may be stopped and killed, and must be left running."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def address(request):
    """Both databases, each empty: a file in the data folder, and one of PostgreSQL."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres").database()


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", max_upload=1)


@pytest.fixture
def desk(settings, matrix):
    with open_store(settings) as store:
        yield Desk(settings, store, matrix)


@pytest.fixture
def no_trials():
    return lambda _say: contextlib.nullcontext(None)


@pytest.fixture
def packed():
    """Makes a .tar.gz of names and texts."""

    def pack(files=FOCAL):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as archive:
            for name, text in files.items():
                data = text if isinstance(text, bytes) else text.encode()
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return content.getvalue()

    return pack


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallIndex:
    """An index on disk, and uv set to ask no other; TensorFlow and NumPy are in it, as far as these tests need them."""
    made = SmallIndex(tmp_path / "index")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_DEFAULT_INDEX", made.address)
    for version in ("1.23.5", "1.26.4", "2.0.2"):
        made.wheel("numpy", version)
    made.wheel("tensorflow", "2.15.1", ["numpy>=1.23.5,<2.0.0"])
    made.wheel("tensorflow", "2.16.2", ["numpy>=1.23.5,<2.0.0"])
    return made


@pytest.fixture
def serve(settings, no_trials):
    """Starts a service and gives a client of it; several may run at once."""
    with contextlib.ExitStack() as stack:

        def start(settings=settings, open_trials=no_trials, **options):
            app = create_app(settings, open_trials, **options)
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=server.run, args=([listening],))
            thread.start()
            stack.callback(thread.join)
            stack.callback(setattr, server, "should_exit", True)
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            return stack.enter_context(httpx.Client(base_url=address, timeout=30, trust_env=False))

        yield start


@pytest.fixture
def client(serve):
    return serve()


@pytest.fixture
def checked(packed):
    """Sends a project and waits for the end of its run."""

    def check(client, files=FOCAL, name="project.tar.gz", **fields):
        sent = client.post("/api/v1/runs", files={"archive": (name, packed(files))}, data=fields)
        assert sent.status_code == 202, sent.text
        return ended(client, sent.headers["location"])

    return check


@pytest.fixture
def waited():
    return ended


def ended(client: httpx.Client, address: str) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        run = client.get(address).json()
        if run["state"] in {"done", "failed"}:
            return run
        time.sleep(0.02)
    raise AssertionError(f"{address} did not end: {run}")
