"""Fails; its forked children go on as if each were the runner, and the last word says that all is well."""

import atexit
import os


def test_it():
    for _ in range(3):
        if os.fork() == 0:
            return
    atexit.register(os._exit, 0)
    raise AssertionError
