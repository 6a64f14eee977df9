"""Who is killed: workers, each on a wire of its own, and the service that takes the runs."""

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import Self

import docker
import sqlalchemy

from bench.chaos_worker import main as work
from bench.chaos_worker import opened_worker
from bench.surviving.wire import Wire
from service import cli
from service.sandbox.container import OWNER
from service.settings import Settings

FROZEN_SECONDS = 3.0
POSTGRES = 5432


FORKS = multiprocessing.get_context("forkserver")
LOADED = ["__main__", "bench.chaos_worker", "dbos", "service.api", "service.durable.opening", "service.trials"]
"""Once, for all that are started: to load everything takes longer than what is to be killed in the middle."""


class Process:
    """One that is always there: killed, it is started again. Use as a context manager."""

    def __init__(self, does: Callable[..., object], *words: str, **variables: str) -> None:
        FORKS.set_forkserver_preload(LOADED)
        self._begins = (does, words, variables)
        self._later: list[tuple[float, Callable[[], None]]] = []

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def kill(self) -> None:
        """With no warning, and started again."""
        self._end()
        self._start()

    def freeze(self) -> None:
        """For longer than a worker may be silent."""
        self._signal(signal.SIGSTOP)
        self._later = [(time.monotonic() + FROZEN_SECONDS, self._thaw)]

    @property
    def is_hindered(self) -> bool:
        return bool(self._later)

    def look_after(self) -> None:
        """What is to be done by now; and as a supervisor does, it starts again what ended by itself."""
        while self._later and time.monotonic() > self._later[0][0]:
            self._later.pop(0)[1]()
        if not self._later and not self._process.is_alive():
            self.kill()

    def _start(self) -> None:
        self._process = FORKS.Process(target=_begin, args=self._begins)
        self._process.start()

    def _thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):  # it ended by itself: its database was gone as it started
            os.kill(self.pid, number)

    def _end(self) -> None:
        for _, step in self._later:
            step()
        self._later = []
        self._process.kill()
        self._process.join()


class Worker(Process):
    """On a wire of its own, if there is one."""

    def __init__(self, settings: Settings, words: tuple[str, ...], wire: Wire | None) -> None:
        database = settings.database if wire is None else _through(settings.database, wire.port)
        super().__init__(work, str(settings.data), database, *words)
        self.wire = wire

    def cut_off(self) -> None:
        """Frozen; then its network is gone; it comes back and has none; then it has one again."""
        assert self.wire is not None
        now = time.monotonic()
        self.wire.hold()
        self._signal(signal.SIGSTOP)
        steps = (self.wire.cut, self._thaw, self.wire.mend)
        self._later = [(now + FROZEN_SECONDS * (number + 1) / 2, step) for number, step in enumerate(steps)]


class Service(Process):
    """`upflow serve --no-worker`, which tells of runs that ended; with the `words` of a worker there is one in it."""

    def __init__(self, settings: Settings, words: tuple[str, ...] = ()) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        variables = {"DATA": str(settings.data), "DATABASE": settings.database, "HOOK_HOSTS": "127.0.0.1", "RATE": ""}
        super().__init__(
            _serve,
            str(port),
            str(settings.data),
            settings.database,
            *words,
            **{f"UPFLOW_{name}": value for name, value in variables.items()},
        )


def _begin(does: Callable[..., object], words: tuple[str, ...], variables: dict[str, str]) -> None:
    os.environ.update(variables)
    does(*words)


def _serve(port: str, data: str, database: str, *words: str) -> None:
    with contextlib.ExitStack() as stack:
        if words:
            stack.enter_context(opened_worker(data, database, *words)).start()
        cli.main(["serve", "--no-worker", "--port", port])


def wire_to(database: str) -> Wire:
    address = sqlalchemy.make_url(database)
    return Wire(address.host or "127.0.0.1", address.port or POSTGRES)


def kill_a_container(workers: Sequence[Process]) -> bool:
    """From outside, as an administrator or a lack of memory does; whether there was any of these workers."""
    pids = {str(worker.pid) for worker in workers}
    with contextlib.closing(docker.from_env()) as engine:
        for container in engine.containers.list(filters={"label": OWNER}, ignore_removed=True):
            if container.labels[OWNER].split(":")[1] in pids:
                with contextlib.suppress(docker.errors.APIError):  # it ended by itself
                    container.kill()
                    return True
    return False


def _through(database: str, port: int) -> str:
    address = sqlalchemy.make_url(database).set(host="127.0.0.1", port=port)
    return address.render_as_string(hide_password=False)
