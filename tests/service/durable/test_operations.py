"""What docs/operations.md promises: a backup goes on where it was made, a database may be gone, labels lead."""

import contextlib
import re
import shutil
import sqlite3
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from service.durable.sending import open_store
from service.reading import Question
from service.settings import Settings
from service.store.records import Request, Run, Source, SourceKind, State
from service.store.store import Store
from tests.service.durable.children import child
from tests.service.postgres import programs

REQUEST = Request(Source(SourceKind.ARCHIVE, "project.tar.gz"), Question(targets=("2.16",)))
PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


def ended(store: Store, run: Run, seconds: float = 60) -> Run:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = store.get(run.id)
        assert found
        if found.state.is_over:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{found} did not end")


def until_a_trial_ended(store: Store, run: Run) -> None:
    deadline = time.monotonic() + 60
    while not any(trial.ended for trial in store.trials(run.id)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def test_a_backup_that_was_made_in_the_middle_goes_on(kind, settings, packed, tmp_path, request):
    server = request.getfixturevalue("postgres") if kind == "postgresql" else None
    settings = replace(settings, database=server.database() if server else "")
    backup = tmp_path / "backup"
    backup.mkdir()
    with open_store(settings) as store, child(settings, seconds=0.5):
        run = store.add(REQUEST, packed())
        until_a_trial_ended(store, run)
        if server:
            dump = [programs() / "pg_dump", "--format", "custom", "--file", backup / "upflow.dump", settings.database]
            subprocess.run(dump, check=True)
        else:
            with contextlib.closing(sqlite3.connect(settings.data / "upflow.db")) as connection:
                connection.execute(f"VACUUM INTO '{backup / 'upflow.db'}'")
        shutil.copytree(settings.data / "artifacts", backup / "artifacts")
    restored = replace(settings, data=backup)
    if server:
        restored = replace(restored, database=server.database())
        put_back = [programs() / "pg_restore", "--no-owner", "--dbname", restored.database, backup / "upflow.dump"]
        subprocess.run(put_back, check=True)
    with open_store(restored) as store, child(restored):
        assert ended(store, run).state is State.DONE
        assert store.report(run.id, complete=True)


@pytest.mark.database
def test_a_database_that_is_gone_for_a_while_loses_nothing(settings, packed, postgres):
    settings = replace(settings, database=postgres.database())
    with open_store(settings) as store, child(settings, seconds=1.5) as worker:
        run = store.add(REQUEST, packed())
        until_a_trial_ended(store, run)
        postgres.stop("immediate")
        time.sleep(5)
        postgres.start()
        assert ended(store, run).state is State.DONE
        assert worker.poll() is None
        assert {trial.attempts for trial in store.trials(run.id)} == {1}


def test_labels_route_trials_to_those_who_have_them(settings: Settings, packed):
    with open_store(settings) as store:
        run = store.add(replace(REQUEST, labels=("gpu",)), packed())
        plain = store.add(REQUEST, packed())
        with child(settings):
            assert ended(store, plain).state is State.DONE
            assert all(trial.started is None for trial in store.trials(run.id))
            with child(settings, labels="gpu,arm"):
                assert ended(store, run).state is State.DONE
        workers = {trial.worker for trial in store.trials(run.id)}
        assert len(workers) == 1


def test_the_page_says_what_was_tried():
    page = PAGE.read_text()
    for word in ("VACUUM INTO", "pg_dump --format custom", "pg_restore --no-owner", "upflow work", "--label gpu"):
        assert word in page
    assert set(re.findall(r"`UPFLOW_([A-Z_]+)", page)) <= {name.upper() for name in Settings.__dataclass_fields__}
