"""Fails, and its folder has files that every interpreter would like."""


def test_it():
    raise AssertionError
