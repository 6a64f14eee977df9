"""One SQLite file: opened, brought to the newest schema, and shared by threads through short transactions."""

import queue
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from service.errors import NoRoom, NotReachable, UpflowError, WrongUse
from service.store.named import queries, statements, steps

OLDEST_SQLITE = (3, 35)  # RETURNING
BUSY_SECONDS = 10.0


class Transaction:
    """Named queries in one transaction."""

    def __init__(self, connection: sqlite3.Connection, queries: Mapping[str, str]) -> None:
        self._connection = connection
        self._queries = queries

    def rows(self, query: str, **values: object) -> list[sqlite3.Row]:
        return self._connection.execute(self._queries[query], values).fetchall()

    def changed(self, query: str, **values: object) -> bool:
        """Runs a change, and says whether there was anything to change."""
        return self._connection.execute(self._queries[query], values).rowcount > 0


class Database:
    """Connections are lent to one transaction each and kept for the next: readers never wait for a writer."""

    def __init__(self, path: Path) -> None:
        """Raises WrongUse where the file cannot be used, NoRoom where the disk is full."""
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise WrongUse(f"SQLite {sqlite3.sqlite_version} is too old", "use a Python that has SQLite 3.35 or newer")
        self.path = path
        self._queries = queries()
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUse(f"{path.parent}: {error.strerror}", "name another folder with --data") from None
        try:
            with self._connection(write=True) as connection:
                _upgrade(connection, path)
        except BaseException:
            self.close()
            raise

    def read(self, query: str, **values: object) -> list[sqlite3.Row]:
        """The rows of one named query."""
        with self._connection(write=False) as connection:
            return Transaction(connection, self._queries).rows(query, **values)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Changes that happen together or not at all."""
        with self._connection(write=True) as connection:
            yield Transaction(connection, self._queries)

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        """In a transaction. One that writes takes its turn first, so that it never has to be tried again."""
        try:
            connection = self._borrow()
            try:
                with _begun(connection, "IMMEDIATE" if write else "DEFERRED"):
                    yield connection
            finally:
                self._idle.put(connection)
        except sqlite3.DatabaseError as error:
            raise _told(error, self.path) from error

    def close(self) -> None:
        """Closes every connection that no transaction has."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _borrow(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return _connect(self.path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            with closing(connection.execute(f"PRAGMA {pragma}")):
                pass
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


@contextmanager
def _begun(connection: sqlite3.Connection, how: str) -> Iterator[None]:
    connection.execute(f"BEGIN {how}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Runs the steps that this file has not seen, in the caller's transaction: two services may start at once."""
    known = steps()
    seen = connection.execute("PRAGMA user_version").fetchone()[0]
    if seen > len(known):
        raise WrongUse(
            f"{path} was written by a newer upflow: it is at schema step {seen}, this one knows {len(known)}",
            "start the newer version again, or name another folder with --data",
        )
    for number, step in enumerate(known[seen:], start=seen + 1):
        for statement in statements(step):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _told(error: sqlite3.DatabaseError, path: Path) -> UpflowError | sqlite3.DatabaseError:
    """What a person can do about it; any other error of the database is ours and stays as it is."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return NoRoom(f"{path}: {error}", "free some space on that disk")
        case sqlite3.SQLITE_BUSY:
            return NotReachable(f"{path}: another process has it locked for {BUSY_SECONDS:.0f} s", "try again")
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
            return WrongUse(f"{path}: {error}", "name another folder with --data, or restore that file")
        case _:
            return error
