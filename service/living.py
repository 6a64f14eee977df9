"""Whether the service lives: its database answers, and has so much to do."""

from dataclasses import dataclass
from importlib.metadata import version

from service.store.records import State
from service.store.store import Store

VERSION = version("upflow")


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is "ok" where the database answers; anything else is a problem with status 503 or 507."""

    status: str
    version: str
    queued: int
    running: int


def living(store: Store) -> Health:
    """Raises StorageGone."""
    runs = store.count()
    return Health("ok", VERSION, runs[State.QUEUED], runs[State.RUNNING])
