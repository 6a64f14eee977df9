"""Metadata comes out of a wheel on a server by a few ranges; a server that cannot give ranges is refused."""

import io
import os
import zipfile
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from matrices.upstream import UpstreamChanged
from matrices.wheel import requires_dist

METADATA = "Metadata-Version: 2.1\nName: tool\nVersion: 1.0\nRequires-Dist: numpy (<2.0,>=1.16.0)\nRequires-Dist: six\n"


def wheel() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tool/big.bin", os.urandom(3_000_000))
        archive.writestr("tool-1.0.dist-info/METADATA", METADATA)
    return buffer.getvalue()


class Server(BaseHTTPRequestHandler):
    """Serves one wheel, by ranges or whole, and counts what it sends."""

    def __init__(self, content: bytes, ranges: bool, sent: list[int], *rest: object) -> None:
        self.content, self.ranges, self.sent = content, ranges, sent
        super().__init__(*rest)  # type: ignore[arg-type]  # handed through from the server as they are

    def do_HEAD(self) -> None:
        self._answer(200, len(self.content))

    def do_GET(self) -> None:
        if not self.ranges:
            self._answer(200, len(self.content))
            return
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        part = self.content[first : last + 1]
        self.sent.append(len(part))
        self._answer(206, len(part))
        self.wfile.write(part)

    def _answer(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve():
    servers = []

    def start(content, ranges=True):
        sent: list[int] = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, content, ranges, sent))
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/tool-1.0-py3-none-any.whl", sent

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False  # no proxy between us and ourselves
        yield session


def test_metadata_is_read_without_the_rest_of_the_wheel(serve, session):
    url, sent = serve(wheel())
    assert requires_dist(session, url) == ("numpy (<2.0,>=1.16.0)", "six")
    assert sum(sent) < 300_000


def test_a_server_without_ranges_is_refused(serve, session):
    url, _ = serve(wheel(), ranges=False)
    with pytest.raises(UpstreamChanged, match="whole wheel where a range"):
        requires_dist(session, url)


def test_a_wheel_without_metadata_is_refused(serve, session):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tool/__init__.py", "")
    url, _ = serve(buffer.getvalue())
    with pytest.raises(UpstreamChanged, match="no metadata in tool-"):
        requires_dist(session, url)


def test_what_is_no_wheel_is_refused(serve, session):
    url, _ = serve(b"<html>moved</html>" * 10)
    with pytest.raises(zipfile.BadZipFile):
        requires_dist(session, url)
