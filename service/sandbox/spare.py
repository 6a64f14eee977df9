"""Ends what fills the disk: a package that is built, or unpacked, may write without end."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

LOOK_SECONDS = 0.5


@contextlib.contextmanager
def spared(folder: Path, least: int, end: Callable[[], None]) -> Iterator[threading.Event]:
    """While it is open, `end` is called once there are less than `least` bytes free; the event says that it was."""
    over, full = threading.Event(), threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            if shutil.disk_usage(folder).free < least:
                full.set()
                end()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield full
    finally:
        over.set()
        looking.join()
