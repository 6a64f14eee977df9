"""Runs are kept as they were asked for, and listed newest first."""

from dataclasses import replace

import pytest

from service.reading import Question
from service.store.records import Request, Source, SourceKind, State
from service.store.store import Store

GIT = Source(SourceKind.GIT, "project", "https://host/owner/project", "main")
QUESTION = Question(baseline="2.10", targets=("2.16", "newest"), python="3.11")


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as store:
        yield store


def test_a_run_comes_back_as_it_was_asked_for(store):
    request = Request(GIT, QUESTION, trials=False)
    added = store.add(request)
    assert store.get(added.id) == added
    assert added.request == replace(request, project="host/owner/project")
    assert (added.state, added.attempts, added.started, added.error) == (State.QUEUED, 0, None, "")


def test_what_is_not_there_is_none(store):
    assert store.get("0" * 16) is None
    assert store.report("0" * 16) is None
    assert store.events("0" * 16) == ()


def test_pages_are_newest_first_and_stay_in_place_when_runs_arrive(store):
    ids = [store.add(Request(GIT, Question())).id for _ in range(5)]
    first = [entry.run.id for entry in store.newest(2)]
    store.add(Request(GIT, Question()))
    second = [entry.run.id for entry in store.newest(2, before=first[-1])]
    assert first + second == ids[:0:-1]


def test_states_are_counted_with_those_that_no_run_has(store):
    store.add(Request(GIT, Question()))
    assert store.count() == {State.QUEUED: 1, State.RUNNING: 0, State.DONE: 0, State.FAILED: 0, State.CANCELLED: 0}


def test_runs_outlive_the_store(tmp_path, store):
    added = store.add(Request(Source(SourceKind.ARCHIVE, "a.zip"), QUESTION), b"bytes")
    with Store(tmp_path) as again:
        assert again.get(added.id) == added
