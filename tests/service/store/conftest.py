"""Every test of the store runs on SQLite, and with --database on PostgreSQL."""

import pytest

from service.store.database import Database
from service.store.dialects import dialect_of


@pytest.fixture
def open_at(tmp_path):
    """Opens a database; its connections are closed at the end."""
    opened = []

    def opener(address="", folder=tmp_path):
        opened.append(Database(dialect_of(address, folder)))
        return opened[-1]

    yield opener
    for database in opened:
        database.close()


@pytest.fixture
def open_database(open_at, address):
    """Opens the test's own database, again and again."""
    return lambda: open_at(address)


@pytest.fixture
def another(address, request, tmp_path):
    """The address and the folder of one more, empty, of the same kind."""
    return request.getfixturevalue("postgres").database() if address else "", tmp_path / "another"
