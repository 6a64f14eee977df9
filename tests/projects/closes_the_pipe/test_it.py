"""Closes everything through which it could be told of, and fails without a word."""

import os

os.closerange(3, 4096)


def test_it():
    raise AssertionError
