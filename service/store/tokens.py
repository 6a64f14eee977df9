"""Tokens: who may ask for what, and until when. The database never sees the text of one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from service.store import rows
from service.store.database import Database, Row

PREFIX = "upflow_"
USED = timedelta(minutes=1)
"""How exact the time of the last use is: a question must not cost a write."""


class Scope(StrEnum):
    """What a token is good for; each can do what those before it can."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, other: "Scope") -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `parent` is there where it is a session of the pages; `used` is exact to a minute."""

    id: str
    name: str
    scope: Scope
    created: datetime
    expires: datetime | None
    used: datetime | None
    parent: str | None


def add(
    database: Database, name: str, scope: Scope, expires: datetime | None = None, parent: str | None = None
) -> tuple[Token, str]:
    """A new one, and its text, which nobody can be shown again."""
    text = PREFIX + secrets.token_urlsafe(32)
    values = {"name": name, "scope": scope.value, "parent": parent, "expires": rows.stamp(expires) if expires else None}
    with database.transaction() as transaction:
        transaction.rows("drop_expired_tokens", now=rows.now())
        added = transaction.rows("add_token", id=secrets.token_hex(6), hash=_hash(text), now=rows.now(), **values)
    return _token(added[0]), text


def find(database: Database, text: str) -> Token | None:
    """The token with that text, if it is good now; that it was used is noted."""
    token = known(database, text)
    if token is not None and is_to_be_noted(token):
        note(database, token)
    return token


def known(database: Database, text: str) -> Token | None:
    """The same, and nothing is written."""
    if not text.startswith(PREFIX):
        return None
    found = database.read("get_token", hash=_hash(text), now=rows.now())
    return _token(found[0]) if found else None


def is_to_be_noted(token: Token) -> bool:
    return token.used is None or datetime.now(UTC) - token.used > USED


def note(database: Database, token: Token) -> None:
    """That it is used now."""
    with database.transaction() as transaction:
        transaction.rows("use_token", id=token.id, now=rows.now())


def every(database: Database) -> tuple[Token, ...]:
    """All but sessions, oldest first; those that ran out are among them until the next one is made."""
    return tuple(map(_token, database.read("list_tokens")))


def revoke(database: Database, token: str) -> bool:
    """From now on it is good for nothing, and neither is any session that was opened with it."""
    with database.transaction() as transaction:
        return transaction.changed("revoke_token", id=token)


def _hash(text: str) -> str:
    """Plain SHA-256: 32 random bytes cannot be guessed, however fast somebody tries."""
    return hashlib.sha256(text.encode()).hexdigest()


def _token(row: Row) -> Token:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    created = datetime.fromisoformat(row["created"])
    scope = Scope(row["scope"])
    return Token(row["id"], row["name"], scope, created, moment("expires"), moment("used"), row["parent"])
