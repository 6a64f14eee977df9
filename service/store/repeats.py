"""Idempotency keys: a request that is sent again, because its answer was lost, is not a second run."""

import hashlib
import json
from dataclasses import asdict, dataclass

from service.errors import WrongUse
from service.store.database import Transaction
from service.store.records import Request, Run
from service.store.store import Store


class _Taken(Exception):
    """Somebody else added it in between."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key, and what was asked with it."""

    key: str
    fingerprint: str

    def known(self, store: Store) -> Run | None:
        """The run that there is already. Raises WrongUse where the key was used for something else."""
        found = store.database.read("get_repeat", key=self.key)
        if not found:
            return None
        if found[0]["fingerprint"] != self.fingerprint:
            raise WrongUse("this Idempotency-Key was used for another request", "make a new key for each request")
        return store.get(found[0]["run"])

    def add(self, store: Store, request: Request, archive: bytes | None) -> Run:
        """A new run, with its key in the same transaction; or the one that another request has made meanwhile."""
        try:
            return store.add(request, archive, also=self._keep)
        except _Taken:
            run = self.known(store)
            assert run is not None
            return run

    def _keep(self, transaction: Transaction, run: Run) -> None:
        if not transaction.changed("add_repeat", key=self.key, run=run.id, fingerprint=self.fingerprint):
            raise _Taken


def fingerprint(request: Request, archive: bytes | None) -> str:
    text = json.dumps([asdict(request), request.question._asdict()], default=str)
    return hashlib.sha256(text.encode() + b"\0" + (archive or b"")).hexdigest()
