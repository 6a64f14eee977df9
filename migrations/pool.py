"""Rooms of a big project, worked on by all cores: a worker that dies costs its room, never the run."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

R = TypeVar("R")
T = TypeVar("T")


class Lost(NamedTuple):
    """In the place of a room's result: the worker that had the room died, and how."""

    why: str


def mapped(function: Callable[[R], T], rooms: Sequence[R], workers: int | None = None) -> list[T | Lost]:
    """`function` of each room, in their order. What one room raises is raised here, as without workers.

    One room, or one core, is worked on right here: no process is started for it. Otherwise function and results have
    to be picklable, and the function must be one of a module, or a `partial` of one.
    """
    count = min(len(rooms), workers or cores())
    if count <= 1 or _may_not_start_any():
        return [function(room) for room in rooms]
    return _Crew(function, rooms).run(count)


def cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _may_not_start_any() -> bool:
    from multiprocessing import current_process  # noqa: PLC0415 - a small project never pays for it

    return current_process().daemon


class _Raised(NamedTuple):
    """What a room raised, on its way back."""

    error: BaseException


class _Crew(Generic[R, T]):
    """The workers, what each has in hand, and what is done."""

    def __init__(self, function: Callable[[R], T], rooms: Sequence[R]) -> None:
        self.function, self.rooms = function, rooms
        self.done: dict[int, T | Lost] = {}
        self.waiting = list(range(len(rooms)))[::-1]
        self.hands: dict[Connection, tuple[BaseProcess, int]] = {}
        self.forks = _can_fork()
        self.context = self._context()

    def run(self, count: int) -> list[T | Lost]:
        from multiprocessing.connection import wait  # noqa: PLC0415 - as above

        try:
            while self.waiting or self.hands:
                while self.waiting and len(self.hands) < count:
                    self._hire()
                for line in wait(list(self.hands)):
                    self._hear(cast("Connection", line))
        finally:
            for line, (process, _) in self.hands.items():
                # Nothing weaker: one that only begins may still have our own answer to a signal, and go on.
                process.kill()
                process.join()
                line.close()
        return [self.done[number] for number in range(len(self.rooms))]

    def _context(self) -> "BaseContext":
        """Forked workers have everything at once; with threads around only a fresh process can be forked from."""
        from multiprocessing import get_context  # noqa: PLC0415 - as above

        if self.forks:
            return get_context("fork")
        if sys.platform != "linux":
            return get_context("spawn")
        server = get_context("forkserver")
        plain = self.function.func if isinstance(self.function, partial) else self.function
        server.set_forkserver_preload([plain.__module__])
        return server

    def _hire(self) -> None:
        ours, theirs = self.context.Pipe()
        rooms: Sequence[R] = self.rooms if self.forks else ()
        inherited = [*self.hands, ours] if self.forks else []
        process: BaseProcess = self.context.Process(  # type: ignore[attr-defined] # every context has its own
            target=_work, args=(self.function, rooms, theirs, inherited), daemon=True
        )
        process.start()
        theirs.close()
        self._hand(process, ours)

    def _hand(self, process: "BaseProcess", line: "Connection") -> None:
        """The next room for a worker, or its end."""
        if not self.waiting:
            line.close()
            process.join()
            return
        number = self.waiting.pop()
        self.hands[line] = process, number
        with suppress(BrokenPipeError, ConnectionResetError):  # dead before it heard of the room; `_hear` sees that
            line.send(number if self.forks else self.rooms[number])

    def _hear(self, line: "Connection") -> None:
        process, number = self.hands.pop(line)
        try:
            answer = line.recv()
        except (EOFError, ConnectionResetError):
            process.join()
            line.close()
            self.done[number] = Lost(_ending(process.exitcode))
            return
        if isinstance(answer, _Raised):
            self.hands[line] = process, number  # to be ended with the others
            raise answer.error
        self.done[number] = answer
        self._hand(process, line)


def _can_fork() -> bool:
    import threading  # noqa: PLC0415 - as for processes

    return sys.platform == "linux" and threading.active_count() == 1


def _work(
    function: Callable[[R], T], rooms: Sequence[R], line: "Connection", inherited: "Sequence[Connection]"
) -> None:
    """A worker's life: rooms in, results out, until nobody is at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    while True:
        try:
            asked = line.recv()
        except (EOFError, OSError):
            return
        room = rooms[asked] if rooms else asked
        try:
            answer: T | _Raised = function(room)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
            answer = _Raised(error)
        line.send(answer)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"its worker was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"its worker was ended by signal {-code}"
    return f"its worker ended with exit code {code}"
