"""The fake forge behind a real socket, and what can go wrong on the way to it and back."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from tests.service.bot.github.fake import Answer

LOST_BEFORE, LOST_AFTER = "lost before", "lost after"
Fault = Callable[[str], str | Answer | None]
"""What happens to a request: it is lost, before or after it was done, or answered otherwise; None: nothing."""


class Forge(Protocol):
    """A fake, be it GitHub or GitLab."""

    address: str

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


class Chaos:
    """Faults by chance, always the same ones for the same seed; `most` of them, so that everything ends."""

    def __init__(self, seed: int, most: int = 12, often: float = 0.35) -> None:
        self._random = random.Random(seed)
        self.left = most
        self._often = often

    def __call__(self, _request: str) -> str | Answer | None:
        if self.left == 0 or self._random.random() > self._often:
            return None
        self.left -= 1
        soon = {"retry-after": "0"}
        exhausted = {
            "x-ratelimit-remaining": "0",
            "x-ratelimit-limit": "5000",
            "x-ratelimit-reset": str(int(time.time())),
        }
        faults: list[str | Answer] = [
            LOST_BEFORE,
            LOST_AFTER,
            Answer(403, {"message": "You have exceeded a secondary rate limit."}, soon),
            Answer(403, {"message": "API rate limit exceeded"}, exhausted),
            Answer(429, {"message": "Too many requests"}, soon),
            Answer(500, {"message": "Server Error"}),
            Answer(502, None),
            Answer(503, {"message": "Unavailable"}, soon),
        ]
        return self._random.choice(faults)


@contextmanager
def served(github: Forge) -> Iterator["Server"]:
    """The fake at an address of its own, until the end."""
    server = Server(github)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    github.address = server.address
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, github: Forge) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.github = github
        self.fault: Fault = lambda _request: None
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that the other side closed is none of ours."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            fault = self.server.fault(f"{self.command} {self.path}")
            if fault == LOST_BEFORE:
                return self._lose()
            answer = (
                fault
                if isinstance(fault, Answer)
                else self.server.github.answer(self.command, self.path, headers, body)
            )
            if fault == LOST_AFTER:
                return self._lose()
        return self._send(answer)

    def _lose(self) -> None:
        self.close_connection = True

    def _send(self, answer: Answer) -> None:
        raw = isinstance(answer.body, bytes)
        content = answer.body if raw else b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if content:
            self.send_header("content-type", "application/gzip" if raw else "application/json; charset=utf-8")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Silent."""


for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(Handler, f"do_{method}", Handler._any)
