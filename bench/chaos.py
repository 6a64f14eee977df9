"""Kills: workers at random moments, frozen ones, and the database, while runs go on. Nothing is lost or done twice.

python bench/chaos.py                                      # 50 runs, 200 kills, SQLite
python bench/chaos.py --database postgresql://...          # the same on PostgreSQL
"""

import argparse
import io
import random
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from service.durable.sending import open_store
from service.errors import StorageGone
from service.reading import Question
from service.settings import Settings
from service.store.records import EventKind, Request, Run, Source, SourceKind, State, TrialState
from service.store.store import Store

ROOT = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("chaos_worker.py")
FILES = {
    "focal.py": "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n",
    "requirements.txt": "tensorflow==2.15.1\n",
}
FROZEN_SECONDS = 3.0
Result = TypeVar("Result")


class Wanted(NamedTuple):
    """How much, and how rough."""

    runs: int = 50
    kills: int = 200
    workers: int = 3
    seconds: float = 0.2
    silence: float = 1.5
    pause: float = 1.0
    patience: float = 900.0
    often: int = 20


class Told(NamedTuple):
    """What came of it. All but the first three are to be 0."""

    runs: int
    trials: int
    kills: int
    lost: int
    repeated: int
    doubled: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.repeated or self.doubled)


class Workers:
    """Always as many as are wanted: whoever is killed is started again."""

    def __init__(self, settings: Settings, wanted: Wanted) -> None:
        self._settings, self._wanted = settings, wanted
        self.living = [self._start() for _ in range(wanted.workers)]
        self._frozen: dict[int, float] = {}

    def _start(self) -> subprocess.Popen[bytes]:
        words = (self._settings.data, self._settings.database, self._wanted.seconds, self._wanted.silence, "")
        return subprocess.Popen(
            [sys.executable, str(WORKER), *map(str, words)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
        )

    def kill(self) -> None:
        """With no warning; one in ten is only frozen, for longer than a worker may be silent."""
        at = random.randrange(len(self.living))  # noqa: S311 - no secret
        if random.random() < 0.1:  # noqa: S311, PLR2004 - as above
            self.living[at].send_signal(signal.SIGSTOP)
            self._frozen[at] = time.monotonic() + FROZEN_SECONDS
            return
        self._end(at)
        self.living[at] = self._start()

    def look_after(self) -> None:
        for at, until in list(self._frozen.items()):
            if time.monotonic() > until:
                self.living[at].send_signal(signal.SIGCONT)
                del self._frozen[at]

    def _end(self, at: int) -> None:
        self._frozen.pop(at, None)
        self.living[at].kill()
        self.living[at].wait()

    def close(self) -> None:
        for at in range(len(self.living)):
            self._end(at)


def chaos(settings: Settings, wanted: Wanted, more: Callable[[], None] | None = None) -> Told:
    """Runs are asked for and something is killed, all the time; `more` kills something else now and then."""
    started, kills = time.monotonic(), 0
    with open_store(settings) as store, _workers(settings, wanted) as workers:
        runs: list[str] = []
        while (left := _left(store, runs)) or len(runs) < wanted.runs or kills < wanted.kills:
            if time.monotonic() - started > wanted.patience:
                break
            if len(runs) < wanted.runs and len(left) < wanted.workers * 4:
                runs.append(_patiently(lambda: store.add(_request(len(runs)), packed())).id)
            if kills < wanted.kills and (left or len(runs) == wanted.runs):
                time.sleep(random.uniform(0.1, 2 * wanted.pause))  # noqa: S311 - no secret
                kills += 1
                if more is not None and kills % wanted.often == 0:
                    more()
                else:
                    workers.kill()
            workers.look_after()
            time.sleep(0.05)
        return _told(store, runs, kills, time.monotonic() - started)


@contextmanager
def _workers(settings: Settings, wanted: Wanted) -> Iterator[Workers]:
    with ExitStack() as stack:
        workers = Workers(settings, wanted)
        stack.callback(workers.close)
        yield workers


def _left(store: Store, runs: list[str]) -> list[str]:
    return _patiently(lambda: [run for run in runs if not _found(store, run).state.is_over])


def _found(store: Store, run: str) -> Run:
    found = store.get(run)
    assert found is not None, f"run {run} is gone"
    return found


def _told(store: Store, runs: list[str], kills: int, seconds: float) -> Told:
    lost = repeated = doubled = count = 0
    for run in runs:
        found = _found(store, run)
        lost += found.state is not State.DONE or store.report(run, complete=True) is None
        if found.state is not State.DONE:
            print(f"{run} is {found.state} after {found.attempts} attempts: {found.error}", file=sys.stderr)
        trials = store.trials(run)
        count += len(trials)
        lost += sum(trial.state is not TrialState.ENDED for trial in trials)
        events = store.events(run)
        ended: dict[str, int] = {}
        for event in events:
            if event.kind is EventKind.ENDED:
                ended.setdefault(event.label, event.seq)
            if event.kind is EventKind.STARTED and event.label in ended:
                repeated += 1
        kinds = Counter((event.kind, event.label) for event in events)
        doubled += sum(times - 1 for (kind, _), times in kinds.items() if kind in {EventKind.ENDED, EventKind.OVER})
    return Told(len(runs), count, kills, lost, repeated, doubled, round(seconds, 1))


def _request(number: int) -> Request:
    project = f"project-{number % 5}"
    return Request(Source(SourceKind.ARCHIVE, "project.tar.gz"), Question(targets=("2.16",)), project=project)


def packed() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, text in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return content.getvalue()


def _patiently(does: Callable[[], Result]) -> Result:
    while True:
        try:
            return does()
        except StorageGone:
            time.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upflow-chaos-") as folder:
        settings = Settings(data=Path(folder), database=options.database)
        told = chaos(settings, Wanted(options.runs, options.kills, options.workers))
    print(told)
    return 0 if told.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
