"""Opens watches, pipes, sockets and files until each is refused."""

import contextlib
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
MOST = 100_000
held = []


def watch():
    if libc.inotify_init() < 0:
        raise OSError(ctypes.get_errno(), "inotify_init")


for take in (watch, os.pipe, lambda: held.append(socket.socketpair()), lambda: os.open("/dev/null", os.O_RDONLY)):
    with contextlib.suppress(OSError):
        for _ in range(MOST):
            take()
