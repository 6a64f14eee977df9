"""Fails, and is not asked."""


def test_it():
    raise ValueError("not enough values")
