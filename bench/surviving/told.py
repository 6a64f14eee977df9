"""What came of it: counted in the store, and by somebody who is told of the end of each run."""

import json
import sys
import threading
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self

from service.store.records import EventKind, Run, State, TrialState
from service.store.store import Store


class Told(NamedTuple):
    """`lost`, `repeated` and `doubled` are to be 0."""

    runs: int
    kills: int
    seconds: float
    harms: str
    trials: int
    lost: int
    repeated: int
    doubled: int

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.repeated or self.doubled)


class Listener:
    """Takes what the service tells by its webhook, and remembers how often."""

    def __init__(self) -> None:
        self.told: dict[str, list[str]] = defaultdict(list)
        told = self.told

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                told[body["run"]].append(body["delivery"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def found(store: Store, run: str) -> Run:
    there = store.get(run)
    assert there is not None, f"run {run} is gone"
    return there


def count(store: Store, runs: list[str], listener: Listener) -> tuple[int, int, int, int]:
    """Trials; then runs, trials and callbacks that are lost; trials that were repeated; ends that were told twice."""
    lost = repeated = doubled = trials = 0
    for run in runs:
        of_run = store.trials(run)
        trials += len(of_run)
        lost += _is_lost(store, run) + sum(trial.state is not TrialState.ENDED for trial in of_run)
        again, twice = _events(store, run)
        repeated += again
        doubled += twice + max(0, len(listener.told[run]) - 1)
        if twice or len(listener.told[run]) > 1:
            print(f"{run} has {twice} ends too many, and was told as {listener.told[run]}", file=sys.stderr)
        lost += not listener.told[run]
    there = {listed.run.id for listed in store.newest(10 * len(runs) + 1)}
    return trials, lost + len(set(runs) - there), repeated, doubled + len(there - set(runs))


def _is_lost(store: Store, run: str) -> bool:
    of_store = found(store, run)
    if of_store.state is not State.DONE:
        print(f"{run} is {of_store.state} after {of_store.attempts} attempts: {of_store.error}", file=sys.stderr)
    return of_store.state is not State.DONE or store.report(run, complete=True) is None


def _events(store: Store, run: str) -> tuple[int, int]:
    """How many trials began again after their end, and how many ends there are too many."""
    ended: set[str] = set()
    repeated = 0
    events = store.events(run)
    for event in events:
        if event.kind is EventKind.ENDED:
            ended.add(event.label)
        repeated += event.kind is EventKind.STARTED and event.label in ended
    kinds = Counter((event.kind, event.label) for event in events)
    ends = {EventKind.ENDED, EventKind.OVER}
    return repeated, sum(times - 1 for (kind, _), times in kinds.items() if kind in ends)
