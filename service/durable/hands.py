"""What all threads of a worker share: its name, its store, whether it stops, and patience with a store that is gone."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from service.edges import OpenTrials
from service.errors import NoRoom, StorageGone
from service.store.store import Store

MAX_ATTEMPTS = 10
LOST = f"the worker that had it ended in the middle of it, {MAX_ATTEMPTS} times"
LOST_HINT = "look into the log of the worker for the reason (often too little memory), then ask again"
BUG = "upflow failed: this is a bug"
BUG_HINT = "please report it with the traceback in the service's log"
PAUSE = 1.0
log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Stopped(BaseException):
    """The worker stops, or lost what it had. No `except Exception` may take it for a failure of the project."""


def own_name() -> str:
    """Of this process alone, for ever: two with one name would take the same work up."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Hands:
    """One worker."""

    store: Store
    open_trials: OpenTrials
    labels: tuple[str, ...] = ()
    name: str = field(default_factory=own_name)
    stopping: threading.Event = field(default_factory=threading.Event)
    met_engine: threading.Event = field(default_factory=threading.Event)
    """Set once it had an engine: where that is gone, it comes back."""

    def go_on(self) -> None:
        """Raises Stopped where nothing more is to be done."""
        if self.stopping.is_set():
            raise Stopped

    def patiently(self, does: Callable[[], Result]) -> Result:
        """Does it as soon as the store is there and has room: what was done already must not be lost for that."""
        told = False
        while True:
            try:
                return does()
            except (StorageGone, NoRoom) as error:
                if not told:
                    log.warning("waiting: %s; %s", error.message, error.hint)
                told = True
            if self.stopping.wait(PAUSE):
                raise Stopped
