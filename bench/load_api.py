"""How the API bears many at once, beside a route that does nothing: reads, watchers, queued runs, memory, start."""

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/api/v1/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""
SERVE = "from service.cli import main; raise SystemExit(main())"
ASKED = {"requirements": "tensorflow==2.10.0\n", "to": ["2.16"], "run": False}
READ_P99, START, IDLE, ACCEPT = 0.050, 2.0, 200, 60.0
LONGEST = 300


@contextmanager
def started(command: list[str], port: int, **environment: str) -> Iterator[tuple[httpx.Client, float, int]]:
    """A server in a process of its own: a client of it, how long its first answer took, and its process."""
    begun = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", *command], env={**os.environ, **environment}) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
                while True:
                    try:
                        client.get("/api/v1/health").raise_for_status()
                        break
                    except httpx.HTTPError:
                        assert time.monotonic() - begun < LONGEST
                        time.sleep(0.02)
                yield client, time.monotonic() - begun, server.pid
        finally:
            server.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


async def at_once(clients: int, each: int, ask: Callable[[], Awaitable[object]]) -> list[float]:
    """Seconds of every request: so many clients, each sending one request after the other."""
    times: list[float] = []

    async def one() -> None:
        for _ in range(each):
            begun = time.monotonic()
            await ask()
            times.append(time.monotonic() - begun)

    await asyncio.gather(*(one() for _ in range(clients)))
    return sorted(times)


async def connections(port: int, clients: int, each: int, path: str) -> list[float]:
    """One connection a client, one request a second on each, no library between: what is measured is the server."""
    times: list[float] = []
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(number / clients)
        for _ in range(each):
            begun = time.monotonic()
            writer.write(question)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
            await reader.readexactly(int(length))
            times.append(time.monotonic() - begun)
            await asyncio.sleep(max(0.0, 1 - times[-1]))
        writer.close()

    await asyncio.gather(*(one(number) for number in range(clients)))
    return sorted(times)


class Read(NamedTuple):
    """Requests a second; seconds of the median and of the 99th percentile; seconds of processor for each request."""

    rate: float
    median: float
    p99: float
    processor: float

    def __str__(self) -> str:
        times = f"median {self.median * 1000:.0f} ms, 99 % {self.p99 * 1000:.0f} ms"
        return f"{self.rate:.0f}/s, {times}, {self.processor * 1000:.2f} ms of processor"


def reads(server: int, port: int, path: str, clients: int, each: int) -> Read:
    begun, used = time.monotonic(), processor(server)
    times = asyncio.run(connections(port, clients, each, path))
    took, count = time.monotonic() - begun, len(times)
    return Read(count / took, times[count // 2], times[int(count * 0.99)], (processor(server) - used) / count)


def processor(pid: int) -> float:
    """Seconds that a process has used; unlike times on a clock, hardly longer on a machine that is busy."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def queued(base: str, count: int) -> float:
    """Seconds until so many runs are accepted; none of them is lost."""
    ids: set[str] = set()

    async def all_of_them() -> None:
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60) as client:

            async def ask() -> None:
                answer = await client.post("/api/v1/runs", json=ASKED)
                answer.raise_for_status()
                ids.add(answer.json()["id"])

            await at_once(10, count // 10, ask)

    begun = time.monotonic()
    asyncio.run(all_of_them())
    took = time.monotonic() - begun
    assert len(ids) == count // 10 * 10
    return took


def watched(client: httpx.Client, port: int, watchers: int) -> tuple[int, float]:
    """How many of them hear that a run was cancelled, and how long the last one waited for it."""
    run = client.post("/api/v1/runs", json=ASKED).json()
    question = f"GET {run['url']}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    heard: list[float] = []
    ready = threading.Semaphore(0)

    async def listen() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(question)
        await reader.readuntil(b"\r\n\r\n")
        ready.release()
        await reader.readuntil(b"event: over")
        heard.append(time.monotonic())
        writer.close()

    thread = threading.Thread(target=lambda: asyncio.run(at_once(watchers, 1, listen)))
    thread.start()
    for _ in range(watchers):
        assert ready.acquire(timeout=60)
    begun = time.monotonic()
    client.post(f"{run['url']}/cancel").raise_for_status()
    thread.join(60)
    return len(heard), max(heard) - begun


def memory(pid: int) -> float:
    """MiB that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--each", type=int, default=5, help="requests of each client, one a second")
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--runs", type=int, default=1000)
    options = parser.parse_args()
    port = free_port()
    with started([BARE, str(port)], port) as (_, _, pid):
        bare = reads(pid, port, "/api/v1/health", options.clients, options.each)
    print(f"bare route: {bare}")
    port, kept = free_port(), True
    with tempfile.TemporaryDirectory(prefix="upflow-load-") as data:
        words = [SERVE, "serve", "--port", str(port), "--data", data]
        with started([*words, "--no-worker"], port) as (client, took, pid):
            base = str(client.base_url)
            time.sleep(3)
            idle = memory(pid)
            print(f"start to first answer {took:.2f} s, idle {idle:.0f} MiB without a worker")
            kept &= took < START and idle < IDLE
            seconds = queued(base, options.runs)
            print(f"{options.runs} runs accepted in {seconds:.1f} s")
            kept &= seconds < ACCEPT
            run = client.get("/api/v1/runs?limit=1").json()["runs"][0]["url"]
            for path in (run, "/api/v1/runs?limit=20", "/api/v1/symbols/tf.nn.dropout", "/api/v1/health"):
                found = reads(pid, port, path, options.clients, options.each)
                shown = path.replace(run, "/api/v1/runs/ID")
                times = found.processor / bare.processor
                print(f"{shown}: {found}, {times:.1f} times the bare route")
                kept &= found.p99 < READ_P99
            hearing, last = watched(client, port, options.watchers)
            print(f"{hearing} of {options.watchers} watchers heard the end, the last after {last:.2f} s")
            kept &= hearing == options.watchers
        with started(words, port) as (client, took, pid):
            time.sleep(5)
            print(f"with a worker: first answer after {took:.2f} s, {memory(pid):.0f} MiB")
            kept &= memory(pid) < IDLE
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
