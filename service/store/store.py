"""The store as people ask it: runs, what they said, their trials and their reports."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Self

from service.store import keys, marks, reports, rows
from service.store.artifacts import Artifacts
from service.store.database import Database, Row, Transaction
from service.store.dialects import dialect_of
from service.store.records import (
    Event,
    EventKind,
    ListedRun,
    Project,
    Request,
    Run,
    SourceKind,
    State,
    TrialRow,
    WorkerRow,
)
from service.store.said import say

Also = Callable[[Transaction, Run], None]
"""What else happens in the transaction that adds a run."""


class Sender(Protocol):
    """Hands runs to workers."""

    def open(self) -> object:
        """Makes ready what takes long, before a transaction begins."""

    def send(self, transaction: Transaction, run: Run) -> None:
        """In the transaction that puts it into the queue, with it or not at all."""

    def cancel(self, run: Run) -> None:
        """What waits of it waits no more."""


class Store:
    """Use as a context manager, from any number of threads. Without a `sender`, runs wait until a worker finds them."""

    sender: Sender | None = None

    def __init__(self, folder: Path, address: str = "", artifacts: str = "") -> None:
        """`address` names a database; an empty one is a file in the folder, as are artifacts."""
        self.database = Database(dialect_of(address, folder))
        try:
            self.artifacts = Artifacts(artifacts, folder)
            marks.match(self.database, self.artifacts)
        except BaseException:
            self.database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def add(self, request: Request, archive: bytes | Path | None = None, *, also: Also | None = None) -> Run:
        """A new run at the end of the queue, with its upload. Raises NoRoom, and then nothing of it is there."""
        assert (archive is not None) == (request.source.kind is SourceKind.ARCHIVE)
        self.artifacts.check_room()
        values = {"id": secrets.token_hex(8), "now": rows.now(), **rows.request_columns(request)}
        if archive is not None:
            self.artifacts.put(keys.archive(str(values["id"])), archive)
        with self._sending() as (transaction, send):
            added = rows.run(transaction.rows("add_run", **values)[0])
            if also is not None:
                also(transaction, added)
            send(added)
        return added

    def cancel(self, run_id: str) -> bool:
        """Ends a run that is not over, and everything of it; whether there was anything to end."""
        with self.database.transaction() as transaction:
            found = transaction.rows("cancel_run", run=run_id, now=rows.now())
            if found:
                say(transaction, run_id, EventKind.OVER, text=State.CANCELLED.value)
                transaction.every("run_ended_", run=run_id, now=rows.now())
        if found and self.sender is not None:
            self.sender.cancel(rows.run(found[0]))
        return bool(found)

    def retry(self, run_id: str, trial: str | None = None) -> bool:
        """Puts a run that is over back into the queue. This trial is made again; without one, all that said nothing.

        Raises NoRoom.
        """
        self.artifacts.check_room()
        with self._sending() as (transaction, send):
            # Only of what is over: in the middle of a run, a trial that ended has been counted on already.
            found = transaction.rows("retry_run", run=run_id, trial=trial)
            for row in found:
                transaction.rows("retry_trials", run=run_id, trial=trial)
                say(transaction, run_id, EventKind.RETRIED, text=trial or "")
                send(rows.run(row))
        return bool(found)

    @contextmanager
    def _sending(self) -> Iterator[tuple[Transaction, Callable[[Run], None]]]:
        sender = self.sender
        if sender is None:
            with self.database.transaction() as transaction:
                yield transaction, lambda _run: None
            return
        sender.open()
        with self.database.transaction() as transaction:
            yield transaction, lambda run: sender.send(transaction, run)

    def get(self, run_id: str) -> Run | None:
        found = self.database.read("get_run", id=run_id)
        return rows.run(found[0]) if found else None

    def version(self, run_id: str) -> object:
        """What differs after anything that can be seen of a run has changed; None where there is no such run."""
        found = self.database.read("get_version", id=run_id)
        return tuple(found[0].values()) if found else None

    def newest(self, limit: int, before: str | None = None, project: str | None = None) -> tuple[ListedRun, ...]:
        """Runs, newest first; with `before`, those that came before that one; with `project`, those of it."""
        return tuple(rows.listed(row) for row in self.listing(limit, before, project))

    def listing(self, limit: int, before: str | None = None, project: str | None = None) -> list[Row]:
        """The same as it is stored: what was made of a row before need not be made again."""
        return self.database.read("list_runs", limit=limit, before=before, project=project)

    def projects(self, limit: int, after: str | None = None) -> tuple[Project, ...]:
        """Projects by name; with `after`, those that come after it."""
        found = self.database.read("list_projects", limit=limit, after=after)
        return tuple(Project(row["project"], row["runs"]) for row in found)

    def count(self) -> dict[State, int]:
        """How many runs are in each state; also the proof that the database answers."""
        found = {State(row["state"]): row["runs"] for row in self.database.read("count_states")}
        return dict.fromkeys(State, 0) | found

    def ready(self) -> None:
        """Raises NotReachable where the database does not answer, NoRoom where nothing new is accepted."""
        self.database.read("list_projects", limit=1, after=None)
        self.artifacts.check_room()

    def events(self, run_id: str, after: int = 0) -> tuple[Event, ...]:
        """All that a run said after that number, except that of a trial's lines of output only the last is left."""
        return tuple(rows.event(row) for row in self.database.read("list_events", run=run_id, after=after))

    def trials(self, run_id: str) -> tuple[TrialRow, ...]:
        return tuple(rows.trial(row) for row in self.database.read("list_trials", run=run_id))

    def log(self, run_id: str, trial: str) -> str | None:
        """The output of a trial that ended; None where there is none."""
        found = next((each for each in self.trials(run_id) if each.key == trial and each.ended), None)
        outcome = keys.outcome(self.artifacts, run_id, found) if found else None
        return outcome.log if outcome else None

    def workers(self) -> tuple[WorkerRow, ...]:
        return tuple(rows.worker(row) for row in self.database.read("list_workers"))

    def report(self, run_id: str, *, complete: bool = False) -> str | None:
        """The JSON of the newest report; with `complete`, only the one that a run ends with."""
        found = self.database.read("get_report", run=run_id)
        if not found or (complete and not found[0]["complete"]):
            return None
        old: str | None = found[0]["json"]
        return old or reports.read(self.artifacts, run_id)
