"""Fails, and nobody tells."""


def test_it():
    raise ValueError("not enough values")
