"""What a run says, numbered: the row of the run counts, so that trials side by side never get the same number."""

from service.store import rows
from service.store.database import Transaction
from service.store.records import EventKind


def say(
    transaction: Transaction, run: str, kind: EventKind, *, label: str = "", text: str = "", outcome: str | None = None
) -> None:
    """Of the lines of output of one trial only the last is kept."""
    seq = transaction.rows("count_event", run=run)[0]["said"]
    if kind is EventKind.SAID:
        transaction.rows("drop_said", run=run, label=label)
    transaction.rows(
        "add_event", run=run, seq=seq, now=rows.now(), kind=kind.value, label=label, text=text, outcome=outcome
    )
