"""Listens to a run for the store: what a watcher wants to see, and not more often than anybody can read it."""

import threading
import time
from dataclasses import dataclass, field

from service.nouns import Outcome
from service.pipeline import Event, StaticAnswer, TrialEnded, TrialSaid, TrialStarted, Untried
from service.plain import one_line
from service.store.queue import Hold, LostRun
from service.store.records import EventKind

SAY_SECONDS = 0.5


class Stopped(BaseException):
    """The worker stops, or lost the run. No `except Exception` on the way may take it for a failure of the project."""


@dataclass(slots=True)
class Recorder:
    """One run's listener. Raises Stopped when the run must not go on."""

    hold: Hold
    stopping: threading.Event
    _silent_until: float = field(default=0.0, init=False)

    def say(self, line: str) -> None:
        """Work that belongs to no trial, such as a clone."""
        self._said("", line)

    def listen(self, event: Event) -> None:
        match event:
            case StaticAnswer(report):
                self._go_on()
                try:
                    self.hold.judge(report)
                except LostRun as lost:
                    raise Stopped from lost
            case TrialStarted(label):
                self._silent_until = 0.0
                self._tell(EventKind.STARTED, label)
            case TrialSaid(label, line):
                self._said(label, line)
            case TrialEnded(label, outcome):
                self._tell(EventKind.ENDED, label, _why(outcome), outcome.kind.value)
            case Untried():
                # The report's notes say it, to whoever reads them.
                self._go_on()

    def _said(self, label: str, line: str) -> None:
        self._go_on()
        if time.monotonic() >= self._silent_until:
            self._silent_until = time.monotonic() + SAY_SECONDS
            self._tell(EventKind.SAID, label, line)

    def _tell(self, kind: EventKind, label: str, text: str = "", outcome: str | None = None) -> None:
        self._go_on()
        try:
            self.hold.say(kind, label=label, text=one_line(text), outcome=outcome)
        except LostRun as lost:
            raise Stopped from lost

    def _go_on(self) -> None:
        if self.stopping.is_set():
            raise Stopped


def _why(outcome: Outcome) -> str:
    return outcome.message or (outcome.reason.value if outcome.reason else "")
