"""Requests to a forge: words by gidgethub, patience by the timing of the server, pages, and clear failures."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import gidgethub
import httpx
from gidgethub import sansio

from service.bot.errors import Gone, Later, Refused
from service.bot.waiting import backing_off, patience
from service.plain import one_line

REQUESTER = "upflow"
ATTEMPTS = 3
SHORT = 5.0
"""Seconds that are waited for on the spot; what takes longer is put off, and the worker does something else."""
MOST_PAGES = 100
PER_PAGE = 100
AMBIGUOUS = 5.0
GITHUBS: Mapping[str, str] = MappingProxyType({"x-github-api-version": "2022-11-28"})
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})

# It writes the address of every request, and an address of a download carries a key of its own.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Unauthorized(Refused):
    """The token does not count, or no longer."""


class Page(NamedTuple):
    """One answer, and the address of the next page."""

    data: Any
    next: str | None


@dataclass(frozen=True, slots=True)
class Client:
    """Asks the API of the forge of that name below `api`, with its own headers. `sleep` and `now` are the clock."""

    http: httpx.Client
    api: str
    forge: str = "GitHub"
    own: Mapping[str, str] = field(default_factory=lambda: GITHUBS)
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time

    def get(self, path: str, authorization: str, **parameters: str | int) -> Any:  # noqa: ANN401  # JSON
        return self._ask("GET", self._address(path, parameters), authorization).data

    def send(
        self,
        method: str,
        path: str,
        authorization: str,
        data: Mapping[str, object] | None = None,
        *,
        once: bool = False,
    ) -> Any:  # noqa: ANN401  # JSON
        """A change. Later of a POST may mean that it was done: who creates something looks for it first.

        `once`: the same holds of this one, as it adds something.
        """
        adds = once or method == "POST"
        return self._ask(method, self._address(path, {}), authorization, data or {}, adds=adds).data

    def pages(self, path: str, authorization: str, key: str | None = None, **parameters: str | int) -> Iterator[Any]:
        """The items of all pages; `key` names the list in an answer that is no list itself."""
        address: str | None = self._address(path, {"per_page": PER_PAGE, **parameters})
        for _ in range(MOST_PAGES):
            if address is None:
                return
            page = self._ask("GET", address, authorization)
            yield from page.data[key] if key else page.data
            address = page.next if page.next and page.next.startswith(self.api) else None

    def download(self, path: str, authorization: str, most: int) -> bytes:
        """A file, never more of it than `most` bytes. Where GitHub sends us on, the token stays behind."""
        for attempt in range(ATTEMPTS):
            try:
                return self._download(path, authorization, most)
            except httpx.TransportError as error:
                if attempt + 1 == ATTEMPTS:
                    raise Later(backing_off(attempt), self._lost) from error
                self.sleep(backing_off(attempt))
        raise AssertionError

    def _download(self, path: str, authorization: str, most: int) -> bytes:
        headers = self._headers(authorization)
        with self.http.stream("GET", self._address(path, {}), headers=headers, follow_redirects=True) as answer:
            if not answer.is_success:
                self._raise(answer.status_code, answer.headers, answer.read(), 0)
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > most:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"it is larger than {most >> 20} MiB")
        return bytes(content)

    def _ask(self, method: str, address: str, authorization: str, data: object = None, *, adds: bool = False) -> Page:
        """A request, again where that is safe and short: what adds something is not, when its answer was lost."""
        attempt = 0
        while True:
            try:
                return self._once(method, address, authorization, data, attempt, adds=adds)
            except Later as later:
                attempt += 1
                if attempt == ATTEMPTS or later.seconds > SHORT or isinstance(later, _Unsure):
                    raise
                self.sleep(later.seconds)

    def _once(self, method: str, address: str, authorization: str, data: object, attempt: int, *, adds: bool) -> Page:
        body = b"" if data is None else json.dumps(data).encode()
        headers = self._headers(authorization) | ({} if data is None else {"content-type": "application/json"})
        # GitHub answers a lost name of a repository with its new address: reading may follow, changing by 307 as well.
        try:
            answer = self.http.request(method, address, content=body, headers=headers, follow_redirects=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Later(backing_off(attempt), self._lost) from error
        except httpx.TransportError as error:
            raise _later(backing_off(attempt), self._lost, adds=adds) from error
        if not answer.is_success:
            self._raise(answer.status_code, answer.headers, answer.content, attempt, adds=adds)
        found, _, following = sansio.decipher_response(answer.status_code, answer.headers, answer.content)
        return Page(found, following)

    def _raise(self, status: int, headers: Mapping[str, str], body: bytes, attempt: int, *, adds: bool = False) -> None:
        """What the story understands of an answer that is none."""
        message = _message(status, headers, body)
        seconds = patience(status, headers, message, attempt, self.now())
        if seconds is not None:
            why = f"{self.forge} answered {status}: {message}"
            raise _later(seconds, why, adds=adds) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Later(seconds, why)
        if status == HTTPStatus.UNAUTHORIZED:
            raise Unauthorized(status, message)
        raise Gone(message) if status in GONE else Refused(status, message)

    @property
    def _lost(self) -> str:
        return f"the connection to {self.forge} was lost"

    def _headers(self, authorization: str) -> dict[str, str]:
        made = sansio.create_headers(REQUESTER)
        return made | {"authorization": authorization, **self.own}

    def _address(self, path: str, parameters: Mapping[str, str | int]) -> str:
        return f"{self.api}{path}{'?' if parameters else ''}{urlencode(parameters)}"


class _Unsure(Later):
    """Nobody knows whether it was done."""


def _later(seconds: float, why: str, *, adds: bool) -> Later:
    return _Unsure(max(seconds, AMBIGUOUS), why) if adds else Later(seconds, why)


def _message(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """The forge's own words, with the fields that GitHub names in a 422."""
    try:
        sansio.decipher_response(status, headers, body)
    except gidgethub.HTTPException as error:
        errors = getattr(error, "errors", None)
        return one_line(f"{error}{f' {errors}' if errors else ''}")
    except (ValueError, LookupError, TypeError, AttributeError):
        return one_line(body[:1000].decode("utf-8", "replace"))
    return HTTPStatus(status).phrase
