"""The embedded worker: a thread that takes runs from the queue one by one, and ends each with a report or a reason."""

import logging
import os
import secrets
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from service import pipeline
from service.actions import Desk
from service.address import check_address
from service.errors import UpflowError
from service.nouns import Checkout, Say
from service.pipeline import OpenTrials
from service.project.archive import read_archive
from service.project.checkout import clone
from service.recorder import Recorder, Stopped
from service.report import Report
from service.store.queue import Hold, LostRun, Queue
from service.store.records import SourceKind

BUG = "upflow failed: this is a bug"
BUG_HINT = "please report it with the traceback in the service's log"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds: how often a worker looks for work and shows that it lives, and after how much silence it is dead."""

    look: float = 0.2
    beat: float = 2.0
    silence: float = 15.0


class Worker:
    """Start it once; `stop` hands back what it has in hand."""

    def __init__(self, desk: Desk, open_trials: OpenTrials, rhythm: Rhythm | None = None) -> None:
        self._desk = desk
        self._open_trials = open_trials
        self._rhythm = rhythm or Rhythm()
        self._queue = Queue(desk.store.database, f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}")
        self._stopping = threading.Event()
        self._in_hand: Hold | None = None
        self._threads = [
            threading.Thread(target=self._work, name="upflow-worker", daemon=True),
            threading.Thread(target=self._beat, name="upflow-heartbeat", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ends the current trial at its next line of output; what does not end in time is handed back all the same."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)
        self._queue.release()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                hold = self._queue.claim()
                if hold is not None:
                    self._carry(hold)
                    continue
            except Stopped:
                continue
            except Exception:
                log.exception("the worker could not go on with the queue; it tries again")
            self._stopping.wait(self._rhythm.look)

    def _beat(self) -> None:
        while not self._stopping.is_set():
            try:
                self._show_life()
                self._queue.recover(timedelta(seconds=self._rhythm.silence))
            except Exception:
                log.exception("no sign of life could be given; the worker tries again")
            self._stopping.wait(self._rhythm.beat)

    def _show_life(self) -> None:
        """A run that was lost is left to whoever listens to it: the next thing that it says stops it."""
        if hold := self._in_hand:
            with suppress(LostRun):
                hold.beat()

    def _carry(self, hold: Hold) -> None:
        """Runs to the end. What a person can mend is told to them; anything else is our bug, and the log has it."""
        self._in_hand = hold
        try:
            hold.finish(self._report(hold))
        except LostRun as lost:
            raise Stopped from lost
        except UpflowError as error:
            hold.fail(error.message, error.hint)
        except Exception:
            log.exception("run %s failed", hold.run.id)
            hold.fail(BUG, BUG_HINT)
        finally:
            self._in_hand = None

    def _report(self, hold: Hold) -> Report:
        recorder = Recorder(hold, self._stopping)
        checkout = self._checkout(hold, recorder.say)
        request = hold.run.request
        trials = self._open_trials if request.trials else None
        return pipeline.check(checkout, request.question, self._desk.matrix, trials, recorder.listen)

    def _checkout(self, hold: Hold, say: Say) -> Checkout:
        source = hold.run.request.source
        match source.kind:
            case SourceKind.ARCHIVE:
                with self._desk.unpacking:
                    return read_archive(hold.archive(), source.name)
            case SourceKind.GIT:
                assert source.url is not None
                # Again, and not only when it was asked for: a name may point somewhere else by now.
                address = check_address(source.url, source.ref, self._desk.settings)
                return clone(source.url, say, ref=source.ref, pin=address.pin)
