"""Webhooks out: when a run ends, addresses that asked for it are told, signed, and again until they take it."""

import asyncio
import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from service.address import check_hook
from service.errors import StorageGone, WrongUse
from service.receipts import Receipts
from service.settings import Settings
from service.store import rows
from service.store.database import Row
from service.store.store import Store

MOST_ATTEMPTS, LONGEST_WAIT, SECONDS = 8, 3600, 10
LOOK_SECONDS = 1.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that is told. `waiting` has yet to be told, `given_up` was tried eight times."""

    id: str
    url: str
    created: str
    waiting: int = 0
    given_up: int = 0


def add(store: Store, url: str, settings: Settings) -> tuple[Hook, str]:
    """A new one, and the secret that its messages are signed with. Raises WrongUse."""
    check_hook(url, settings)
    secret = secrets.token_urlsafe(32)
    with store.database.transaction() as transaction:
        row = transaction.rows("add_hook", id=secrets.token_hex(6), url=url, secret=secret, now=rows.now())[0]
    return Hook(row["id"], row["url"], row["created"]), secret


def every(store: Store) -> tuple[Hook, ...]:
    found = store.database.read("list_hooks", most=MOST_ATTEMPTS)
    return tuple(Hook(row["id"], row["url"], row["created"], row["waiting"], row["given_up"]) for row in found)


def drop(store: Store, hook: str) -> bool:
    with store.database.transaction() as transaction:
        return transaction.changed("drop_hook", id=hook)


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the receiver makes of the same: the time is signed too, so that nothing old is sent again."""
    return "v1=" + hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


class Courier:
    """Delivers in a thread of its own; several may work on one database, and each delivery is in one hand at a time."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._receipts = Receipts(settings.data / "told")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upflow-courier", daemon=True)

    def start(self) -> Callable[[], None]:
        """What stops it."""
        self._thread.start()
        return self._stop

    def _stop(self) -> None:
        self._stopping.set()
        self._thread.join(2 * SECONDS)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._settle()
                while not self._stopping.is_set() and (row := self._take()) is not None:
                    self._deliver(row)
            except Exception:
                log.exception("webhooks could not be delivered; it is tried again")
            self._stopping.wait(LOOK_SECONDS)

    def _settle(self) -> None:
        """What was taken when somebody with this folder ended, before the database knew it."""
        for delivery in self._receipts.every():
            self._end(delivery, rows.now(), rows.now(), "taken")
            self._receipts.drop(delivery)

    def _take(self) -> Row | None:
        """The next attempt is due even if this process dies in the middle of this one.

        What is due beyond the longest wait was put there by a clock that ran ahead, and is due now.
        """
        with self._store.database.transaction() as transaction:
            now = datetime.now(UTC)
            again = rows.stamp(now + timedelta(seconds=6 * SECONDS))
            beyond = rows.stamp(now + timedelta(seconds=2 * LONGEST_WAIT))
            values = {"now": rows.stamp(now), "again": again, "beyond": beyond, "most": MOST_ATTEMPTS}
            found = transaction.rows("take_delivery", **values)
        return found[0] if found else None

    def _deliver(self, row: Row) -> None:
        answer, taken = self._send(row)
        wait = min(LONGEST_WAIT, 10 * 4 ** (row["attempts"] - 1))
        due = rows.stamp(datetime.now(UTC) + timedelta(seconds=wait))
        if taken:
            self._receipts.keep(row["id"])
        while True:
            try:
                self._end(row["id"], rows.now() if taken else None, due, answer)
            except StorageGone:  # it was told: who forgot that would tell it twice
                if self._stopping.wait(LOOK_SECONDS):
                    raise
            else:
                self._receipts.drop(row["id"])
                return

    def _end(self, delivery: str, delivered: str | None, due: str, answer: str) -> None:
        with self._store.database.transaction() as transaction:
            transaction.rows("end_delivery", id=delivery, delivered=delivered, due=due, answer=answer)

    def _send(self, row: Row) -> tuple[str, bool]:
        """To the address that was checked right now, and nowhere else: no redirection, no proxy, no other name."""
        import httpx  # noqa: PLC0415 - it takes long to load, and few services have somebody to tell

        run = self._store.get(row["run"])
        if run is None:
            return "the run is gone", True
        told = {"event": "run.ended", "delivery": row["id"], "run": run.id, "state": run.state.value}
        told |= {"project": run.request.project, "url": f"/api/v1/runs/{run.id}"}
        body, moment = json.dumps(told).encode(), str(int(time.time()))
        try:
            found = check_hook(row["url"], self._settings)
            headers = {
                "Host": found.host,
                "Content-Type": "application/json",
                "User-Agent": "upflow",
                "X-Upflow-Delivery": row["id"],
                "X-Upflow-Time": moment,
                "X-Upflow-Signature": signature(row["secret"], moment, body),
            }
            host = urlsplit(row["url"]).hostname or ""
            return asyncio.run(_post(found.address, body, headers, host))
        except (httpx.HTTPError, TimeoutError, WrongUse) as error:
            return str(error)[:200] or type(error).__name__, False


async def _post(address: str, body: bytes, headers: Mapping[str, str], host: str) -> tuple[str, bool]:
    """What it answered, and whether that is taken. All of it has its time: who answers byte by byte holds up nobody."""
    import httpx  # noqa: PLC0415 - most services have nobody to tell

    async with (
        asyncio.timeout(SECONDS),
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
        client.stream("POST", address, content=body, headers=headers, extensions={"sni_hostname": host}) as answer,
    ):
        return str(answer.status_code), answer.is_success
