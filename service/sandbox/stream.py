"""The two-way stream of an attached container: its input fed from a thread, its output read until a deadline."""

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from typing import Any

HEADER = 8
CHUNK = 1 << 16
ERRORS = 2
"""The kind of a frame that was written to the standard error; what was printed has another."""


class Heard(Enum):
    """Why nothing more is read."""

    END = auto()
    DEADLINE = auto()
    SILENCE = auto()


class Stream:
    """Feeding and reading go on at the same time, so that neither side can wait for the other for ever."""

    def __init__(self, attached: Any) -> None:  # noqa: ANN401 - docker-py's answer has no type
        self._attached = attached
        self._socket: socket.socket = getattr(attached, "_sock", attached)
        self._buffer = bytearray()
        self._feeder: threading.Thread | None = None

    def feed(self, data: Iterable[bytes]) -> None:
        self._feeder = threading.Thread(target=self._feed, args=(data,), daemon=True)
        self._feeder.start()

    def _feed(self, data: Iterable[bytes]) -> None:
        # A program may end before it has read everything: that shows in how it ended, not here.
        with contextlib.suppress(OSError):
            for piece in data:
                self._socket.sendall(piece)
            self._socket.shutdown(socket.SHUT_WR)

    def follow(self, see: Callable[[int, bytes], None], deadline: float, silence: float = math.inf) -> Heard:
        """Passes all output on, each with its kind, until its end, the deadline (of time.monotonic) or a long silence.

        `silence` is in seconds.
        """
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(min(left, silence))
            try:
                data = self._socket.recv(CHUNK)
            except TimeoutError:
                return Heard.SILENCE if silence < left else Heard.DEADLINE
            except OSError:
                return Heard.END
            if not data:
                return Heard.END
            self._buffer += data
            for kind, payload in payloads(self._buffer):
                see(kind, payload)
        return Heard.DEADLINE

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._feeder:
            self._feeder.join(timeout=5)
        if (response := getattr(self._attached, "_response", None)) is not None:
            response.close()
        self._attached.close()
        self._socket.close()


def payloads(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Takes every whole frame off the buffer: one byte of kind, three of nothing, four of size, and the payload."""
    while len(buffer) >= HEADER:
        end = HEADER + int.from_bytes(buffer[4:HEADER], "big")
        if len(buffer) < end:
            return
        kind, payload = buffer[0], bytes(buffer[HEADER:end])
        del buffer[:end]
        yield kind, payload
