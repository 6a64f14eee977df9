"""The queue as a worker sees it: take a run, say what happens, end it. Whoever lost a run can change nothing of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.plain import printable
from service.report import Report
from service.store import reports, rows
from service.store.database import Database, Transaction
from service.store.records import EventKind, Run, State

MAX_ATTEMPTS = 3
LOST = f"the process that had this run ended in the middle of it, {MAX_ATTEMPTS} times"
LOST_HINT = "look into the service's log for the reason (often too little memory), then ask again"


class LostRun(Exception):
    """Somebody else has the run by now, or it is over: whoever gets this stops."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One run in the hands of one owner. Every method raises LostRun when it is no longer."""

    database: Database
    run: Run
    owner: str

    def begin(self, transaction: Transaction) -> None:
        """What an earlier attempt left is void."""
        transaction.rows("drop_report", run=self.run.id)
        self._say(transaction, EventKind.TAKEN, text=f"attempt {self.run.attempts}")

    def archive(self) -> bytes:
        content: bytes = self.database.read("get_archive", run=self.run.id)[0]["content"]
        return content

    def beat(self) -> None:
        """Says that the owner lives."""
        with self.database.transaction() as transaction:
            self._change(transaction, "beat", now=rows.now())

    def say(self, kind: EventKind, *, label: str = "", text: str = "", outcome: str | None = None) -> None:
        with self.database.transaction() as transaction:
            self._say(transaction, kind, label=label, text=text, outcome=outcome)

    def judge(self, report: Report) -> None:
        """Keeps the static report while the trials go on."""
        with self.database.transaction() as transaction:
            self._save(transaction, report, complete=False)
            self._say(transaction, EventKind.JUDGED)

    def finish(self, report: Report) -> None:
        """The end of a run that has its report."""
        with self.database.transaction() as transaction:
            self._save(transaction, report, complete=True)
            self._end(transaction, State.DONE)

    def fail(self, error: str, hint: str) -> None:
        """The end of a run that has none, and why."""
        with self.database.transaction() as transaction:
            self._end(transaction, State.FAILED, error=printable(error), hint=printable(hint))

    def _say(
        self, transaction: Transaction, kind: EventKind, *, label: str = "", text: str = "", outcome: str | None = None
    ) -> None:
        self._change(transaction, "add_event", now=rows.now(), kind=kind.value, label=label, text=text, outcome=outcome)

    def _save(self, transaction: Transaction, report: Report, *, complete: bool) -> None:
        summary = rows.summary(report)
        self._change(transaction, "save_report", complete=int(complete), json=reports.dump(report), summary=summary)

    def _end(self, transaction: Transaction, state: State, *, error: str = "", hint: str = "") -> None:
        self._change(transaction, "end_run", state=state.value, error=error, hint=hint, now=rows.now())
        transaction.rows("drop_archive", run=self.run.id)

    def _change(self, transaction: Transaction, query: str, **values: object) -> None:
        if not transaction.changed(query, run=self.run.id, owner=self.owner, **values):
            raise LostRun(self.run.id)


@dataclass(frozen=True, slots=True)
class Queue:
    """The runs that wait, for one owner. Two owners never get the same run."""

    database: Database
    owner: str

    def claim(self) -> Hold | None:
        """The oldest run that waits."""
        if not self.database.read("has_queued"):
            return None
        with self.database.transaction() as transaction:
            found = transaction.rows("claim_run", owner=self.owner, now=rows.now())
            if not found:
                return None
            hold = Hold(self.database, rows.run(found[0]), self.owner)
            hold.begin(transaction)
            return hold

    def release(self) -> None:
        """Puts back what an owner that stops has in hand; it does not count as an attempt."""
        with self.database.transaction() as transaction:
            transaction.rows("release_runs", owner=self.owner)

    def recover(self, silence: timedelta) -> None:
        """Puts back the runs whose owners are silent for so long; what was lost too often ends with a reason."""
        limit = rows.stamp(datetime.now(UTC) - silence)
        stalled = {"limit": limit, "attempts": MAX_ATTEMPTS}
        with self.database.transaction() as transaction:
            for row in transaction.rows("fail_stalled", **stalled, error=LOST, hint=LOST_HINT, now=rows.now()):
                transaction.rows("drop_archive", run=row["id"])
            transaction.rows("requeue_stalled", **stalled)
