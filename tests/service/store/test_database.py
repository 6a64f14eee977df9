"""The schema, its steps and its queries agree; a file that cannot be used is refused with what to do."""

import contextlib
import re
import sqlite3

import pytest

from service.errors import NoRoom, NotReachable, WrongUse
from service.store import database, named
from service.store.database import Database


def shape(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    return [(kind, name, re.sub(r"\s+", " ", sql or "")) for kind, name, sql in found]


def test_steps_are_the_schema(tmp_path):
    Database(tmp_path / "steps.db").close()
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "steps.db")) as stepped,
        contextlib.closing(sqlite3.connect(":memory:")) as whole,
    ):
        whole.executescript(named.schema())
        assert shape(stepped) == shape(whole)
        assert stepped.execute("PRAGMA user_version").fetchone() == (len(named.steps()),)
        assert stepped.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_query_is_understood_and_named_once(tmp_path):
    text = named._FOLDER.joinpath("queries.sql").read_text()
    assert len(named.queries()) == text.count("-- name: ")
    Database(tmp_path / "a.db").close()
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        for query in named.queries().values():
            values = dict.fromkeys(re.findall(r":(\w+)", query))
            connection.execute(f"EXPLAIN {query}", values).close()


def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    Database(path).close()
    more = (*named.steps(), "CREATE TABLE later (word TEXT); INSERT INTO later VALUES ('kept');")
    monkeypatch.setattr(database, "steps", lambda: more)
    for _ in range(2):
        Database(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT word FROM later").fetchall() == [("kept",)]


def test_a_step_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    monkeypatch.setattr(database, "steps", lambda: (*named.steps(), "CREATE TABLE half (a); CREATE TABLE half (a);"))
    with pytest.raises(sqlite3.OperationalError):
        Database(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert shape(connection) == []


def test_a_newer_database_is_refused(tmp_path):
    path = tmp_path / "a.db"
    Database(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(WrongUse, match="written by a newer upflow: it is at schema step 99") as caught:
        Database(path)
    assert "--data" in caught.value.hint


def test_what_is_no_database_is_refused(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(WrongUse, match="file is not a database"):
        Database(path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match="file"):
        Database(tmp_path / "file" / "data" / "a.db")


def test_a_full_disk_says_so_and_loses_nothing(tmp_path):
    with contextlib.closing(Database(tmp_path / "a.db")) as full:
        with full._connection(write=False) as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NoRoom, match="full"), full.transaction() as transaction:
            transaction.rows("add_run", id="a", source="", name="n" * 100_000, question="", trials=0, now="")
        assert full.read("count_states") == []


def test_a_file_that_stays_locked_is_told_and_not_waited_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with contextlib.closing(Database(tmp_path / "a.db")) as ours, contextlib.closing(Database(ours.path)) as theirs:
        with (
            theirs.transaction(),
            pytest.raises(NotReachable, match="another process has it locked"),
            ours.transaction(),
        ):
            pass
        assert ours.read("has_queued") == []
