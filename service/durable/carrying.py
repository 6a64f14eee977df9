"""One run, taken up by a worker: from its checkout to its report, each step once, whoever carries it."""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from matrices.facts import Matrix
from service import pipeline
from service.address import check_address
from service.durable.asked import Asked
from service.durable.coming_back import MOST_LOST, comes_back
from service.durable.engine import Dispatch, Handed, step
from service.durable.hands import BUG, BUG_HINT, LOST, LOST_HINT, MAX_ATTEMPTS, Hands
from service.durable.parcel import pack
from service.durable.trying import checkout_of
from service.errors import NotReachable, UpflowError
from service.events import Event, StaticAnswer, TrialEnded, TrialSaid, TrialStarted, Untried
from service.logs import about
from service.nouns import Checkout, Say
from service.project.archive import read_archive
from service.project.checkout import clone
from service.report import Report
from service.settings import Settings
from service.store import keys
from service.store.hold import Hold, LostRun
from service.store.records import EventKind, SourceKind
from service.tracing import span

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a worker needs to carry runs."""

    hands: Hands
    dispatch: Dispatch
    settings: Settings
    matrix: Matrix

    def carry(self, run: str, number: int) -> None:
        """Ends the round with a report or a reason; does nothing where it has ended."""
        with about(run=run), span("run", run=run, round=number):
            self._take_up(run, number)

    def _take_up(self, run: str, number: int) -> None:
        self.hands.go_on()
        hold = self.hands.patiently(lambda: Hold.take(self.hands.store, run, number))
        if hold is None:
            return
        with contextlib.suppress(LostRun):  # somebody cancelled it, or it was finished right before its worker died
            try:
                self._carry(hold)
            except (Handed, LostRun):
                raise
            except UpflowError as error:
                self._fail(hold, error.message, error.hint)
            except Exception:
                log.exception("run %s failed", run)
                self._fail(hold, BUG, BUG_HINT)

    def _carry(self, hold: Hold) -> None:
        if hold.run.stuck > MAX_ATTEMPTS:
            self._fail(hold, LOST, LOST_HINT)
            return
        told = step("check_out", self._check_out, hold)
        if told is not None:
            self._fail(hold, *told)
            return
        report = self._report(hold)
        step("finish", lambda: self.hands.patiently(lambda: hold.finish(report)))

    def _fail(self, hold: Hold, error: str, hint: str) -> None:
        self.hands.patiently(lambda: hold.fail(error, hint))

    def _check_out(self, hold: Hold) -> tuple[str, str] | None:
        """Keeps the project as it is now; what is wrong with it is a result, too, and recorded like one."""
        try:
            parcel = pack(self._checkout(hold))
        except UpflowError as error:
            return error.message, error.hint
        self.hands.patiently(lambda: hold.store.artifacts.put(keys.checkout(hold.run.id), parcel))
        return None

    def _checkout(self, hold: Hold) -> Checkout:
        source = hold.run.request.source
        match source.kind:
            case SourceKind.ARCHIVE:
                return read_archive(self.hands.patiently(hold.archive), source.name)
            case SourceKind.GIT:
                assert source.url is not None
                # Again, and not only when it was asked for: a name may point somewhere else by now.
                address = check_address(source.url, source.ref, self.settings)
                return clone(source.url, self._say(hold), ref=source.ref, pin=address.pin)

    def _report(self, hold: Hold) -> Report:
        store, request = hold.store, hold.run.request
        checkout = self.hands.patiently(lambda: checkout_of(store.artifacts, hold.run.id))
        asked = Asked(self.hands, self.dispatch, hold, checkout)

        def listen(event: Event) -> None:
            """Workers tell of trials themselves; here only what is told before any of them."""
            self.hands.go_on()
            match event:
                case StaticAnswer(report):
                    step("judge", lambda: self.hands.patiently(lambda: hold.judge(report)))
                case TrialStarted(label):
                    asked.label = label
                case TrialSaid() | TrialEnded() | Untried():
                    pass

        @contextlib.contextmanager
        def opened(say: Say) -> Iterator[Asked | None]:
            """Where this worker has no engine, nothing is tried, and the static answer comes at once."""
            there, message, hint = step("look_for_engine", self._look_for_engine, hold, say)
            if message:
                raise NotReachable(message, hint)
            yield asked if there else None

        trials = opened if request.trials else None
        return pipeline.check(checkout, request.question, self.matrix, trials, listen, planned=True)

    def _look_for_engine(self, hold: Hold, say: Say) -> tuple[bool, str, str]:
        """Where there was never one, the answer comes at once; where it is gone for a while, it is waited for."""
        for _ in range(MOST_LOST):
            try:
                with self.hands.open_trials(say) as trials:
                    self.hands.met_engine.set()
                    return trials is not None, "", ""
            except NotReachable as error:
                told = False, error.message, error.hint
            if not self.hands.met_engine.is_set():
                break
            self.hands.patiently(lambda: hold.say(EventKind.SAID, text="the container engine is gone: waits for it"))
            if not comes_back(self.hands, self.hands.go_on):
                break
        return told

    def _say(self, hold: Hold) -> Say:
        def say(line: str) -> None:
            self.hands.go_on()
            hold.say(EventKind.SAID, text=line)

        return say
