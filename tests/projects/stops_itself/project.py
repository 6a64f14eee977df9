"""Stops for ever, and whoever started it."""

import os
import signal

for pid in (1, os.getppid(), os.getpid()):
    os.kill(pid, signal.SIGSTOP)
