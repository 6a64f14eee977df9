"""Fails, if it ever ran."""


def test_it():
    raise AssertionError
