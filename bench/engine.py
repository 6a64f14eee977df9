"""What durable runs cost: a step, an idle service, its start, and a thousand runs that are asked for at once.

python bench/engine.py                                     # on SQLite
python bench/engine.py --database postgresql://...
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import httpx
from chaos import packed

from service.durable.sending import open_store
from service.settings import Settings
from service.store.records import State

STEPS, RUNS, SENDERS = 500, 1000, 8
BARS = {"step": 20.0, "memory": 200.0, "start": 2.0, "accepted": 60.0}


class Measured(NamedTuple):
    """`step` and `processor` of it in ms, `memory` in MB, `start` and `accepted` in seconds, `idle` in % of one."""

    step: float
    processor: float
    memory: float
    idle: float
    start: float
    accepted: float
    lost: int

    @property
    def is_good(self) -> bool:
        return not self.lost and all(getattr(self, name) < bar for name, bar in BARS.items())


def overhead(settings: Settings) -> tuple[float, float]:
    """Milliseconds of a step that does nothing, in a run that is carried by a worker: on a clock, and of processor."""
    from service.durable.engine import Bodies, Limits, Listener, Work, step  # noqa: PLC0415 - it takes long to load
    from service.durable.sending import Sending  # noqa: PLC0415 - as above

    done, seconds, used = threading.Event(), 0.0, 0.0

    def run(_run: str, _number: int) -> None:
        nonlocal seconds, used
        started, used_before = time.perf_counter(), time.thread_time()
        for _ in range(STEPS):
            step("nothing", int)
        seconds, used = time.perf_counter() - started, time.thread_time() - used_before
        done.set()

    with open_store(settings) as store:
        assert isinstance(store.sender, Sending)
        dispatch = store.sender.open()
        bodies = Bodies(run, lambda _run, _key: None)
        listener = Listener(store.database, "bench", bodies, (), Limits(look=0.05))
        listener.start()
        dispatch.send(Work("overhead", 1, 1))
        done.wait(300)
        time.sleep(0.5)
        listener.stop()
    return seconds / STEPS * 1000, used / STEPS * 1000


@contextlib.contextmanager
def service(settings: Settings, *options: str) -> Iterator[tuple[int, str, float]]:
    """A service of its own: its process, its address, and how long it took to answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "UPFLOW_DATA": str(settings.data),
        "UPFLOW_DATABASE": settings.database,
        "UPFLOW_RATE": "",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())", "serve"]
    started = time.perf_counter()
    with subprocess.Popen([*command, "--port", str(port), *options], env=environment) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            while not _answers(address):
                time.sleep(0.01)
            yield process.pid, address, time.perf_counter() - started
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def idle(process: int, seconds: float = 10.0) -> tuple[float, float]:
    """Megabytes, and percent of one processor."""
    time.sleep(5)
    before = _processor(process)
    time.sleep(seconds)
    used = _processor(process) - before
    status = Path(f"/proc/{process}/status").read_text()
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return memory / 1000, used / seconds * 100


def _processor(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def accepted(settings: Settings) -> tuple[float, int]:
    """Seconds for a thousand uploads to be answered, and how many of them are not there afterwards."""
    content = packed()
    with service(settings, "--no-worker") as (_, address, _start):

        def ask(_number: int) -> str:
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                answer = client.post("/api/v1/runs", files={"archive": ("a.tar.gz", content)})
                answer.raise_for_status()
                return str(answer.json()["id"])

        started = time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as senders:
            asked = set(senders.map(ask, range(RUNS)))
        seconds = time.perf_counter() - started
    with open_store(settings) as store:
        kept = {run for run in asked if (found := store.get(run)) and found.state is State.QUEUED}
    return seconds, RUNS - len(kept)


def measure(settings: Settings) -> Measured:
    step, of_processor = overhead(replace(settings, data=settings.data / "overhead"))
    with service(settings):
        pass  # the first start compiles, and makes the tables
    with service(settings) as (process, _, start):
        memory, used = idle(process)
    seconds, lost = accepted(settings)
    return Measured(
        round(step, 1), round(of_processor, 1), round(memory), round(used, 1), round(start, 2), round(seconds, 1), lost
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upflow-bench-") as folder:
        measured = measure(Settings(data=Path(folder), database=options.database))
    print(measured)
    return 0 if measured.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
