"""A worker: takes runs and trials up, side by side, shows that it lives, and looks after what others left."""

import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from matrices.facts import Matrix
from service.durable.hands import BUG, BUG_HINT, Hands
from service.durable.rhythm import Rhythm
from service.edges import OpenTrials
from service.errors import NoRoom, StorageGone, WrongUse
from service.settings import Settings
from service.store.store import Store

if TYPE_CHECKING:
    from service.durable.janitor import Janitor
    from service.durable.opening import Opened

MOST_LABELS = 4
"""It listens to a queue for each set of its labels."""

__all__ = ["BUG", "BUG_HINT", "Rhythm", "Worker"]
log = logging.getLogger(__name__)


class Worker:
    """Start it once; `stop` hands over what it has in hand. There can be one in a process."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        matrix: Matrix,
        open_trials: OpenTrials,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings, self._matrix = settings, matrix
        self._rhythm = rhythm or Rhythm()
        self.hands = Hands(store, open_trials, labels_of(settings.labels))
        self._ready, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="upflow-worker", daemon=True)

    def start(self) -> None:
        """At once: what takes long to load is loaded beside, and the service answers meanwhile."""
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it takes up work by now."""
        return self._ready.wait(seconds)

    def join(self) -> None:
        """Returns where it has ended; it does not by itself, unless it could not start."""
        # Not by the thread: a join that a signal interrupts takes the thread for ended from then on.
        while not self._ended.wait(1.0):
            pass

    def stop(self, seconds: float = 25.0) -> None:
        """Ends what runs now and hands it over; it does not wait longer for what does not end."""
        self.hands.stopping.set()
        if self._thread.ident is not None:
            self._ended.wait(seconds)

    def _work(self) -> None:
        try:
            if (opened := self._opened()) is None:
                return
            self._ready.set()
            while not self.hands.stopping.wait(self._rhythm.beat):
                self._look_after(opened.janitor)
            opened.listener.stop()
            opened.janitor.leave()
        except Exception:
            log.exception("the worker ended")
        finally:
            self._ended.set()

    def _opened(self) -> "Opened | None":
        """None where it is stopped before the database answers."""
        from service.durable.opening import open_worker  # noqa: PLC0415 - the engine takes long to load

        while not self.hands.stopping.is_set():
            try:
                return open_worker(self.hands, self._settings, self._matrix, self._rhythm)
            except (StorageGone, NoRoom) as error:
                log.warning("the worker waits: %s; %s", error.message, error.hint)
                self.hands.stopping.wait(self._rhythm.beat)
        return None

    def _look_after(self, janitor: "Janitor") -> None:
        try:
            janitor.round()
        except (StorageGone, NoRoom) as error:
            log.warning("no sign of life could be given: %s", error.message)
        except Exception:
            log.exception("no sign of life could be given; the worker tries again")


def leave(code: int) -> int:
    """The exit code; where threads are left that wait for what is handed over already, it ends the process at once."""
    if any(thread.name.startswith("dbos-executor-") for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def labels_of(text: str) -> tuple[str, ...]:
    """Labels between commas. Raises WrongUse for what is none."""
    labels = tuple(sorted({label.strip() for label in text.split(",") if label.strip()}))
    for label in labels:
        if not label.replace("-", "").replace("_", "").replace(".", "").isalnum() or not label.isascii():
            raise WrongUse(f"label {label!r}", "letters, digits, dots, - and _")
    if len(labels) > MOST_LABELS:
        raise WrongUse(f"{len(labels)} labels: {', '.join(labels)}", f"a worker has at most {MOST_LABELS}")
    return labels
