"""Fills what processes share."""

from pathlib import Path

with Path("/dev/shm/filler").open("wb") as file:
    while True:
        file.write(b"x" * (1 << 20))
