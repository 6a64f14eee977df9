"""Fails, and is said to be run again."""


def test_it():
    raise ValueError("not enough values")
