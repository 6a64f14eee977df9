"""The port to the engine of durable runs, DBOS: the only file that knows it. Its tables lie beside ours.

What is asked of it: a workflow is taken up by one worker of those that may, in the order of its priority; its steps are
recorded once; where its worker is dead, it is handed to another. That a worker is dead, and what runs, trials and
results are, is said by our own tables.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig
from dbos import error as dbos_errors
from sqlalchemy import Connection

from service.durable.seldom import listen_to
from service.errors import WrongUse
from service.store.database import Database
from service.store.records import Run
from service.tracing import span

APPLICATION, SCHEMA = "upflow", "dbos"
VERSION = "1"
"""Pinned: by itself it would be a hash of the code, and a newer upflow would leave the runs of an older one alone."""

RUNS, STATIC, TRIALS = "upflow-runs", "upflow-static", "upflow-trials"
"""Runs that want no trials go by those that wait for theirs."""
RUN, TRIAL = "upflow.run", "upflow.trial"
Result = TypeVar("Result")
Handed = dbos_errors.DBOSException
"""Raised in a workflow that was cancelled or handed to another worker: it is not to be caught there."""


class Limits(NamedTuple):
    """How much goes on at once: on this worker, and on all of them. `look`: seconds between two looks for work."""

    runs: int = 4
    trials: int = 1
    all_trials: int = 1000
    look: float = 0.5


class Work(NamedTuple):
    """Something to be taken up: a round of a run, or one trial of it."""

    run: str
    round: int
    turn: int
    labels: tuple[str, ...] = ()
    trial: str | None = None
    is_static: bool = False

    @property
    def queue(self) -> str:
        if self.trial:
            return queue_of(self.labels)
        return STATIC if self.is_static else RUNS

    @property
    def id(self) -> str:
        return ".".join((self.run, str(self.round), *((self.trial,) if self.trial else ())))


def round_of(run: Run) -> Work:
    """The round that a run is in."""
    return Work(run.id, run.round, run.turn, is_static=not run.request.trials)


def queue_of(labels: Collection[str]) -> str:
    """The queue of trials for workers that have all of these."""
    return "+".join((TRIALS, *sorted(labels)))


class Dispatch:
    """Hands work to whoever listens. Needs no worker in this process. Raises StorageGone as the store does."""

    def __init__(self, database: Database) -> None:
        """Raises StorageGone where the database does not answer."""
        listen_to("dbos", Handed)
        engine = database.engine
        self._telling = database.telling
        self._client = DBOSClient(
            system_database_engine=engine,
            dbos_system_schema=SCHEMA if engine.dialect.name == "postgresql" else None,
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )
        # The client has no public way to make the tables, and the one of the engine opens a connection of its own.
        with database.telling():
            self._client._sys_db.run_migrations()  # noqa: SLF001

    def send(self, work: Work, connection: Connection | None = None) -> None:
        """Once for each work, however often it is sent; in a transaction of ours, with it or not at all."""
        options: Any = {
            "workflow_name": TRIAL if work.trial else RUN,
            "queue_name": work.queue,
            "workflow_id": work.id,
            "priority": work.turn,
            "app_version": VERSION,
        }
        arguments = (work.run, work.trial) if work.trial else (work.run, work.round)
        with self._telling():
            if connection is None:
                self._client.enqueue(options, *arguments)
            else:
                self._client.enqueue_in_transaction(connection, options, *arguments)

    def cancel(self, works: Iterable[str]) -> None:
        """Frees their places at once; what runs is told by our own tables to stop."""
        if ids := list(works):
            with self._telling():
                self._client.cancel_workflows(ids)

    def state(self, work: str) -> str | None:
        """ENQUEUED, PENDING, or how it ended; None where nothing was sent."""
        with self._telling():
            found = self._client.list_workflows(workflow_ids=[work], load_input=False, load_output=False)
        return found[0].status if found else None

    def pending(self) -> Mapping[str, str]:
        """All that is in somebody's hands: work, and whose."""
        with self._telling():
            found = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {each.workflow_id: each.executor_id or "" for each in found}

    def hand_over(self, works: Mapping[str, str]) -> None:
        """What these have in hand waits again, for whoever takes it up first. Done twice, it is done once."""
        for work, executor in works.items():
            # The public way, `resume`, does not ask whose it is: two who do it at once would have it done twice.
            with self._telling():
                self._client._sys_db.reenqueue_for_recovery(work, [executor], RUNS)  # noqa: SLF001

    def forget(self, works: Iterable[str]) -> None:
        if ids := list(works):
            with self._telling():
                self._client.delete_workflows(ids)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What a worker does with a work: a round of a run, or one trial of it."""

    run: Callable[[str, int], None]
    trial: Callable[[str, str], None]


_bodies: list[Bodies] = []
_one = threading.Lock()


@DBOS.workflow(name=RUN, max_recovery_attempts=None)
def _run(run: str, number: int) -> None:
    _bodies[-1].run(run, number)


@DBOS.workflow(name=TRIAL, max_recovery_attempts=None)
def _trial(run: str, key: str) -> None:
    DBOS.run_step({"name": "trial"}, _bodies[-1].trial, run, key)


def step(name: str, does: Callable[..., Result], *arguments: object) -> Result:
    """Does it and records what it returns; where that is recorded already, it returns it and does nothing."""
    with span(name):
        return DBOS.run_step({"name": name}, does, *arguments)


class Listener:
    """Takes work up in this process, in threads. There can be one in a process."""

    def __init__(
        self, database: Database, executor: str, bodies: Bodies, labels: Collection[str], limits: Limits
    ) -> None:
        """Raises WrongUse where another one listens in this process."""
        if not _one.acquire(blocking=False):
            raise WrongUse("another worker runs in this process", "start it as a process of its own: upflow work")
        listen_to("dbos", Handed)
        static = max(1, limits.runs // 2)
        of_runs = {RUNS: (limits.runs, None), STATIC: (static, None)}
        self._limits = {**of_runs, **dict.fromkeys(_sets(labels), (limits.trials, limits.all_trials))}
        self._look = limits.look
        _bodies[:] = [bodies]
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_engine": database.engine,
            "dbos_system_schema": SCHEMA,
            "executor_id": executor,
            "application_version": VERSION,
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.2,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        DBOS.listen_queues(list(self._limits))

    def start(self) -> None:
        DBOS.launch()
        database = _database()
        ask = database.get_queue

        def get_queue(name: str) -> Any:  # noqa: ANN401 - a queue of the engine
            """The limits of this worker: the engine keeps one for all of them, and machines differ."""
            queue = ask(name)
            if queue is not None and name in self._limits:
                queue._worker_concurrency = self._limits[name][0]  # noqa: SLF001
                queue._polling_interval_sec = self._look  # noqa: SLF001
            return queue

        database.get_queue = get_queue
        for name, (_, everywhere) in self._limits.items():
            DBOS.register_queue(name, global_concurrency=everywhere, polling_interval_sec=self._look)

    def stop(self) -> None:
        """Takes nothing up any more. What is in hand has to end by itself."""
        DBOS.destroy()
        _one.release()


def _database() -> Any:  # noqa: ANN401 - the engine's own
    from dbos._dbos import _get_dbos_instance  # noqa: PLC0415 - there is no public way to it

    return _get_dbos_instance()._sys_db  # noqa: SLF001


def _sets(labels: Collection[str]) -> list[str]:
    """A queue for each set of labels, that of none too."""
    sets: list[tuple[str, ...]] = [()]
    for label in sorted(labels):
        sets += [(*each, label) for each in sets]
    return [queue_of(each) for each in sets]
