"""One run, one owner: taken once, lost with its owner's life, and never for ever."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from service.reading import Question
from service.report import SCHEMA, BaselinePart, CandidatePart, ProjectPart, Report
from service.store import reports
from service.store.queue import LOST_HINT, MAX_ATTEMPTS, LostRun, Queue
from service.store.records import Cell, EventKind, Request, Source, SourceKind, State
from service.store.store import Store

NOW, LONG = timedelta(0), timedelta(hours=1)
BASE = BaselinePart("2.15.1", "3.11", None, assumed=False, constraints=(), trials=())
CANDIDATE = CandidatePart("2.16.2", "3.11", "3.3", "breaks", "stated", (), (), "works", "patch", ())
REPORT = Report(SCHEMA, ProjectPart("a\udcff", 1, 1, BASE), (CANDIDATE,), (), None, ())


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as store:
        yield store


@pytest.fixture
def run(store):
    return store.add(Request(Source(SourceKind.ARCHIVE, "a.zip"), Question()), b"bytes")


@pytest.fixture
def queue(store):
    return Queue(store.database, "one")


@pytest.fixture
def other(store):
    return Queue(store.database, "two")


def archives(store: Store) -> object:
    with store.database._connection(write=False) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM archives").scalar()


def test_the_oldest_is_taken_first_and_only_once(store, run, queue, other):
    later = store.add(run.request, b"more")
    assert queue.claim().run.id == run.id
    assert other.claim().run.id == later.id
    assert queue.claim() is None


def test_many_owners_at_once_never_get_the_same_run(store, tmp_path):
    for _ in range(40):
        store.add(Request(Source(SourceKind.GIT, "a", "https://a/b"), Question()))
    taken = []

    def take(name):
        with Store(tmp_path) as own:
            while hold := Queue(own.database, name).claim():
                taken.append(hold.run.id)

    threads = [threading.Thread(target=take, args=(f"owner-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40


def test_a_report_ends_a_run_and_its_upload_goes(store, run, queue):
    hold = queue.claim()
    assert hold.archive() == b"bytes"
    hold.judge(REPORT)
    assert store.report(run.id) == reports.dump(REPORT)
    assert store.report(run.id, complete=True) is None
    hold.finish(replace(REPORT, candidates=()))
    assert reports.parse(store.report(run.id, complete=True)) == replace(REPORT, candidates=())
    ended = store.get(run.id)
    assert ended.state is State.DONE
    assert ended.created <= ended.started <= ended.ended
    assert archives(store) == 0


@pytest.mark.usefixtures("run")
def test_a_list_shows_the_verdicts_of_a_run_that_goes_on(store, queue):
    queue.claim().judge(REPORT)
    assert store.newest(1)[0].cells == (Cell("2.16.2", "breaks", "works"),)


def test_a_failed_run_says_why(store, run, queue):
    queue.claim().fail("no file", "send one")
    ended = store.get(run.id)
    assert (ended.state, ended.error, ended.hint) == (State.FAILED, "no file", "send one")
    assert archives(store) == 0


def test_of_lines_of_output_only_the_last_is_read(store, run, queue):
    hold = queue.claim()
    hold.say(EventKind.STARTED, label="a")
    for number in range(5):
        hold.say(EventKind.SAID, label="a", text=f"line {number}")
    hold.say(EventKind.ENDED, label="a", outcome="passed")
    events = store.events(run.id)
    assert [event.kind for event in events] == ["taken", "started", "said", "ended"]
    assert [event.seq for event in events] == [1, 2, 7, 8]
    assert events[2].text == "line 4"


def test_a_silent_owner_loses_its_run_and_can_change_nothing_of_it(store, run, queue, other):
    lost = queue.claim()
    lost.judge(REPORT)
    other.recover(NOW)
    taken = other.claim()
    assert (taken.run.id, taken.run.attempts) == (run.id, 2)
    assert store.report(run.id) is None
    tries = (
        lost.beat,
        lambda: lost.say(EventKind.SAID, text="x"),
        lambda: lost.judge(REPORT),
        lambda: lost.finish(REPORT),
        lambda: lost.fail("a", "b"),
    )
    for attempt in tries:
        with pytest.raises(LostRun):
            attempt()
    taken.finish(REPORT)
    assert store.get(run.id).state is State.DONE


@pytest.mark.usefixtures("run")
def test_an_owner_that_lives_keeps_its_run(queue, other):
    hold = queue.claim()
    other.recover(LONG)
    hold.beat()
    assert other.claim() is None


def test_a_run_that_nobody_can_finish_ends_with_a_reason(store, run, queue, other):
    for attempt in range(MAX_ATTEMPTS):
        assert queue.claim().run.attempts == attempt + 1
        other.recover(NOW)
    assert queue.claim() is None
    ended = store.get(run.id)
    assert (ended.state, ended.attempts, ended.hint) == (State.FAILED, MAX_ATTEMPTS, LOST_HINT)
    assert archives(store) == 0


@pytest.mark.usefixtures("run")
def test_handing_back_counts_as_no_attempt(queue, other):
    for _ in range(MAX_ATTEMPTS + 2):
        assert queue.claim().run.attempts == 1
        queue.release()
    assert other.claim().archive() == b"bytes"
