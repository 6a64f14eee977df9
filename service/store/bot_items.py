"""Work that the bot has to do, as any worker takes it: once at a time for each key, not before it is due, and again."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from service.store.database import Database
from service.store.rows import stamp

LEASE = 60.0
DELIVERIES_DAYS = 30


class Item(NamedTuple):
    """One piece of work in the hands of one owner."""

    key: str
    kind: str
    payload: str
    puts: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Items:
    """The items, for one owner. `lease` is for how many seconds a silent owner keeps what it has."""

    database: Database
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    lease: float = LEASE

    def deliver(self, delivery: str, event: str, items: tuple[tuple[str, str, str], ...]) -> bool:
        """Takes a webhook with the work that follows from it, together or not at all; False for one that was taken.

        An item is key, kind and payload.
        """
        now = datetime.now(UTC)
        with self.database.transaction() as transaction:
            if not transaction.changed("add_delivery", id=delivery, event=event, now=stamp(now)):
                return False
            transaction.changed("drop_old_deliveries", limit=stamp(now - timedelta(days=DELIVERIES_DAYS)))
            for key, kind, payload in items:
                transaction.changed("put_bot_item", key=key, kind=kind, payload=payload, due=stamp(now))
        return True

    def put(self, key: str, kind: str, payload: str) -> None:
        with self.database.transaction() as transaction:
            transaction.changed("put_bot_item", key=key, kind=kind, payload=payload, due=_in(0))

    def claim(self) -> Item | None:
        """The item that is due for longest, and that nobody has who lives."""
        values = {"owner": self.owner, "now": _in(0), "until": _in(self.lease)}
        with self.database.transaction() as transaction:
            found = transaction.rows("claim_bot_item", **values)
        return Item(*(found[0][name] for name in Item._fields)) if found else None

    def keep(self) -> None:
        """Says that the owner lives."""
        with self.database.transaction() as transaction:
            transaction.changed("keep_bot_items", owner=self.owner, until=_in(self.lease))

    def end(self, item: Item) -> None:
        """It is done, unless somebody wanted it again meanwhile."""
        values = {"key": item.key, "owner": self.owner, "puts": item.puts}
        with self.database.transaction() as transaction:
            if not transaction.changed("end_bot_item", **values):
                transaction.changed("put_off_bot_item", **values, due=_in(0), attempts=0)

    def put_off(self, item: Item, seconds: float, *, attempts: int | None = None) -> None:
        """`attempts`: how many of them count, where it was no failure that put it off."""
        count = item.attempts if attempts is None else attempts
        values = {"key": item.key, "owner": self.owner, "puts": item.puts, "due": _in(seconds), "attempts": count}
        with self.database.transaction() as transaction:
            transaction.changed("put_off_bot_item", **values)

    def release(self) -> None:
        """Hands back what an owner that stops has."""
        with self.database.transaction() as transaction:
            transaction.changed("release_bot_items", owner=self.owner)


def _in(seconds: float) -> str:
    return stamp(datetime.now(UTC) + timedelta(seconds=seconds))
