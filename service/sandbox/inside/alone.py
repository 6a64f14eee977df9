"""Does each thing of a list in a process of its own and tells upflow what became of it: the first part of a program.

Three kinds of processes. The first tells: it alone has the key, which left the container before any other began, and
no other can look into it. The worker imports TensorFlow once, and has no key. Each thing is then done in a fork of the
worker, which has nothing but a pipe to it: what such a process says is of its own thing, it cannot forge or change what
is said of others, and its crash is its own.

All parts are given to the interpreter as one text, as tell.py is, and run on Python 3.6.
"""

import sys

HERE = sys.path.pop(0)

import contextlib  # noqa: E402 - not from the project's folder
import ctypes  # noqa: E402 - as above
import fcntl  # noqa: E402 - as above
import hmac  # noqa: E402 - as above
import json  # noqa: E402 - as above
import os  # noqa: E402 - as above
import random  # noqa: E402 - as above
import select  # noqa: E402 - as above
import signal  # noqa: E402 - as above
import struct  # noqa: E402 - as above
import termios  # noqa: E402 - as above
import time  # noqa: E402 - as above
import traceback  # noqa: E402 - as above
from collections.abc import Callable, Iterator  # noqa: E402 - as above
from typing import Any  # noqa: E402 - as above

CHANNEL = 3
OUT_OF_THE_WAY = 200
DUMPABLE = 4
MESSAGE = 1000
LONGEST = 1 << 18
MOST = 1 << 20
GLANCE, PATIENCE = 0.2, 10.0


def in_one_line(text: str) -> str:
    """What was raised is often said in several lines, and its cause at the end: too much is cut in the middle."""
    line = " ".join(text.split())
    return line if len(line) <= MESSAGE else f"{line[: MESSAGE // 3]} ... {line[-2 * MESSAGE // 3 :]}"


def hide(*, hidden: bool = True) -> None:
    """Whether other processes of the same user can look into this one, at its memory or its open files."""
    ctypes.CDLL(None).prctl(DUMPABLE, 0 if hidden else 1, 0, 0, 0)


def lines_of(pipe: int, deadline: float, ended: "Callable[[], bool]") -> "Iterator[str]":
    """Whole lines, as far as they fit; until its end, the deadline, or `ended`, as others may hold it open."""
    begun, taken, over = b"", 0, False
    while not over:
        over = ended()  # asked first: what was said before it ended is then read below
        while select.select([pipe], [], [], 0 if over else GLANCE)[0] and time.monotonic() < deadline:
            data = os.read(pipe, 1 << 16)
            if not data:
                return
            taken += len(data)
            *whole, begun = (begun + data).split(b"\n")
            begun = begun[:LONGEST]
            for line in whole:
                if taken <= MOST and len(line) <= LONGEST:
                    yield line.decode("utf-8", "replace")
        over = over or time.monotonic() >= deadline


def in_a_fork(do: "Callable[[Callable[..., None]], None]", write: int) -> None:
    """Never returns. `do` gets a way to say something; what it raises is said as well."""
    os.setsid()
    hide(hidden=False)

    def say(*words: object) -> None:
        line = (json.dumps(words) + "\n").encode()
        while line:
            line = line[os.write(write, line) :]

    try:
        do(say)
        say("done")
    except SystemExit as ended:
        say("raised", f"it ends the program with {ended.code!r}")
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        traceback.print_exc()
        say("raised", in_one_line("".join(traceback.format_exception_only(type(error), error))))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def alone(
    do: "Callable[[Callable[..., None]], None]", seconds: float, hear: "Callable[[str], None]"
) -> "tuple[int, bool]":
    """Does it in a fork; its wait status, and whether it took too long."""
    read, write = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(read)
        in_a_fork(do, write)
    os.close(write)
    status = []  # type: list[int]

    def ended() -> bool:
        found, how = (0, 0) if status else os.waitpid(child, os.WNOHANG)
        if found:
            status.append(how)
        return bool(status)

    deadline = time.monotonic() + seconds
    for line in lines_of(read, deadline, ended):
        hear(line)
    os.close(read)
    late = not ended() and time.monotonic() >= deadline
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)  # what it left behind, too
    if not status:
        status.append(os.waitpid(child, 0)[1])
    return status[0], late


def worker(asked: "dict[str, Any]", do: "Callable[..., None]", pipe: int, wait: int) -> None:
    """Never returns: every thing, as often as there are seeds; each word with the thing and the run that it is of.

    It may begin when there is something to read from `wait`. What took too long is not tried again.
    """
    hide()

    def pass_on(*words: object) -> None:
        line = (json.dumps(words) + "\n").encode()
        while line:
            line = line[os.write(pipe, line) :]

    before = in_one_line(asked["before"]())
    os.read(wait, 1)
    for number, thing in enumerate(asked["things"]):
        for run, seed in enumerate(asked["seeds"]):

            def this(say: "Callable[..., None]", thing: "list[str]" = thing, seed: int = seed) -> None:
                os.close(pipe)
                if before:
                    raise ImportError(before)
                sow(seed)
                do(thing, seed, say)

            def hear(line: str, number: int = number, run: int = run) -> None:
                pass_on("said", number, run, line)

            pass_on("started", number, run)
            started = time.monotonic()
            status, late = alone(this, asked["seconds"], hear)
            pass_on("ended", number, run, status, late, round(time.monotonic() - started, 3))
            if late:
                break
    os._exit(0)


def sow(seed: int) -> None:
    """One seed for all that draws numbers and is there already."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        sets = getattr(getattr(tensorflow, "random", None), "set_seed", None)
        (sets or tensorflow.compat.v1.set_random_seed)(seed)


def open_channel() -> "Callable[..., None]":
    """A way to say one line, numbered, and signed with a key that is said before anybody could listen."""
    channel = fcntl.fcntl(CHANNEL, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY)
    os.close(CHANNEL)
    key, said = os.urandom(32), []  # type: bytes, list[int]

    def write(line: bytes) -> None:
        while line:
            line = line[os.write(channel, line) :]

    def tell(*words: object) -> None:
        text = json.dumps([len(said), *words]).encode()
        said.append(1)
        write(json.dumps([hmac.new(key, text, "sha256").hexdigest(), text.decode()]).encode() + b"\n")

    write((json.dumps([key.hex(), "begun", "alone"]) + "\n").encode())
    deadline = time.monotonic() + PATIENCE
    while struct.unpack("i", fcntl.ioctl(channel, termios.FIONREAD, bytes(4)))[0] and time.monotonic() < deadline:
        time.sleep(GLANCE / 20)
    return tell


def run_alone(asked: "dict[str, Any]", do: "Callable[..., None]") -> int:
    """Forks the worker, and tells what comes from it."""
    read, write = os.pipe()
    wait, go = os.pipe()
    child = os.fork()
    if child == 0:
        for each in (read, go, CHANNEL):
            os.close(each)
        worker(asked, do, write, wait)
    os.close(write)
    hide()
    tell = open_channel()
    os.write(go, b"!")
    with os.fdopen(read, encoding="utf-8") as said:
        for line in said:
            tell(*json.loads(line))
    code = 0 if os.waitpid(child, 0)[1] == 0 else 1
    tell("finished", code)
    return code
