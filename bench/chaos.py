"""Kills at random moments, while runs go on: workers, the service, the database, containers, the network of a worker.

python bench/chaos.py                                      # 50 runs, 200 kills, SQLite, three workers
python bench/chaos.py --workers 0                          # the worker is in the service, as `upflow serve` has it
python bench/chaos.py --postgresql --workers 2             # on a PostgreSQL of its own, which is killed as well
python bench/chaos.py --postgresql --workers 2 --engine    # with containers, which are killed as well

Nothing is lost and nothing is done twice: no run, no trial that had ended, no message of an end.
"""

import argparse
import io
import random
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

import httpx

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:  # as a script
    sys.path.insert(0, str(ROOT))

from bench.surviving.cast import Process, Service, Worker, kill_a_container, wire_to  # noqa: E402 - found only now
from bench.surviving.told import Listener, Told, count, found  # noqa: E402 - as above
from service.durable.sending import open_store  # noqa: E402 - as above
from service.errors import StorageGone  # noqa: E402 - as above
from service.settings import Settings  # noqa: E402 - as above
from service.store.store import Store  # noqa: E402 - as above

FILES = {
    "focal.py": "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n",
    "requirements.txt": "tensorflow==2.15.1\n",
}
BEGUN = 4
"""Runs that are asked for before anything is killed."""

Result = TypeVar("Result")


class Wanted(NamedTuple):
    """How much, and how rough."""

    runs: int = 50
    kills: int = 200
    workers: int = 3
    seconds: float = 0.2
    silence: float = 1.5
    pause: float = 2.0
    patience: float = 1800.0
    engine: bool = False


class Chaos:
    """Everybody on the stage, and what may happen to them. Use as a context manager."""

    def __init__(self, settings: Settings, wanted: Wanted, restart: Callable[[], None] | None) -> None:
        self._wanted, self._restart = wanted, restart
        self._stack = ExitStack()
        words = (str(wanted.seconds), str(wanted.silence), "", "engine" if wanted.engine else "")
        self.listener = self._stack.enter_context(Listener())
        self.service = self._stack.enter_context(Service(settings, () if wanted.workers else words))
        self.workers: list[Worker] = []
        for _ in range(wanted.workers):
            wire = self._stack.enter_context(wire_to(settings.database)) if settings.database else None
            self.workers.append(self._stack.enter_context(Worker(settings, words, wire)))
        self.harms = Counter[str]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def harm(self) -> None:
        """One of all kinds that there are, most often a dead worker."""
        kinds = {"frozen": 2, "service": 3}
        kinds |= {"worker": 10} if self.workers else {}
        kinds |= {"cut off": 3} if any(worker.wire for worker in self.workers) else {}
        kinds |= {"database": 2} if self._restart else {}
        kinds |= {"container": 4} if self._wanted.engine else {}
        (kind,) = random.choices(list(kinds), list(kinds.values()))  # noqa: S311 - no secret
        worker = random.choice(self.working)  # noqa: S311 - as above
        if kind in {"frozen", "cut off"} and worker.is_hindered:
            kind = "worker" if self.workers else "service"
        match kind:
            case "worker":
                worker.kill()
            case "frozen":
                worker.freeze()
            case "cut off":
                assert isinstance(worker, Worker)
                worker.cut_off()
            case "service":
                self.service.kill()
            case "database" if self._restart:
                self._restart()
            case "container" if not kill_a_container(self.working):
                return  # there is none right now
        self.harms[kind] += 1

    @property
    def working(self) -> Sequence[Process]:
        """Where trials are made: in the service, where there is no other."""
        return self.workers or [self.service]

    def ask(self, number: int) -> str:
        """A run by HTTP, as often as it takes: by its key it is one."""
        return str(self._posted("runs", headers={"Idempotency-Key": f"chaos-{number}"}, **_request(number))["id"])

    def be_told(self) -> None:
        self._posted("webhooks", json={"url": self.listener.address})

    def look_after(self) -> None:
        for each in {self.service, *self.workers}:
            each.look_after()

    def _posted(self, what: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx has it
        while True:
            try:
                sent = httpx.post(f"{self.service.address}/api/v1/{what}", timeout=10, trust_env=False, **request)
                if sent.is_success:
                    return dict(sent.json())
                assert sent.status_code in {503, 507}, sent.text
            except httpx.HTTPError:
                pass
            self.look_after()
            time.sleep(0.2)


def chaos(settings: Settings, wanted: Wanted, restart: Callable[[], None] | None = None) -> Told:
    """Runs are asked for and something is killed, all the time; `restart` kills the database and starts it."""
    started = time.monotonic()
    with open_store(settings) as store, Chaos(settings, wanted, restart) as stage:
        stage.be_told()
        runs: list[str] = []
        while (left := _left(store, runs, stage)) or len(runs) < wanted.runs or stage.harms.total() < wanted.kills:
            if time.monotonic() - started > wanted.patience:
                break
            # Spread over all kills, so that none of them meets nobody.
            asked_by_now = BEGUN + wanted.runs * stage.harms.total() // wanted.kills
            is_time = len(runs) < asked_by_now and len(left) < 2 * BEGUN
            if len(runs) < wanted.runs and (is_time or not left):  # where all are over already, nobody would be killed
                runs.append(stage.ask(len(runs)))
            if stage.harms.total() < wanted.kills and (left or len(runs) == wanted.runs):
                time.sleep(random.uniform(0.1, 2 * wanted.pause))  # noqa: S311 - no secret
                stage.harm()
            stage.look_after()
            time.sleep(0.05)
        counted = _patiently(lambda: count(store, runs, stage.listener))
        harms = ", ".join(f"{times} {kind}" for kind, times in stage.harms.most_common())
        seconds = round(time.monotonic() - started, 1)
        return Told(len(runs), stage.harms.total(), seconds, harms, *counted)


def _left(store: Store, runs: list[str], stage: Chaos) -> list[str]:
    """Runs that are not over, or of whose end nobody was told."""
    return _patiently(
        lambda: [run for run in runs if not (found(store, run).state.is_over and stage.listener.told[run])]
    )


def _request(number: int) -> dict[str, object]:
    fields = {"to": "2.16", "project": f"project-{number % 5}"}
    return {"data": fields, "files": {"archive": ("project.tar.gz", packed())}}


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
    parser.add_argument("--workers", type=int, default=3, help="processes of their own; 0: one in the service")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--postgresql", action="store_true", help="one of its own, which is killed as well")
    parser.add_argument("--engine", action="store_true", help="trials are containers, which are killed as well")
    options = parser.parse_args()
    random.seed(options.seed)
    wanted = Wanted(
        options.runs,
        options.kills,
        options.workers,
        pause=options.pause,
        patience=900 + 3 * options.kills * options.pause,
        engine=options.engine,
    )
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="upflow-chaos-"))
        settings, restart = Settings(data=Path(folder)), None
        if options.postgresql:
            from tests.service.postgres import Cluster  # noqa: PLC0415 - SQLite needs none

            cluster = Cluster()
            stack.callback(cluster.remove)
            settings, restart = Settings(data=Path(folder), database=cluster.database()), cluster.restart
        told = chaos(settings, wanted, restart)
    print(told)
    return 0 if told.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
