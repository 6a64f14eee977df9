"""One database: opened, brought to the newest schema, and shared by threads through short transactions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError

from service.errors import WrongUse
from service.store.dialects import Dialect
from service.store.named import queries, statements, steps

Row: TypeAlias = Mapping[str, Any]
Values: TypeAlias = Mapping[str, Any]


class Transaction:
    """Named queries in one transaction. `connection` is for what must happen in it without being a query of ours."""

    def __init__(self, connection: Connection, queries: Mapping[str, TextClause]) -> None:
        self.connection = connection
        self._queries = queries

    def rows(self, query: str, **values: object) -> list[Row]:
        result = self.connection.execute(self._queries[query], values)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def changed(self, query: str, **values: object) -> bool:
        """Runs a change, and says whether there was anything to change."""
        return self.connection.execute(self._queries[query], values).rowcount > 0

    def every(self, prefix: str, **values: object) -> None:
        """All queries whose names begin so, in the order of their names: others add theirs without a list."""
        for name in sorted(name for name in self._queries if name.startswith(prefix)):
            self.connection.execute(self._queries[name], values)


class Database:
    """Connections are lent to one transaction each and kept for the next."""

    def __init__(self, dialect: Dialect) -> None:
        """Raises WrongUse where it cannot be used, NotReachable where it does not answer, NoRoom where it is full."""
        self.dialect = dialect
        self.engine: Engine = dialect.open()
        self._texts = queries()
        self._queries = {name: text(query) for name, query in self._texts.items()}
        try:
            with self._connection(write=True) as connection:
                _upgrade(connection, dialect)
        except BaseException:
            self.close()
            raise

    def read(self, query: str, **values: object) -> list[Row]:
        """The rows of one named query."""
        if self.is_near and (found := self._read_near(query, values)) is not None:
            return found
        with self._connection(write=False) as connection:
            return Transaction(connection, self._queries).rows(query, **values)

    @property
    def is_near(self) -> bool:
        """A file of this machine, which readers do not wait for: to hand a question to a thread would take longer."""
        return self.dialect.name == "sqlite"

    def _read_near(self, query: str, values: Values) -> list[Row] | None:
        """By the driver alone: a sixth of the time. None where it failed, to be told by the usual way."""
        with self.telling():
            connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._texts[query], values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except self.engine.dialect.loaded_dbapi.Error:
            return None
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Changes that happen together or not at all."""
        with self._connection(write=True) as connection:
            yield Transaction(connection, self._queries)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Errors of the database come out as what a person can do about them."""
        try:
            yield
        except DBAPIError as error:
            raise self.dialect.told(error) or error from error

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[Connection]:
        with self.telling(), self.engine.connect() as connection:
            if write:
                self.dialect.begin(connection)
            yield connection
            connection.commit()

    def close(self) -> None:
        """Closes every connection that no transaction has."""
        self.engine.dispose()


def _upgrade(connection: Connection, dialect: Dialect) -> None:
    """Runs the steps that this database has not seen, in the caller's transaction: two services may start at once."""
    dialect.take_turn(connection)
    known, seen = steps(), _seen(connection, dialect)
    if newer := sorted(seen - {step.number for step in known}):
        raise WrongUse(
            f"the database was written by a newer upflow: it is at schema step {newer[-1]}, "
            f"this one knows {known[-1].number}",
            "start the newer version again, or name another folder with --data",
        )
    for step in known:
        if step.number in seen:
            continue
        for statement in statements(step.script, dialect.words):
            connection.exec_driver_sql(statement)
        connection.execute(
            text("INSERT INTO steps VALUES (:number, :name)"), {"number": step.number, "name": step.name}
        )
        if dialect.name == "sqlite":  # for an upflow from before the table, which looks here and refuses
            connection.exec_driver_sql(f"PRAGMA user_version = {step.number}")


def _seen(connection: Connection, dialect: Dialect) -> set[int]:
    counted = connection.exec_driver_sql("PRAGMA user_version").scalar() if dialect.name == "sqlite" else 0
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS steps (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    seen = {row[0] for row in connection.exec_driver_sql("SELECT number FROM steps")}
    if counted and not seen:  # written before the table: one step
        connection.exec_driver_sql("INSERT INTO steps VALUES (1, 'runs')")
        return {1}
    return seen
