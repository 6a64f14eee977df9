"""What SQLite and PostgreSQL do differently: how they are opened, how a transaction takes its turn, what they say."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from service.errors import NoRoom, StorageGone, UpflowError, WrongUse

OLDEST_SQLITE = (3, 35)  # RETURNING
BUSY_SECONDS = 10.0
CONNECT_SECONDS = 5
SILENT = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
"""A server that a broken network hides is given up after about 25 s: without, the system waits for hours."""
FORGOTTEN = {
    "idle_in_transaction_session_timeout": "15s",
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
}
"""What the server is told of us: who is frozen or cut off in a transaction must not hold up everybody else with it."""
REFUSED = re.compile(r"FATAL:\s+(database|role|password|no pg_hba|permission)")
"""No such database or user, or not let in: a server says so while it is connected to, without a code."""

STEPS_TURN = 7_355_608
"""The number of the lock under which schema steps run; any would do that nothing else in the database takes."""


class Dialect(Protocol):
    """One kind of database."""

    name: str
    words: Mapping[str, str]
    """What stands in the files between braces, as this database says it."""

    def open(self) -> Engine: ...

    def begin(self, connection: Connection) -> None:
        """Takes the turn of a transaction that writes first, so that it never has to be tried again."""

    def take_turn(self, connection: Connection) -> None:
        """Waits for others that run schema steps."""

    def told(self, error: DBAPIError) -> UpflowError | None:
        """What a person can do about it; None where the error is ours."""


class Sqlite:
    """One file."""

    name = "sqlite"
    words: Mapping[str, str] = {"identity": "INTEGER PRIMARY KEY AUTOINCREMENT", "bytes": "BLOB"}

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> Engine:
        import sqlite3  # noqa: PLC0415 - where the database is PostgreSQL, it may be missing or old

        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise WrongUse(f"SQLite {sqlite3.sqlite_version} is too old", "use a Python that has SQLite 3.35 or newer")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUse(f"{self.path.parent}: {error.strerror}", "name another folder with --data") from None
        address = sqlalchemy.URL.create("sqlite", database=str(self.path))
        timeout = {"timeout": BUSY_SECONDS}
        engine = sqlalchemy.create_engine(
            address, poolclass=QueuePool, pool_size=10, max_overflow=30, connect_args=timeout
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine

    def begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def take_turn(self, connection: Connection) -> None:
        """`begin` has waited already: a file has one writer."""

    def told(self, error: DBAPIError) -> UpflowError | None:
        import sqlite3  # noqa: PLC0415 - as above

        match getattr(error.orig, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
                return NoRoom(f"{self.path}: {error.orig}", "free some space on that disk")
            case sqlite3.SQLITE_BUSY:
                told = f"{self.path}: another process has it locked for {BUSY_SECONDS:.0f} s"
                return StorageGone(told, "try again")
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
                return WrongUse(f"{self.path}: {error.orig}", "name another folder with --data, or restore that file")
            case _:
                return None


class Postgres:
    """A server."""

    name = "postgresql"
    words: Mapping[str, str] = {"identity": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytes": "BYTEA"}

    def __init__(self, address: str) -> None:
        """Raises WrongUse where it is no address."""
        try:
            self._address = sqlalchemy.make_url(address).set(drivername="postgresql+psycopg")
        except (sqlalchemy.exc.ArgumentError, ValueError):
            raise WrongUse(
                "the address of the database cannot be read",
                "expected postgresql://USER:PASSWORD@HOST:PORT/NAME, special characters as %XX",
            ) from None

    def open(self) -> Engine:
        engine = sqlalchemy.create_engine(
            self._address,
            pool_size=10,
            max_overflow=30,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "upflow", **SILENT},
        )
        event.listen(engine, "connect", _prepare_postgres)
        return engine

    def begin(self, connection: Connection) -> None:
        """Rows are locked as they are changed: nothing to do."""

    def take_turn(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({STEPS_TURN})")

    def told(self, error: DBAPIError) -> UpflowError | None:
        state = getattr(error.orig, "sqlstate", None) or ""
        shown = self._address.render_as_string(hide_password=True).replace("+psycopg", "")
        first = str(error.orig).strip().split("\n", maxsplit=1)[0]
        if state.startswith("53100"):  # disk_full
            return NoRoom(f"{shown}: {first}", "free some space on the disk of the database")
        if state.startswith(("28", "3D", "42501")) or REFUSED.search(str(error.orig)):
            return WrongUse(f"{shown}: {first}", "correct UPFLOW_DATABASE, or the rights of that user")
        if isinstance(error, OperationalError) or error.connection_invalidated:
            return StorageGone(f"{shown} does not answer: {first}", "start it, or correct UPFLOW_DATABASE")
        return None


def dialect_of(address: str, folder: Path) -> Dialect:
    """The database that a setting names; an empty one is a file in the folder."""
    if not address:
        return Sqlite(folder / "upflow.db")
    if address.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return Postgres(address)
    if address.startswith("sqlite:///"):
        return Sqlite(Path(address.removeprefix("sqlite:///")))
    raise WrongUse(
        f"no database is known by {address.partition(':')[0]!r}",
        "expected postgresql://USER:PASSWORD@HOST:PORT/NAME, or nothing for a file in the data folder",
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = "IMMEDIATE"
    _write_ahead(connection)
    # With a log that is written ahead, NORMAL loses nothing where a process is killed. A machine without power may
    # lose the transactions of its last moments; the file stays sound.
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    # Older than 3.42, SQLite does not know the second word; the engine of durable runs asks for it.
    for count in (0, 1, 2):
        connection.create_function("unixepoch", count, _unixepoch, deterministic=False)


def _prepare_postgres(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    # Not as options of the connection: those are refused by what often stands between, such as PgBouncer.
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in FORGOTTEN.items()))
    connection.commit()


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 - as above
    """Who turns a new file to it while another one writes is refused at once: here SQLite does not wait by itself."""
    import sqlite3  # noqa: PLC0415 - as above

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _unixepoch(*words: str) -> float | int:
    return time.time() if words and words[-1] in {"subsec", "subsecond"} else int(time.time())
