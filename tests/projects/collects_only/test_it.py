"""Fails, if it ever ran: its settings only ask for names."""


def test_it():
    raise AssertionError
