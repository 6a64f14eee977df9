"""The engine's own words: in the form of all others, seldom, and not of what is no failure."""

import logging

import pytest

from service.durable.seldom import Seldom, listen_to


@pytest.fixture
def said(caplog):
    """What is heard of a logger of that name, at times that the test sets."""
    now = [0.0]
    logger = logging.getLogger("test.seldom")
    logger.addFilter(Seldom(KeyError, lambda: now[0]))
    yield logger, now, caplog
    logger.filters.clear()


def test_what_is_told_again_and_again_is_told_once_a_minute(said):
    logger, now, heard = said
    for now[0] in range(0, 125, 5):
        logger.warning("gone: %s", now[0])
    assert [record.args for record in heard.records] == [(0,), (60,), (120,)]
    logger.warning("something else")
    assert len(heard.records) == 4


def test_a_failure_is_always_told_and_what_was_cancelled_never(said):
    logger, _, heard = said
    for error in (KeyError("cancelled"), ValueError("one"), KeyError("handed over"), ValueError("two")):
        logger.error("failed", exc_info=error)
    assert [str(record.exc_info[1]) for record in heard.records] == ["one", "two"]


def test_the_engine_speaks_through_the_log_of_the_service(client, checked):
    checked(client)  # by a worker, with all of the engine
    logger = logging.getLogger("dbos")
    assert logger.propagate
    assert [type(each) for each in logger.handlers] == [logging.NullHandler]
    listen_to("dbos", KeyError)
    assert sum(isinstance(each, Seldom) for each in logger.filters) == 1
