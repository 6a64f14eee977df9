"""The store as people ask it: runs, what they said, and their reports."""

import secrets
from pathlib import Path
from typing import Self

from service.store import rows
from service.store.database import Database
from service.store.dialects import dialect_of
from service.store.records import Event, ListedRun, Request, Run, SourceKind, State


class Store:
    """Use as a context manager, from any number of threads."""

    def __init__(self, folder: Path, address: str = "") -> None:
        """`address` names a database; an empty one is a file in the folder."""
        self.database = Database(dialect_of(address, folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def add(self, request: Request, archive: bytes | None = None) -> Run:
        """A new run at the end of the queue, with its upload."""
        assert (archive is not None) == (request.source.kind is SourceKind.ARCHIVE)
        values = {"id": secrets.token_hex(8), "now": rows.now(), **rows.request_columns(request)}
        with self.database.transaction() as transaction:
            added = rows.run(transaction.rows("add_run", **values)[0])
            if archive is not None:
                transaction.rows("add_archive", run=added.id, content=archive)
        return added

    def get(self, run_id: str) -> Run | None:
        found = self.database.read("get_run", id=run_id)
        return rows.run(found[0]) if found else None

    def newest(self, limit: int, before: str | None = None) -> tuple[ListedRun, ...]:
        """Runs, newest first; with `before`, those that came before that one."""
        return tuple(rows.listed(row) for row in self.database.read("list_runs", limit=limit, before=before))

    def count(self) -> dict[State, int]:
        """How many runs are in each state; also the proof that the database answers."""
        found = {State(row["state"]): row["runs"] for row in self.database.read("count_states")}
        return dict.fromkeys(State, 0) | found

    def events(self, run_id: str) -> tuple[Event, ...]:
        """All that a run said, except that of its lines of output only the last is left."""
        return tuple(rows.event(row) for row in self.database.read("list_events", run=run_id))

    def report(self, run_id: str, *, complete: bool = False) -> str | None:
        """The JSON of the newest report; with `complete`, only the one that a run ends with."""
        found = self.database.read("get_report", run=run_id)
        return found[0]["json"] if found and (found[0]["complete"] or not complete) else None
