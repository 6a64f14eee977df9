"""Kills all that it can see, its parents first."""

import contextlib
import os
import signal
import time

for number in (signal.SIGKILL, signal.SIGTERM):
    for process in (1, os.getppid()):
        if process != os.getpid():
            with contextlib.suppress(OSError):
                os.kill(process, number)
time.sleep(600)
