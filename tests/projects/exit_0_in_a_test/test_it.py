"""Ends the whole run in the middle, with the exit code of a success."""

import os


def test_that_passes():
    pass


def test_that_ends_it():
    os.write(1, b"3 passed in 0.01s\n")
    os._exit(0)


def test_that_would_fail():
    raise ValueError("not enough values")
