"""The store as a service opens it: what is added, cancelled or tried again is handed to the workers at once."""

import threading
from typing import TYPE_CHECKING

from service.settings import Settings
from service.store.database import Transaction
from service.store.records import Run
from service.store.store import Store

if TYPE_CHECKING:
    from service.durable.engine import Dispatch


def open_store(settings: Settings) -> Store:
    """Raises WrongUse, StorageGone or NoRoom, with what to do."""
    store = Store(settings.data, settings.database, settings.artifacts)
    store.sender = Sending(store)
    return store


class Sending:
    """Loads the engine when it is needed first: that takes long."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._dispatch: Dispatch | None = None
        self._lock = threading.Lock()

    def open(self) -> "Dispatch":
        """Before a transaction of ours begins: it may have to make the tables of the engine."""
        with self._lock:
            if self._dispatch is None:
                from service.durable.engine import Dispatch  # noqa: PLC0415 - it takes long to load

                self._dispatch = Dispatch(self._store.database)
            return self._dispatch

    def send(self, transaction: Transaction, run: Run) -> None:
        from service.durable.engine import round_of  # noqa: PLC0415 - as above

        self.open().send(round_of(run), transaction.connection)

    def cancel(self, run: Run) -> None:
        """All that waits of it: what runs looks by itself whether it is wanted."""
        from service.durable.engine import Work  # noqa: PLC0415 - as above

        waiting = [trial.key for trial in self._store.trials(run.id) if not trial.ended]
        self.open().cancel(Work(run.id, run.round, run.turn, (), key).id for key in (None, *waiting))
