"""Fails, and is not looked for."""


def test_it():
    raise ValueError("not enough values")
