"""Tokens are known by their hash alone, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from service.store import tokens
from service.store.store import Store
from service.store.tokens import Scope


@pytest.fixture
def database(tmp_path, address):
    with Store(tmp_path, address) as store:
        yield store.database


def test_a_token_is_found_by_its_text_and_kept_without_it(database):
    token, text = tokens.add(database, "ci", Scope.WRITE)
    found = tokens.find(database, text)
    assert found is not None
    assert (found.id, found.name, found.scope, found.expires) == (token.id, "ci", Scope.WRITE, None)
    kept = str([dict(row) for row in database.read("list_tokens")])
    assert text not in kept
    assert text.removeprefix(tokens.PREFIX) not in kept


def test_the_last_use_is_known(database):
    _, text = tokens.add(database, "ci", Scope.READ)
    tokens.find(database, text)
    (token,) = tokens.every(database)
    assert token.used is not None
    assert datetime.now(UTC) - token.used < timedelta(minutes=1)


@pytest.mark.parametrize("text", ["", "upflow_", "upflow_none", "é", "\0"])
def test_what_is_no_token_is_not_found(database, text):
    assert tokens.find(database, text) is None


def test_a_session_goes_with_its_parent(database):
    token, _ = tokens.add(database, "ci", Scope.READ)
    _, session = tokens.add(database, "session", Scope.READ, parent=token.id)
    assert [each.id for each in tokens.every(database)] == [token.id]
    assert tokens.revoke(database, token.id)
    assert tokens.find(database, session) is None
    assert not tokens.revoke(database, token.id)


def test_scopes_cover_those_before_them():
    assert [[one.covers(other) for other in Scope] for one in Scope] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
