"""Who is killed: workers, each on a wire of its own, and the service that takes the runs."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import docker
import sqlalchemy

from bench.surviving.wire import Wire
from service.sandbox.container import OWNER
from service.settings import Settings

ROOT = Path(__file__).parents[2]
WORKER = ROOT / "bench" / "chaos_worker.py"
FROZEN_SECONDS = 3.0
POSTGRES = 5432


class Worker:
    """One that is always there: killed, it is started again."""

    def __init__(self, settings: Settings, words: tuple[str, ...], wire: Wire | None) -> None:
        database = settings.database if wire is None else _through(settings.database, wire.port)
        self._command = [sys.executable, str(WORKER), str(settings.data), database, *words]
        self.wire = wire
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """With no warning."""
        self._end()
        self._start()

    def freeze(self) -> None:
        """For longer than a worker may be silent."""
        self._process.send_signal(signal.SIGSTOP)
        self._later = [(time.monotonic() + FROZEN_SECONDS, self._thaw)]

    def cut_off(self) -> None:
        """Frozen; then its network is gone; it comes back and has none; then it has one again."""
        assert self.wire is not None
        now = time.monotonic()
        self.wire.hold()
        self._process.send_signal(signal.SIGSTOP)
        steps = (self.wire.cut, self._thaw, self.wire.mend)
        self._later = [(now + FROZEN_SECONDS * (number + 1) / 2, step) for number, step in enumerate(steps)]

    @property
    def is_hindered(self) -> bool:
        return bool(self._later)

    def look_after(self) -> None:
        while self._later and time.monotonic() > self._later[0][0]:
            self._later.pop(0)[1]()

    def close(self) -> None:
        self._end()

    def _start(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})

    def _thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _end(self) -> None:
        for _, step in self._later:
            step()
        self._later = []
        self._process.kill()
        self._process.wait()


class Service:
    """`upflow serve --no-worker`: what answers, and tells of runs that ended."""

    def __init__(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._command = [str(Path(sys.executable).with_name("upflow")), "serve", "--no-worker", "--port", str(port)]
        set_by = {"DATA": str(settings.data), "DATABASE": settings.database, "HOOK_HOSTS": "127.0.0.1", "RATE": ""}
        self._variables = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._variables |= {f"UPFLOW_{name}": value for name, value in set_by.items()}

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def kill(self) -> None:
        """With no warning, and started again."""
        self._end()
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()


def wire_to(database: str) -> Wire:
    address = sqlalchemy.make_url(database)
    return Wire(address.host or "127.0.0.1", address.port or POSTGRES)


def kill_a_container(workers: list[Worker]) -> bool:
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
