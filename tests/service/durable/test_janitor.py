"""The janitor hands over what dead workers had, and ends what nobody can finish; on both databases."""

from dataclasses import dataclass, replace

import pytest

from service.durable.engine import RUNS, Dispatch, Work
from service.durable.hands import Hands
from service.durable.janitor import Janitor, Patience
from service.durable.sending import Sending, open_store
from service.reading import Question
from service.report import SCHEMA, BaselinePart, ProjectPart, Report
from service.settings import Settings
from service.store import keys
from service.store.hold import Hold, NewTrial, Trying
from service.store.records import Request, Run, Source, SourceKind, State
from service.store.store import Store

REQUEST = Request(Source(SourceKind.GIT, "a", "https://a/b"), Question())
REPORT = Report(SCHEMA, ProjectPart("a", 1, 1, BaselinePart("2", "3", None, False, (), ())), (), (), None, ())
PATIENCE = Patience(silence=15, run=3600, labels=600, between=0)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def with_tables(postgres, tmp_path_factory):
    """The name of a database that has all tables: to make them takes longer than a test."""
    address = postgres.database()
    with open_store(Settings(data=tmp_path_factory.mktemp("tables"), database=address)) as store:
        dispatch_of(store)
        with store.database.transaction() as transaction:
            transaction.connection.exec_driver_sql("DELETE FROM marks")
    return address.rpartition("/")[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def store(settings, request):
    address = ""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres").database(like=request.getfixturevalue("with_tables"))
    with open_store(replace(settings, database=address)) as store:
        yield store


@pytest.fixture
def janitor(store, clock, no_trials):
    def make(name, patience=PATIENCE):
        return Janitor(Hands(store, no_trials, (), name), dispatch_of(store), patience, clock)

    return make


def taken(store: Store, worker: str) -> Hold:
    """A run that is in the hands of a worker, as the engine has it."""
    run = store.add(REQUEST)
    with store.database.transaction() as transaction:
        transaction.connection.exec_driver_sql(
            f"UPDATE {table(store)} SET status = 'PENDING', executor_id = '{worker}' WHERE workflow_uuid = '{run.id}.1'"
        )
    hold = Hold.take(store, run.id, 1)
    assert hold
    return hold


def dispatch_of(store: Store) -> Dispatch:
    assert isinstance(store.sender, Sending)
    return store.sender.open()


def table(store: Store) -> str:
    return "dbos.workflow_status" if store.database.dialect.name == "postgresql" else "workflow_status"


def state(store: Store, run: Run) -> str | None:
    return dispatch_of(store).state(f"{run.id}.{run.round}")


def test_a_worker_that_beats_keeps_what_it_has(store, janitor, clock):
    hold, one, two = taken(store, "one"), janitor("one"), janitor("two")
    for _ in range(5):
        one.round()
        two.round()
        clock.now += 10
    assert state(store, hold.run) == "PENDING"


def test_a_silent_worker_is_dead_after_a_while_by_the_clock_of_who_looks(store, janitor, clock):
    hold, one, two = taken(store, "one"), janitor("one"), janitor("two")
    one.round()
    two.round()
    clock.now += 14
    two.round()
    assert state(store, hold.run) == "PENDING"
    clock.now += 2
    two.round()
    assert state(store, hold.run) == "ENQUEUED"
    two.round()
    assert [worker.id for worker in store.workers()] == ["two"]


def test_who_is_in_no_list_is_dead_at_once(store, janitor):
    hold = taken(store, "gone")
    janitor("two").round()
    assert state(store, hold.run) == "ENQUEUED"


def test_handing_over_twice_takes_nothing_from_who_has_it_by_then(store):
    hold, dispatch = taken(store, "one"), dispatch_of(store)
    pending = dispatch.pending()
    dispatch.hand_over(pending)
    with store.database.transaction() as transaction:
        transaction.connection.exec_driver_sql(f"UPDATE {table(store)} SET status = 'PENDING', executor_id = 'two'")
    dispatch.hand_over(pending)
    assert dispatch.pending() == {f"{hold.run.id}.1": "two"}


def test_leaving_hands_over_without_counting_an_attempt(store, janitor):
    hold, one = taken(store, "one"), janitor("one")
    one.round()
    hold.want([NewTrial("abc", "label", "{}")])
    assert Trying.take(store, hold.run.id, "abc", "one")
    one.leave()
    assert state(store, hold.run) == "ENQUEUED"
    assert (store.get(hold.run.id).attempts, store.trials(hold.run.id)[0].attempts) == (0, 0)
    assert store.workers() == ()


def test_a_run_that_takes_too_long_ends_with_a_reason(store, janitor, clock):
    hold, one = taken(store, "one"), janitor("one")
    one.round()
    clock.now += 3601
    one.round()
    ended = store.get(hold.run.id)
    assert (ended.state, ended.error) == (State.FAILED, "it took longer than 1 hours")
    assert state(store, hold.run) == "CANCELLED"


def test_a_clock_that_jumps_ends_nothing(store, janitor, monkeypatch):
    hold, one = taken(store, "one"), janitor("one")
    one.round()
    for year in ("2001", "2099"):
        monkeypatch.setattr("service.store.rows.now", lambda year=year: f"{year}-01-01T00:00:00.000000+00:00")
        one.round()
    assert store.get(hold.run.id).state is State.RUNNING


def test_a_run_that_waits_for_labels_in_vain_ends_with_a_reason(store, janitor, clock):
    run = store.add(replace(REQUEST, labels=("gpu",)))
    one = janitor("one")
    one.round()
    clock.now += 601
    one.round()
    assert "no worker has what it asks for: gpu" in store.get(run.id).error
    other = store.add(replace(REQUEST, labels=("gpu",)))
    with_gpu = janitor("two")
    with_gpu.hands = replace(with_gpu.hands, labels=("arm", "gpu"))
    for _ in range(3):
        with_gpu.round()
        one.round()
        clock.now += 301
    assert store.get(other.id).state is State.QUEUED


def test_what_was_never_sent_is_sent(store, janitor):
    sender, store.sender = store.sender, None
    run = store.add(REQUEST)
    store.sender = sender
    assert state(store, run) is None
    janitor("one").round()
    assert state(store, run) == "ENQUEUED"


def test_work_that_ended_without_ending_its_run_goes_on_in_another_round(store, janitor):
    run = store.add(REQUEST)
    dispatch_of(store).cancel([f"{run.id}.1"])
    janitor("one").round()
    again = store.get(run.id)
    assert (again.round, again.state, state(store, again)) == (2, State.QUEUED, "ENQUEUED")


def test_what_ended_long_ago_is_forgotten_with_all_that_is_kept_of_it(store, janitor, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("service.store.rows.now", lambda: "2001-01-01T00:00:00.000000+00:00")
        hold = taken(store, "one")
        hold.finish(REPORT)
    kept = store.add(REQUEST)
    janitor("one").round()
    assert store.get(hold.run.id)
    janitor("one", replace(PATIENCE, days=30)).round()
    assert store.get(hold.run.id) is None
    assert store.artifacts.get(keys.report(hold.run.id)) is None
    assert dispatch_of(store).state(f"{hold.run.id}.1") is None
    assert store.get(kept.id)


def test_works_have_names_that_say_what_they_are():
    assert [Work("a", 1, 0).id, Work("a", 2, 0, (), "b").id] == ["a.1", "a.2.b"]
    assert RUNS.startswith("upflow")
