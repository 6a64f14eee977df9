"""One trial, taken up by a worker: tried, watched while it runs, and ended once."""

import functools
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, Self, runtime_checkable

from packaging.requirements import Requirement

from service.durable.coming_back import MOST_LOST, comes_back
from service.durable.hands import LOST, MAX_ATTEMPTS, Hands, Stopped
from service.durable.parcel import unpack, unpack_files
from service.edges import Trials
from service.errors import NoRoom, NotReachable, StorageGone, UpflowError
from service.logs import about
from service.nouns import Checkout, Environment, Outcome, Reason, Say
from service.store import keys, plain_data
from service.store.artifacts import Artifacts
from service.store.hold import LostRun, Trying
from service.tracing import span

WATCH_SECONDS = 0.3
SAY_SECONDS = 0.5
RETRIED = 1000
"""Added to the number of a trial that somebody asks for again: nothing remembered answers for it."""
log = logging.getLogger(__name__)


@runtime_checkable
class Stoppable(Protocol):
    """Trials that can be ended from another thread."""

    def stop(self) -> None:
        """Ends at once what runs; it may be called again and again."""


@runtime_checkable
class Limiting(Protocol):
    """Trials that a project can limit further than the machine does."""

    def keep_within(self, files: Mapping[str, bytes], say: Say) -> None:
        """To what the configuration among these files asks for."""


class Spec(NamedTuple):
    """All that a worker has to know to make a trial."""

    wanted: tuple[str, ...]
    limits: tuple[str, ...]
    python: str
    command: tuple[str, ...]
    number: int
    overlay: str | None
    """The key of the files that differ from the checkout."""


def try_one(hands: Hands, run: str, key: str) -> None:
    """Does nothing where it has ended already, or its run has. Raises Stopped where another worker is to do it."""
    with about(run=run, trial=key), span("trial", run=run, trial=key):
        _try(hands, run, key)


def _try(hands: Hands, run: str, key: str) -> None:
    hands.go_on()
    trying = hands.patiently(lambda: Trying.take(hands.store, run, key, hands.name))
    if trying is None:
        return
    if trying.trial.attempts > MAX_ATTEMPTS:
        outcome = Outcome(Reason.NOT_TRIED, LOST)
    else:
        with Watch(hands, trying) as watch:
            outcome = _with_an_engine(hands, trying, watch)
            watch.go_on()
    try:
        hands.patiently(lambda: trying.end(outcome))
    except LostRun as lost:
        raise Stopped from lost


@dataclass(slots=True)
class Watch:
    """Looks whether the trial is still wanted of this worker, and stops it where it is not."""

    hands: Hands
    trying: Trying
    trials: object = None
    lost: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    _silent_until: float = 0.0

    def __enter__(self) -> Self:
        threading.Thread(target=self._look, name="upflow-watch", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()

    def go_on(self) -> None:
        if self.lost.is_set():
            raise Stopped

    def say(self, line: str) -> None:
        """Not more often than anybody can read it; a store that is gone misses the line."""
        self.go_on()
        if time.monotonic() >= self._silent_until:
            self._silent_until = time.monotonic() + SAY_SECONDS
            try:
                self.trying.say(line)
            except (StorageGone, NoRoom):
                log.info("a line of run %s was not kept", self.trying.run)

    def _look(self) -> None:
        while not self.over.wait(0.0 if self.hands.stopping.is_set() else WATCH_SECONDS):
            if self.lost.is_set() or self._is_lost():
                self.lost.set()
                if isinstance(self.trials, Stoppable):
                    self.trials.stop()
                time.sleep(WATCH_SECONDS)

    def _is_lost(self) -> bool:
        try:
            return self.hands.stopping.is_set() or not self.trying.is_ours()
        except (StorageGone, NoRoom):
            return False


def _with_an_engine(hands: Hands, trying: Trying, watch: Watch) -> Outcome:
    """Once more where the engine was lost in the middle and is back: that says nothing about the project."""
    for _ in range(MOST_LOST):
        outcome = _outcome(hands, trying, watch)
        if outcome.reason is not Reason.ENGINE_LOST:
            break
        watch.say("the container engine is gone: waits for it")
        if not comes_back(hands, watch.go_on):
            break
    return outcome


def _outcome(hands: Hands, trying: Trying, watch: Watch) -> Outcome:
    """Whatever happens is an outcome: a trial that cannot be made must not take its run with it."""
    try:
        with hands.open_trials(watch.say) as trials:
            if trials is None:
                return Outcome(Reason.ENGINE_LOST, "this worker makes no trials")
            watch.trials = trials
            return _tried(hands, trying, trials, watch)
    except NotReachable as error:
        return Outcome(Reason.ENGINE_LOST, f"{error.message.rstrip('.')}; {error.hint}")
    except NoRoom as error:
        return Outcome(Reason.DISK_FULL, f"{error.message.rstrip('.')}; {error.hint}")
    except UpflowError as error:
        return Outcome(Reason.NOT_TRIED, f"{error.message.rstrip('.')}; {error.hint}")
    except Exception:
        log.exception("trial %s of run %s failed", trying.trial.key, trying.run)
        return Outcome(Reason.NOT_TRIED, "this is a bug of upflow: the log of the worker has its traceback")


def _tried(hands: Hands, trying: Trying, trials: Trials, watch: Watch) -> Outcome:
    spec: Spec = plain_data.parse(Spec, trying.spec)
    files = hands.patiently(lambda: _files(hands.store.artifacts, trying.run, spec.overlay))
    if isinstance(trials, Limiting):
        trials.keep_within(checkout_of(hands.store.artifacts, trying.run).files, watch.say)
    wanted, limits = tuple(map(Requirement, spec.wanted)), tuple(map(Requirement, spec.limits))
    match trials.prepare(wanted, limits, spec.python, watch.say):
        case Outcome() as outcome:
            return outcome
        case Environment() as environment:
            number = spec.number + RETRIED * trying.trial.retries
            return trials.run(environment, files, spec.command, watch.say, number)


def _files(artifacts: Artifacts, run: str, overlay: str | None) -> Mapping[str, bytes]:
    files = checkout_of(artifacts, run).files
    if overlay is None:
        return files
    kept = artifacts.get(overlay)
    assert kept is not None, f"{overlay} is gone"
    return {**files, **unpack_files(kept)}


@functools.lru_cache(maxsize=2)
def checkout_of(artifacts: Artifacts, run: str) -> Checkout:
    """As it was checked out once; those of the last runs are kept at hand."""
    kept = artifacts.get(keys.checkout(run))
    assert kept is not None, f"the checkout of run {run} is gone"
    return unpack(kept)
