"""The schema, its steps and its queries agree on both databases; one that cannot be used is refused with what to do."""

import contextlib
import re
import sqlite3
import threading
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from service.errors import NoRoom, NotReachable, WrongUse
from service.store import database, dialects, named
from service.store.database import Database
from service.store.named import Step

LATER = Step(9000, "later", "CREATE TABLE later (word TEXT); INSERT INTO later VALUES ('kept');")


def execute(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def asked(database: Database, question: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(question)]


def shape(database: Database) -> Any:
    """Tables with their columns, keys, checks and indexes, as the database itself describes them."""
    seen = sqlalchemy.inspect(database.engine)
    parts = (
        seen.get_columns,
        seen.get_pk_constraint,
        seen.get_foreign_keys,
        seen.get_unique_constraints,
        seen.get_check_constraints,
        seen.get_indexes,
    )
    tables = sorted(set(seen.get_table_names()) - {"steps"})
    return {table: [without_made_up_names(part(table)) for part in parts] for table in tables}


def without_made_up_names(described: Any) -> list[str]:
    """A renamed table keeps the names that the database made for its keys and checks."""
    many = described if isinstance(described, list) else [described]
    plain = ({key: value for key, value in each.items() if key != "name" or "type" in each} for each in many)
    return sorted(re.sub(r"runs_\w+_(seq|key)\d*", "", str(sorted(each.items()))) for each in plain)


def test_steps_are_the_schema(open_database, open_at, another, monkeypatch):
    stepped = open_database()
    with monkeypatch.context() as patch:
        patch.setattr(database, "steps", lambda: (Step(1, "nothing", ""),))
        whole = open_at(*another)
    execute(whole, *named.statements(named.schema(), whole.dialect.words))
    assert shape(stepped) == shape(whole)
    assert asked(stepped, "SELECT number, name FROM steps ORDER BY number") == [step[:2] for step in named.steps()]


def test_steps_have_a_number_each():
    numbers = [step.number for step in named.steps()]
    assert numbers == sorted(set(numbers))


def test_every_query_is_understood_and_named_once(open_database):
    texts = [item.read_text() for item in named._FOLDER.iterdir() if item.name.startswith("queries_")]
    assert len(named.queries()) == sum(each.count("-- name: ") for each in texts)
    opened = open_database()
    for name, query in named.queries().items():
        values = dict.fromkeys(re.findall(r"(?<!:):(\w+)", query))
        with opened.engine.connect() as connection:
            try:
                connection.execute(text(query), values)
            except IntegrityError:
                pass  # it was understood, and nothing is no value for it
            except SQLAlchemyError as error:
                pytest.fail(f"{name}: {error}")


def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(open_database, monkeypatch):
    open_database()
    monkeypatch.setattr(database, "steps", lambda: (*named.steps(), LATER))
    for _ in range(2):
        opened = open_database()
    assert asked(opened, "SELECT word FROM later") == [("kept",)]


def test_many_that_start_at_once_run_each_step_once(open_database, monkeypatch):
    monkeypatch.setattr(database, "steps", lambda: (*named.steps(), LATER))
    threads = [threading.Thread(target=open_database) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked(open_database(), "SELECT word FROM later") == [("kept",)]


def test_a_file_that_somebody_makes_right_now_is_waited_for(tmp_path):
    file = tmp_path / "upflow.db"
    with contextlib.closing(sqlite3.connect(file, check_same_thread=False)) as other:
        other.executescript("BEGIN IMMEDIATE; CREATE TABLE theirs (word TEXT);")
        threading.Timer(0.5, other.commit).start()
        opened = Database(dialects.Sqlite(file))
        assert asked(opened, "PRAGMA journal_mode") == [("wal",)]
        assert asked(opened, "SELECT count(*) FROM theirs") == [(0,)]
        opened.close()


def test_a_step_that_fails_leaves_nothing_behind(open_database, monkeypatch):
    opened = open_database()
    half = Step(9000, "half", "CREATE TABLE half (a INTEGER); CREATE TABLE half (a INTEGER);")
    monkeypatch.setattr(database, "steps", lambda: (*named.steps(), half))
    with pytest.raises(SQLAlchemyError):
        open_database()
    assert "half" not in sqlalchemy.inspect(opened.engine).get_table_names()


def test_a_newer_database_is_refused(open_database):
    execute(open_database(), "INSERT INTO steps VALUES (9999, 'newer')")
    with pytest.raises(WrongUse, match="written by a newer upflow: it is at schema step 9999") as caught:
        open_database()
    assert "--data" in caught.value.hint


def test_a_file_from_before_the_table_of_steps_goes_on(open_at, tmp_path, monkeypatch):
    first = named.steps()[:1]
    with sqlite3.connect(tmp_path / "upflow.db") as old:
        for statement in named.statements(first[0].script, dialects.Sqlite.words):
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
    old.close()
    monkeypatch.setattr(database, "steps", lambda: (*first, LATER))
    opened = open_at()
    assert asked(opened, "SELECT number FROM steps ORDER BY number") == [(1,), (9000,)]
    assert asked(opened, "PRAGMA user_version") == [(9000,)]


def test_what_is_no_database_is_refused(open_at, tmp_path):
    (tmp_path / "upflow.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(WrongUse, match="file is not a database"):
        open_at()


def test_a_folder_that_cannot_be_made_is_refused(open_at, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match="file"):
        open_at(folder=tmp_path / "file" / "data")


def test_a_full_disk_says_so_and_loses_nothing(open_at):
    full = open_at()
    connection = full.engine.connect()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    connection.close()
    with pytest.raises(NoRoom, match="full"), full.transaction() as transaction:
        transaction.rows("beat", id="a", host="n" * 100_000, labels="", now="")
    assert full.read("count_states") == []


def test_a_file_that_stays_locked_is_told_and_not_waited_for_without_end(open_at, monkeypatch):
    monkeypatch.setattr(dialects, "BUSY_SECONDS", 0.05)
    ours, theirs = open_at(), open_at()
    with (
        theirs.transaction(),
        pytest.raises(NotReachable, match="another process has it locked"),
        ours.transaction(),
    ):
        pass
    assert ours.read("count_states") == []


def test_readers_never_wait_for_a_writer(open_database):
    ours, theirs = open_database(), open_database()
    with theirs.transaction():
        assert ours.read("count_states") == []


@pytest.mark.parametrize("wrong", ["mysql://a/b", "postgresql://a:b:c/d", "runs.db"])
def test_an_address_that_is_none_is_refused(open_at, wrong):
    with pytest.raises(WrongUse) as caught:
        open_at(wrong)
    assert "postgresql://USER:PASSWORD@HOST:PORT/NAME" in caught.value.hint


def test_a_server_that_does_not_answer_is_told_without_its_password(open_at):
    with pytest.raises(NotReachable, match=r"127\.0\.0\.1:1/upflow does not answer") as caught:
        open_at("postgresql://upflow:secret@127.0.0.1:1/upflow")
    assert "secret" not in str(caught.value)


@pytest.mark.database
def test_a_database_that_is_not_there_is_told(open_at, postgres):
    with pytest.raises(WrongUse, match="does not exist"):
        open_at(postgres.address("nowhere"))


@pytest.mark.database
def test_a_server_that_was_started_again_is_used_again(open_at, postgres):
    opened = open_at(postgres.database())
    postgres.kill()
    with pytest.raises(NotReachable):
        opened.read("count_states")
    postgres.start()
    assert opened.read("count_states") == []


@pytest.mark.database
def test_who_is_cut_off_in_a_transaction_holds_nobody_up(open_at, postgres, monkeypatch):
    """As a worker that is frozen, or whose network is gone: its locks go before it knows."""
    monkeypatch.setitem(dialects.FORGOTTEN, "idle_in_transaction_session_timeout", "1s")
    address = postgres.database()
    cut_off, other = open_at(address), open_at(address)
    beat = {"id": "a", "host": "a", "labels": "[]", "now": ""}
    with other.transaction() as transaction:
        transaction.rows("beat", **beat)

    def hold() -> None:
        with cut_off.transaction() as held:
            held.rows("beat", **beat)
            with other.transaction() as transaction:
                transaction.rows("beat", **beat)
            held.rows("beat", **beat)

    with pytest.raises(NotReachable):
        hold()
    assert [row["beats"] for row in cut_off.read("list_workers")] == [2]


def test_a_wrong_query_is_our_bug(open_at):
    with pytest.raises((ProgrammingError, sqlalchemy.exc.OperationalError)), open_at().transaction() as one:
        one.connection.exec_driver_sql("SELECT nothing FROM nowhere")
