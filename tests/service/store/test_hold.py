"""A round of a run: taken up, ended once, and never changed by who comes too late; on both databases."""

import threading
from dataclasses import replace

import pytest

from service.nouns import Outcome
from service.reading import Question
from service.reasons import Reason
from service.report import SCHEMA, BaselinePart, CandidatePart, PatchPart, ProjectPart, Report
from service.store import keys, reports
from service.store.hold import Hold, LostRun, NewTrial, Trying
from service.store.records import Cell, EventKind, Project, Request, Run, Source, SourceKind, State
from service.store.store import Store
from service.store.turns import Priority

BASE = BaselinePart("2.15.1", "3.11", None, assumed=False, constraints=(), trials=())
CANDIDATE = CandidatePart("2.16.2", "3.11", "3.3", "breaks", "stated", (), (), "works", "patch", ())
REPORT = Report(SCHEMA, ProjectPart("a\udcff", 1, 1, BASE), (CANDIDATE,), (), None, ())
REQUEST = Request(Source(SourceKind.ARCHIVE, "a.zip"), Question())
TRIAL = NewTrial("abc", "TensorFlow 2.16", "{}")
FAILED = Outcome(Reason.EXCEPTION, "two\nlines", "log \udcff", 1, 0.5)


@pytest.fixture
def store(tmp_path, address):
    with Store(tmp_path, address) as store:
        yield store


@pytest.fixture
def run(store):
    return store.add(REQUEST, b"bytes")


@pytest.fixture
def hold(store, run):
    return Hold.take(store, run.id, run.round)


def taken(store: Store, run: Run, worker: str, key: str = "abc") -> Trying:
    trying = Trying.take(store, run.id, key, worker)
    assert trying
    return trying


def test_a_report_ends_a_run(store, run, hold):
    assert hold.archive() == b"bytes"
    hold.judge(REPORT)
    assert store.report(run.id) == reports.dump(REPORT)
    assert store.report(run.id, complete=True) is None
    assert store.newest(1)[0].cells == (Cell("2.16.2", "breaks", "works"),)
    patched = replace(REPORT, patch=PatchPart("2.16.2", "+\udcff\n", 1, 1, ()))
    hold.finish(patched)
    assert reports.parse(store.report(run.id, complete=True)) == patched
    assert store.artifacts.get(keys.patch(run.id)) == b"+\xff\n"
    ended = store.get(run.id)
    assert ended.state is State.DONE
    assert ended.created <= ended.started <= ended.ended
    assert [event.kind for event in store.events(run.id)] == ["taken", "judged", "over"]


def test_a_failed_run_says_why(store, run, hold):
    hold.fail("no file", "send one")
    ended = store.get(run.id)
    assert (ended.state, ended.error, ended.hint) == (State.FAILED, "no file", "send one")


@pytest.mark.parametrize("end", [lambda hold: hold.finish(REPORT), lambda hold: hold.fail("a", "b")])
@pytest.mark.parametrize("before", [lambda hold: hold.fail("x", ""), lambda hold: hold.store.cancel(hold.run.id)])
def test_a_run_ends_once(store, run, hold, before, end):
    before(hold)
    ended = store.get(run.id)
    with pytest.raises(LostRun):
        end(hold)
    assert store.get(run.id) == ended
    assert Hold.take(store, run.id, run.round) is None


def test_who_has_an_old_round_changes_nothing(store, run, hold):
    hold.finish(REPORT)
    assert store.retry(run.id)
    assert store.get(run.id).state is State.QUEUED
    assert Hold.take(store, run.id, 1) is None
    assert Hold.take(store, run.id, 2)
    with pytest.raises(LostRun):
        hold.fail("a", "b")


def test_a_trial_is_taken_until_it_ended(store, run, hold):
    hold.want([TRIAL])
    hold.want([TRIAL])
    first, second = taken(store, run, "one"), taken(store, run, "two")
    assert (first.is_ours(), second.is_ours(), second.trial.attempts) == (False, True, 2)
    with pytest.raises(LostRun):
        first.end(FAILED)
    second.end(FAILED)
    assert Trying.take(store, run.id, "abc", "three") is None
    (trial,) = store.trials(run.id)
    assert (trial.outcome, trial.reason, trial.message, trial.worker) == ("failed", "exception", "two lines", "two")
    assert keys.outcome(store.artifacts, run.id, trial) == FAILED
    assert store.log(run.id, "abc") == FAILED.log


def test_a_worker_that_got_a_trial_twice_ends_it_once(store, run, hold):
    hold.want([TRIAL])
    first, second = taken(store, run, "one"), taken(store, run, "one")
    assert (first.is_ours(), second.is_ours()) == (False, True)
    with pytest.raises(LostRun):
        first.end(FAILED._replace(log="first"))
    second.end(FAILED)
    assert store.log(run.id, "abc") == FAILED.log


def test_nothing_of_a_cancelled_run_is_tried(store, run, hold):
    hold.want([TRIAL])
    trying = taken(store, run, "one")
    assert store.cancel(run.id)
    assert not trying.is_ours()
    assert Trying.take(store, run.id, "abc", "two") is None
    with pytest.raises(LostRun):
        hold.trial("abc")


def test_of_lines_of_output_only_the_last_of_each_trial_is_kept(store, run, hold):
    hold.want([TRIAL, TRIAL._replace(key="def", label="other")])
    trials = [taken(store, run, "one", key) for key in ("abc", "def")]
    for number in range(3):
        for trial in trials:
            trial.say(f"line {number}")
    said = [event for event in store.events(run.id) if event.kind is EventKind.SAID]
    assert [(event.label, event.text) for event in said] == [("TensorFlow 2.16", "line 2"), ("other", "line 2")]
    last = store.events(run.id)[-1].seq
    assert [event.seq for event in store.events(run.id, after=last - 1)] == [last]


def test_many_at_once_never_say_the_same_number(store, run, hold):
    def tell():
        for _ in range(10):
            hold.say(EventKind.STARTED, label="a")

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.seq for event in store.events(run.id)] == list(range(1, 42))


def test_projects_take_turns_and_priorities_go_first(store):
    def ask(project: str, priority: Priority = Priority.NORMAL) -> int:
        return int(store.add(replace(REQUEST, project=project, priority=priority), b"").turn)

    many = [ask("a") for _ in range(3)]
    other = ask("b")
    assert many[0] == other < many[1]
    assert ask("a", Priority.HIGH) < min(many)
    assert ask("b", Priority.LOW) > max(many)


def test_who_comes_late_neither_overtakes_all_nor_waits_for_all(store):
    first, *others = [store.add(replace(REQUEST, project="a"), b"") for _ in range(5)]
    for run in (first, others[0]):
        assert Hold.take(store, run.id, 1)
    late = store.add(replace(REQUEST, project="b"), b"")
    assert others[0].turn < late.turn <= others[1].turn


def test_projects_have_their_runs(store):
    address = Source(SourceKind.GIT, "p", "https://Host/Owner/P.git")
    runs = [store.add(Request(address, Question())) for _ in range(2)]
    store.add(REQUEST, b"")
    assert store.projects(10) == (Project("a.zip", 1), Project("host/Owner/P", 2))
    assert store.projects(10, after="a.zip") == (Project("host/Owner/P", 2),)
    assert [entry.run.id for entry in store.newest(9, project="host/Owner/P")] == [runs[1].id, runs[0].id]


def test_what_is_added_with_a_run_is_there_with_it_or_not_at_all(store):
    def fails(_transaction, _run):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.add(REQUEST, b"", also=fails)
    assert store.newest(1) == ()
