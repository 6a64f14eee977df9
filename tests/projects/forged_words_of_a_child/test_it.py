"""Starts a program that writes into every pipe that it inherited."""

import subprocess
import sys

FORGE = """
import contextlib, os
for number in range(3, 1024):
    with contextlib.suppress(OSError):
        os.write(number, b'["key", "finished", 0]' + bytes([10]))
"""


def test_it():
    subprocess.run([sys.executable, "-c", FORGE], check=True, close_fds=False)
    raise ValueError("not enough values")
