"""Fails, and imports what lies where the command says."""

import one


def test_it():
    assert one.__file__.endswith("work/src/one/__init__.py")
    raise AssertionError
