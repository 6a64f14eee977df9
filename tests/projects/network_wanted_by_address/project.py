"""Knows an address, and needs no names: the engine's host, a neighbour, the cloud's own service."""

import socket

reached = []
for host in ("172.17.0.1", "127.0.0.1", "10.0.0.1", "169.254.169.254"):
    try:
        socket.create_connection((host, 80), 2).close()
        reached.append(host)
    except OSError as error:
        last = error
assert not reached, reached
raise last
