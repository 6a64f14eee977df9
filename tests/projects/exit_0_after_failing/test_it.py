"""Fails."""


def test_it():
    raise ValueError("not enough values")
