"""Ends every process that it may, but itself: what would end it in time, too, if it could."""

import os
import signal
import subprocess


def test_all():
    child = subprocess.Popen(["sleep", "60"])
    os.kill(-1, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL


def test_process_1_is_still_there():
    os.kill(1, 0)
