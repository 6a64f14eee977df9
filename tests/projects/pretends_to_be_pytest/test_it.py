"""Fails, beside modules that would rather not."""


def test_it():
    raise ValueError("not enough values")
