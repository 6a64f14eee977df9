"""Results come in order, whatever dies on the way."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from migrations import pool
from migrations.pool import Lost, mapped


def square(number: int) -> int:
    time.sleep(0.01 * (number % 3))
    return number * number


def dies(at: int, number: int) -> int:
    if number == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def leaves(number: int) -> int:
    if number == 1:
        os._exit(7)
    return number


def who(_room: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def overflows(number: int) -> int:
    if number == 2:
        ctypes.string_at(0)
    return number


def refuses(number: int) -> int:
    if number == 3:
        raise ValueError(f"room {number}")
    return number


def stays(ready: Path, number: int) -> int:
    if number:
        while not ready.exists():
            time.sleep(0.01)
        raise ValueError(f"room {number}")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.touch()
    signal.pause()
    return number


@pytest.fixture(params=["fork", "fresh"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "_can_fork", lambda: request.param == "fork")


ways = pytest.mark.usefixtures("_way")


@ways
def test_results_are_in_the_order_of_the_rooms():
    assert mapped(square, range(20), workers=3) == [number * number for number in range(20)]


@ways
def test_work_is_shared():
    pids = set(mapped(who, range(6), workers=2))
    assert len(pids) == 2
    assert os.getpid() not in pids


@ways
def test_a_worker_that_is_killed_costs_one_room():
    assert mapped(partial(dies, 4), range(10), workers=2) == [
        Lost("its worker was ended by SIGKILL") if number == 4 else number for number in range(10)
    ]


@ways
def test_a_worker_that_leaves_costs_one_room():
    assert mapped(leaves, range(4), workers=2) == [0, Lost("its worker ended with exit code 7"), 2, 3]


@ways
def test_a_crash_of_the_interpreter_costs_one_room():
    assert mapped(overflows, range(4), workers=2) == [0, 1, Lost("its worker was ended by SIGSEGV"), 3]


@ways
def test_what_a_room_raises_is_raised():
    with pytest.raises(ValueError, match="room 3"):
        mapped(refuses, range(10), workers=2)


@ways
def test_a_worker_that_does_not_want_to_end_is_ended(tmp_path: Path):
    with pytest.raises(ValueError, match="room 1"):
        mapped(partial(stays, tmp_path / "ready"), range(2), workers=2)


def test_every_room_may_be_lost():
    assert all(isinstance(each, Lost) for each in mapped(_always_dies, range(5), workers=2))


def _always_dies(_room: int) -> int:
    os._exit(1)


@pytest.mark.parametrize(("rooms", "workers"), [(1, 8), (3, 1), (0, 8)])
def test_a_small_project_starts_no_process(rooms: int, workers: int):
    assert set(mapped(who, range(rooms), workers=workers)) <= {os.getpid()}


def test_threads_around_are_no_harm():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert mapped(square, range(6), workers=2) == [number * number for number in range(6)]
    finally:
        stop.set()
        thread.join()


def test_a_worker_works_on_its_own_rooms_itself():
    assert mapped(_inner, range(2), workers=2) == [[0, 1, 4], [0, 1, 4]]


def _inner(_room: int) -> list[int | Lost]:
    return mapped(square, range(3), workers=2)


def test_workers_go_with_the_one_who_started_them(tmp_path: Path):
    """Killed without a word, it leaves nobody behind."""
    program, there = tmp_path / "program.py", tmp_path / "workers"
    there.mkdir()
    program.write_text(
        "import os, pathlib, time\n"
        "from migrations.pool import mapped\n"
        "def work(room):\n"
        f"    pathlib.Path({str(there)!r}, str(os.getpid())).touch()\n"
        "    time.sleep(0.5)\n"
        "if __name__ == '__main__':\n"
        "    mapped(work, range(200), workers=2)\n"
    )
    with subprocess.Popen([sys.executable, program]) as parent:
        until(lambda: len(list(there.iterdir())) == 2)
        parent.kill()
    until(lambda: not any(Path("/proc", worker.name).exists() for worker in there.iterdir()))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
