"""Who lives, who has died, and what nobody can finish: looked after by every worker, so that one of them is enough.

No clock of another machine is believed, and none that can jump: a worker has died when its count of beats has stood
still for a while of the time that passes here.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.durable.engine import Dispatch, Work, round_of
from service.durable.hands import LOST_HINT, MAX_ATTEMPTS, Hands
from service.store import keys, rows
from service.store.hold import Hold, LostRun
from service.store.records import Run, State, TrialState

ENDED_STATES = frozenset({None, "SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: after how much silence a worker is dead, how long a run may take, and wait for a worker with its labels.

    `between`: between two looks at what nobody can finish; `days` after which what ended is forgotten, 0: never.
    """

    silence: float = 15.0
    run: float = 24 * 3600.0
    labels: float = 600.0
    between: float = 30.0
    days: int = 0


@dataclass(slots=True)
class Janitor:
    """Call `round` every few seconds, from one thread."""

    hands: Hands
    dispatch: Dispatch
    patience: Patience
    clock: Callable[[], float] = time.monotonic
    _heard: dict[str, tuple[int, float]] = field(default_factory=dict)
    _alone: dict[str, float] = field(default_factory=dict)
    _running: dict[str, float] = field(default_factory=dict)
    _next: float = 0.0

    def beat(self) -> None:
        """Says that this worker lives."""
        labels = json.dumps(self.hands.labels)
        host = self.hands.name.partition(":")[0]
        with self.hands.store.database.transaction() as transaction:
            transaction.rows("beat", id=self.hands.name, host=host, labels=labels, now=rows.now())

    def round(self) -> None:
        self.beat()
        self._bury()
        if self.clock() >= self._next:
            self._next = self.clock() + self.patience.between
            unfinished = self._unfinished()
            running = {run.id for run in unfinished if run.state is State.RUNNING}
            self._running = {run: since for run, since in self._running.items() if run in running}
            for run in unfinished:
                self._look_after(run)
            if self.patience.days:
                self._forget()

    def leave(self) -> None:
        """Hands over what this worker had, as its own wish: it does not count as an attempt."""
        database = self.hands.store.database
        mine = [work for work, executor in self.dispatch.pending().items() if executor == self.hands.name]
        with database.transaction() as transaction:
            transaction.rows("give_back_trials", worker=self.hands.name)
            for run, number, *trial in (work.split(".") for work in mine):
                if not trial:
                    transaction.rows("give_back_run", run=run, round=int(number))
        self.dispatch.hand_over(dict.fromkeys(mine, self.hands.name))
        with database.transaction() as transaction:
            transaction.rows("drop_worker", id=self.hands.name)

    def _bury(self) -> None:
        """What dead workers had goes to the living. Two that do it at once do it once: the engine asks whose it was."""
        workers = {each.id: each.beats for each in self.hands.store.workers()}
        pending = self.dispatch.pending()
        now = self.clock()
        for name, beats in workers.items():
            if self._heard.get(name, (None, 0.0))[0] != beats:
                self._heard[name] = (beats, now)
        silent = {name for name in workers if now - self._heard[name][1] > self.patience.silence}
        # Who is in no list died long ago: a worker is in it before it takes anything up.
        dead = (silent | (set(pending.values()) - workers.keys())) - {self.hands.name}
        left = {work: executor for work, executor in pending.items() if executor in dead}
        if left:
            log.warning("handing over what dead workers had: %s", ", ".join(sorted(left)))
            self.dispatch.hand_over(left)
        for name in silent - set(pending.values()) - {self.hands.name}:
            with self.hands.store.database.transaction() as transaction:
                transaction.rows("drop_worker", id=name)
            del self._heard[name]

    def _unfinished(self) -> list[Run]:
        return [rows.run(row) for row in self.hands.store.database.read("list_unfinished")]

    def _look_after(self, run: Run) -> None:
        """Ends what lasts too long or waits in vain; sends again what nobody has."""
        hold = Hold(self.hands.store, run)
        try:
            if run.state is State.RUNNING and self._since(self._running, run) > self.patience.run:
                hours = self.patience.run / 3600
                hint = "ask for fewer versions, or raise UPFLOW_RUN_HOURS"
                hold.fail(f"it took longer than {hours:.0f} hours", hint)
                self.cancel(run)
            elif self._waits_in_vain(run):
                labels = " and ".join(run.request.labels)
                hold.fail(f"no worker has what it asks for: {labels}", "start one: upflow work --label ...")
                self.cancel(run)
            elif self.dispatch.state(round_of(run).id) in ENDED_STATES:
                self._send_again(run, hold)
        except LostRun:
            log.info("run %s ended while it was looked after", run.id)

    def _waits_in_vain(self, run: Run) -> bool:
        wanted = set(run.request.labels)
        if not wanted or any(wanted <= set(worker.labels) for worker in self.hands.store.workers()):
            self._alone.pop(run.id, None)
            return False
        return self._since(self._alone, run) > self.patience.labels

    def _since(self, seen: dict[str, float], run: Run) -> float:
        """Seconds since it was first seen so."""
        return self.clock() - seen.setdefault(run.id, self.clock())

    def _send_again(self, run: Run, hold: Hold) -> None:
        """A run from a backup, or from before the engine; or one whose work ended without ending it."""
        if self.dispatch.state(round_of(run).id) is None:
            self.dispatch.send(round_of(run))
        elif run.round > MAX_ATTEMPTS:
            hold.fail("its work ended again and again without a result", LOST_HINT)
        else:
            with self.hands.store.database.transaction() as transaction:
                for row in transaction.rows("next_round", run=run.id, round=run.round):
                    again = rows.run(row)
                    self.dispatch.send(round_of(again), transaction.connection)

    def cancel(self, run: Run) -> None:
        trials = self.hands.store.trials(run.id)
        waiting = [each.key for each in trials if each.state is not TrialState.ENDED]
        self.dispatch.cancel(Work(run.id, run.round, run.turn, (), key).id for key in (None, *waiting))

    def _forget(self) -> None:
        """Runs that ended long ago, with all that is kept of them."""
        limit = rows.stamp(datetime.now(UTC) - timedelta(days=self.patience.days))
        for row in self.hands.store.database.read("old_runs", limit=limit):
            trials = [trial.key for trial in self.hands.store.trials(row["id"])]
            rounds = range(1, row["round"] + 1)
            works = [Work(row["id"], number, 0, (), key).id for number in rounds for key in (None, *trials)]
            self.dispatch.forget(works)
            self.hands.store.artifacts.drop(keys.folder(row["id"]))
            with self.hands.store.database.transaction() as transaction:
                transaction.rows("drop_run", run=row["id"])
