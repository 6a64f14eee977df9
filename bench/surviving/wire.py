"""A wire to a server that can be held, so that nothing passes and nobody is told, and cut."""

import contextlib
import socket
import threading
from typing import Self

BLOCK = 1 << 16


class Wire:
    """Listens on a port of its own and passes everything on. Use as a context manager."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._passes, self._is_cut = threading.Event(), threading.Event()
        self._passes.set()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._listener.close()

    def hold(self) -> None:
        """From here on nothing passes, and no end hears of it."""
        self._passes.clear()

    def cut(self) -> None:
        """All connections are gone, and new ones are refused."""
        self._is_cut.set()
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._passes.set()

    def mend(self) -> None:
        self._is_cut.clear()
        self._passes.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                try:
                    if self._is_cut.is_set():
                        raise ConnectionError
                    theirs = socket.create_connection(self._target)
                except OSError:
                    ours.close()
                    continue
                with self._lock:
                    self._sockets |= {ours, theirs}
                for pair in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(BLOCK):
                self._passes.wait()
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._sockets.discard(source)
        source.close()
