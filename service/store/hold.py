"""A run in the hands of a worker: every change names its round, so that who comes too late changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from service.nouns import Outcome
from service.plain import one_line, printable
from service.report import Report
from service.store import keys, reports, rows
from service.store.database import Transaction
from service.store.records import EventKind, Run, State, TrialRow
from service.store.said import say
from service.store.store import Store


class LostRun(Exception):
    """It is over, or goes on in another round: whoever gets this stops."""


class NewTrial(NamedTuple):
    """A trial that is wanted: `spec` is what the worker that tries it has to know."""

    key: str
    label: str
    spec: str


@dataclass(frozen=True, slots=True)
class Hold:
    """One round of one run. What ends it raises LostRun where it is no longer to be ended."""

    store: Store
    run: Run

    @classmethod
    def take(cls, store: Store, run_id: str, number: int) -> Self | None:
        """Takes a round up, for the first time or where another worker ended; None where it is over."""
        with store.database.transaction() as transaction:
            found = transaction.rows("take_run", run=run_id, round=number, now=rows.now())
            if not found:
                return None
            run = rows.run(found[0])
            say(transaction, run_id, EventKind.TAKEN, text=f"attempt {run.attempts}")
        return cls(store, run)

    def archive(self) -> bytes:
        """The upload."""
        if (kept := self.store.artifacts.get(keys.archive(self.run.id))) is not None:
            return kept
        content: bytes = self.store.database.read("get_archive", run=self.run.id)[0]["content"]
        return content

    def say(self, kind: EventKind, *, label: str = "", text: str = "") -> None:
        with self.store.database.transaction() as transaction:
            say(transaction, self.run.id, kind, label=label, text=text)

    def judge(self, report: Report) -> None:
        """Keeps the static report while the trials go on."""
        reports.keep(self.store.artifacts, self.run.id, report)
        with self.store.database.transaction() as transaction:
            self._save(transaction, report, complete=False)
            transaction.rows("advance_run", run=self.run.id)
            say(transaction, self.run.id, EventKind.JUDGED)

    def advance(self) -> None:
        """It is not stuck: who ends now did not end for it."""
        with self.store.database.transaction() as transaction:
            transaction.rows("advance_run", run=self.run.id)

    def want(self, trials: Iterable[NewTrial]) -> None:
        """Trials that are to be made; those that are there already stay as they are."""
        with self.store.database.transaction() as transaction:
            for trial in trials:
                transaction.rows("add_trial", run=self.run.id, **trial._asdict())

    def trial(self, key: str) -> TrialRow:
        """One of them. Raises LostRun where the run is over."""
        found = self.store.database.read("get_trial", run=self.run.id, key=key, round=self.run.round)
        if not found:
            raise LostRun(self.run.id)
        return rows.trial(found[0])

    def finish(self, report: Report) -> None:
        """The end of a run that has its report."""
        reports.keep(self.store.artifacts, self.run.id, report)
        with self.store.database.transaction() as transaction:
            self._end(transaction, State.DONE)
            self._save(transaction, report, complete=True)

    def fail(self, error: str, hint: str) -> None:
        """The end of a run that has none, and why."""
        with self.store.database.transaction() as transaction:
            self._end(transaction, State.FAILED, error=printable(error), hint=printable(hint))

    def _save(self, transaction: Transaction, report: Report, *, complete: bool) -> None:
        summary = rows.summary(report)
        transaction.rows("save_report", run=self.run.id, complete=int(complete), summary=summary)

    def _end(self, transaction: Transaction, state: State, *, error: str = "", hint: str = "") -> None:
        values = {"run": self.run.id, "now": rows.now()}
        words = {"state": state.value, "error": error, "hint": hint}
        if not transaction.changed("end_run", round=self.run.round, **values, **words):
            raise LostRun(self.run.id)
        say(transaction, self.run.id, EventKind.OVER, text=state.value)
        transaction.rows("drop_archive", run=self.run.id)
        transaction.every("run_ended_", **values)


@dataclass(frozen=True, slots=True)
class Trying:
    """One trial in the hands of one worker."""

    store: Store
    run: str
    worker: str
    trial: TrialRow
    spec: str

    @classmethod
    def take(cls, store: Store, run: str, key: str, worker: str) -> Self | None:
        """None where it has ended, or its run has: then there is nothing to do."""
        with store.database.transaction() as transaction:
            found = transaction.rows("take_trial", run=run, key=key, worker=worker, now=rows.now())
            if not found:
                return None
            trial = rows.trial(found[0])
            say(transaction, run, EventKind.STARTED, label=trial.label)
        return cls(store, run, worker, trial, found[0]["spec"])

    @property
    def _mine(self) -> dict[str, object]:
        """The attempt: a worker that was taken for dead may have been given the same trial once more."""
        trial = self.trial
        which = {"run": self.run, "key": trial.key, "attempts": trial.attempts, "retries": trial.retries}
        return {**which, "worker": self.worker}

    def is_ours(self) -> bool:
        """Whether it is still wanted, and of this attempt."""
        return bool(self.store.database.read("has_trial", **self._mine))

    def say(self, line: str) -> None:
        with self.store.database.transaction() as transaction:
            say(transaction, self.run, EventKind.SAID, label=self.trial.label, text=one_line(line))

    def end(self, outcome: Outcome) -> None:
        """Keeps how it ended. Raises LostRun where another worker has it by now."""
        keys.keep_outcome(self.store.artifacts, self.run, self.trial, outcome)
        kind, reason = outcome.kind.value, outcome.reason.value if outcome.reason else None
        why = outcome.message or reason or ""
        values = {"outcome": kind, "reason": reason, "message": one_line(why), "seconds": outcome.seconds}
        with self.store.database.transaction() as transaction:
            if not transaction.changed("end_trial", **self._mine, **values, now=rows.now()):
                raise LostRun(self.run)
            transaction.rows("advance_run", run=self.run)
            say(transaction, self.run, EventKind.ENDED, label=self.trial.label, text=one_line(why), outcome=kind)
