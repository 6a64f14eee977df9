"""Fails."""


def test_it():
    raise AssertionError
