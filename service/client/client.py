"""A service, asked over HTTP: requests that may be sent again, events that are taken up again, errors as told."""

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, NamedTuple, Self

import httpx

from service.errors import NotReachable, UpflowError
from service.report import Report
from service.store import plain_data

SECONDS, SILENCE = 60.0, 45.0
TRIES = 5
GONE_SECONDS = 600.0
AGAIN = frozenset({408, 429, 502, 503, 504})


class ServerError(UpflowError):
    """What a service answered instead, with its status."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class Said(NamedTuple):
    """One event of a run: see `GET /api/v1/runs/{id}/events`."""

    seq: int
    kind: str
    label: str
    text: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class RemoteRun:
    """A run on a service. `page` is for people."""

    id: str
    state: str
    error: str
    hint: str
    page: str


class Client:
    """Use as a context manager. Raises NotReachable where no service answers, ServerError with what it says."""

    def __init__(self, server: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers["User-Agent"] = "upflow"
        timeout = httpx.Timeout(SECONDS, connect=10)
        try:
            self._http = httpx.Client(base_url=server.rstrip("/"), headers=headers, timeout=timeout)
        except (httpx.InvalidURL, ValueError) as error:
            raise NotReachable(f"{server}: {error}", "name a service, such as http://127.0.0.1:8000") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def check(
        self, asked: Mapping[str, object], archive: IO[bytes] | None = None, name: str = "project.tar.gz"
    ) -> RemoteRun:
        """Asks for a run: `asked` are fields of the API; an archive is streamed. What is sent again is one run."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if archive is None:
            return _run(self._json("POST", "/api/v1/runs", json=dict(asked), headers=headers))
        files = {"archive": (name, archive, "application/gzip")}
        return _run(self._json("POST", "/api/v1/runs", data=_form(asked), files=files, headers=headers))

    def run(self, run_id: str) -> RemoteRun:
        return _run(self._json("GET", f"/api/v1/runs/{run_id}"))

    def static_report(self, run_id: str) -> Report | None:
        """The newest report of a run that may go on; None where it has none yet."""
        found = self._json("GET", f"/api/v1/runs/{run_id}")["report"]
        return None if found is None else _report(found)

    def report(self, run_id: str) -> Report:
        """The report of a run that is over."""
        return _report(self._json("GET", f"/api/v1/runs/{run_id}/report"))

    def cancel(self, run_id: str) -> None:
        self._json("POST", f"/api/v1/runs/{run_id}/cancel")

    def follow(self, run_id: str) -> Iterator[Said]:
        """What a run says until it is over; a connection that is lost is made again, and nothing is heard twice."""
        last, heard = 0, time.monotonic()
        while True:
            try:
                for said in self._listen(run_id, last):
                    last, heard = said.seq, time.monotonic()
                    yield said
                if self.run(run_id).state not in {"queued", "running"}:
                    return
            except (httpx.TransportError, ServerError) as error:
                if isinstance(error, ServerError) and error.status not in AGAIN:
                    raise
                if time.monotonic() - heard > GONE_SECONDS:
                    raise _gone(self._http.base_url, error) from error
            time.sleep(0.5)

    def _listen(self, run_id: str, last: int) -> Iterator[Said]:
        timeout = httpx.Timeout(SECONDS, read=SILENCE)
        headers = {"Last-Event-ID": str(last)}
        with self._http.stream("GET", f"/api/v1/runs/{run_id}/events", headers=headers, timeout=timeout) as answer:
            if answer.status_code >= httpx.codes.BAD_REQUEST:
                answer.read()
                raise _told(answer)
            yield from events(answer.iter_lines())

    def _json(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - what httpx takes, what JSON holds
        answer = self._send(method, path, **options)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise _told(answer)
        try:
            return answer.json()
        except ValueError:
            raise NotReachable(
                f"{self._http.base_url} does not answer as upflow does", "is it the address of `upflow serve`?"
            ) from None

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as above
        """Again, where nobody answered: every request here may be sent twice."""
        for left in reversed(range(TRIES)):
            for _, file, _ in options.get("files", {}).values():
                file.seek(0)
            try:
                answer = self._http.request(method, path, **options)
                if answer.status_code not in AGAIN or not left:
                    return answer
                time.sleep(min(_seconds(answer), SECONDS))
            except httpx.TransportError as error:
                if not left or isinstance(error, httpx.UnsupportedProtocol | httpx.ConnectError):
                    raise _gone(self._http.base_url, error) from error
                time.sleep(0.5)
        raise AssertionError


def events(lines: Iterator[str]) -> Iterator[Said]:
    """Server-sent events, as the standard writes them, out of their lines."""
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line and name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            found = json.loads("\n".join(data))
            data = []
            yield Said(found["seq"], found["kind"], found["label"], found["text"], found["outcome"])


def _form(asked: Mapping[str, object]) -> dict[str, object]:
    """As forms write it."""
    words = {True: "true", False: "false"}
    return {
        name: words[value] if isinstance(value, bool) else list(value) if isinstance(value, tuple) else value
        for name, value in asked.items()
        if value is not None
    }


def _run(found: Mapping[str, Any]) -> RemoteRun:
    return RemoteRun(found["id"], found["state"], found["error"], found["hint"], found["page"])


def _report(found: object) -> Report:
    report = plain_data.load(Report, found)
    assert isinstance(report, Report)
    return report


def _told(answer: httpx.Response) -> ServerError:
    try:
        problem = answer.json()
        return ServerError(str(problem["detail"]), str(problem["hint"]), answer.status_code)
    except (ValueError, KeyError, TypeError):
        hint = "is it the address of `upflow serve`?"
        return ServerError(f"{answer.url.host} answers {answer.status_code}", hint, answer.status_code)


def _gone(server: httpx.URL, error: Exception) -> NotReachable:
    return NotReachable(f"{server} does not answer: {error}", "start it with `upflow serve`, or correct the address")


def _seconds(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 1.0
