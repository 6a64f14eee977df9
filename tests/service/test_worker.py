"""The worker ends every run with a report or a reason, through stops, bugs, cancelling and the death of its process."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from service import actions
from service.actions import ArchiveProject, GetReport, GetRun, GitProject, RequestRun
from service.actions import runs as asking
from service.address import Address
from service.durable import coming_back, hands
from service.durable.hands import BUG, BUG_HINT, LOST
from service.edges import OpenTrials
from service.errors import NotReachable
from service.nouns import Environment, Outcome, Reason
from service.reading import Question
from service.store import reports
from service.store.records import EventKind, Run, State, TrialState
from service.worker import Rhythm, Worker
from tests.service.durable.children import child

FAST = Rhythm(look=0.02, beat=0.05, silence=2)


class Said:
    """Trials that pass where TensorFlow is old; `gate` holds the first of them, `instead` is what it does first."""

    def __init__(self, gate: threading.Event | None = None, instead: Callable[[], object] | None = None) -> None:
        self.gate, self.instead = gate, instead
        self.began, self.left, self.stopped = threading.Event(), threading.Event(), threading.Event()
        self.made: list[str] = []

    def prepare(self, _wanted, limits, python, say):
        say("install")
        old = any("2.15" in str(limit) for limit in limits)
        return Environment("old" if old else "new", "/env", python, "image")

    def run(self, environment, _files, command, say, number=0):
        self.began.set()
        try:
            if self.instead:
                self.instead()
            say(f"\x1b[31m{command[-1]}\x1b[0m runs")
            while self.gate and not self.gate.wait(0.01):
                say("still runs")
        finally:
            self.left.set()
        self.made.append(f"{environment.key} {number}")
        return Outcome(None if environment.key == "old" else Reason.EXCEPTION, "ValueError: two", "log", 1, 0.5)

    def packages(self, _environment):
        return {}

    def stop(self):
        self.stopped.set()


@pytest.fixture
def asked(desk, packed):
    return RequestRun(ArchiveProject("project.tar.gz", packed()), Question(targets=("2.16",))).perform(desk)


@pytest.fixture
def work(desk):
    """Starts the worker of this process, and stops it at the end."""
    with contextlib.ExitStack() as stack:

        def start(open_trials, rhythm=FAST):
            worker = Worker(desk.settings, desk.store, desk.matrix, open_trials, rhythm)
            worker.start()
            stack.callback(worker.stop, 5)
            assert worker.wait(20)
            return worker

        yield start


def given(trials: Said) -> OpenTrials:
    return lambda _say: contextlib.nullcontext(trials)


def until(desk: actions.Desk, run: Run, *states: State) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        state = GetRun(run.id).perform(desk)
        if state.run.state in states:
            return state
        assert not state.run.state.is_over, state.run.error
        time.sleep(0.01)
    raise AssertionError(f"{state.run.state} instead of {states}")


def test_a_static_run_has_its_report_and_says_that_it_was_taken(desk, asked, work, no_trials):
    work(no_trials)
    state = until(desk, asked, State.DONE)
    assert [candidate.tensorflow for candidate in state.report.candidates] == ["2.16.2"]
    assert state.live.judged
    assert state.run.attempts == 1
    kinds = [event.kind for event in desk.store.events(asked.id)]
    assert (kinds[0], kinds[-1]) == (EventKind.TAKEN, EventKind.OVER)


def test_trials_are_heard_while_they_run(desk, asked, work):
    gate = threading.Event()
    trials = Said(gate)
    work(given(trials))
    assert trials.began.wait(20)
    state = until(desk, asked, State.RUNNING)
    assert state.live.running[0].label.startswith("TensorFlow 2.1")
    assert state.live.line in {"install", "still runs"}
    assert state.report.candidates
    gate.set()
    state = until(desk, asked, State.DONE)
    assert sorted(trial.outcome for trial in state.live.ended) == [
        "failed",
        "failed",
        "failed",
        "passed",
        "passed",
        "passed",
    ]
    assert reports.parse(GetReport(asked.id).perform(desk)).candidates[0].trials[0].log == "log"
    ended = desk.store.trials(asked.id)
    assert {trial.state for trial in ended} == {TrialState.ENDED}
    assert [trial.attempts for trial in ended] == [1] * 6
    assert desk.store.log(asked.id, ended[0].key) == "log"


def test_trials_are_told_of_the_project_so_that_its_limits_hold(desk, asked, work):
    class Limited(Said):
        def keep_within(self, files, _say):
            self.made.append(f"limited by {min(files)}")

    trials = Limited()
    work(given(trials))
    until(desk, asked, State.DONE)
    assert sum(one.startswith("limited by") for one in trials.made) == 6


def test_without_an_engine_the_answer_is_static_and_says_so(desk, asked, work):
    def unreachable(_say):
        raise NotReachable("no container engine answers", "start one")

    work(unreachable)
    report = until(desk, asked, State.DONE).report
    why = "no container engine answers: what was not tried has a static answer only; start one"
    assert report.notes[-1].message == why


class Gone:
    """An engine that is lost in the middle of the first trial, and then does not answer for so many looks."""

    def __init__(self, trials: Said, looks: int) -> None:
        self.trials, self.looks, self.asked = trials, looks, 0
        self.lost = threading.Event()
        trials.instead = self.lose

    def lose(self) -> None:
        if not self.lost.is_set():
            self.lost.set()
            raise NotReachable("no engine answers", "start it")

    @contextlib.contextmanager
    def __call__(self, _say):
        if self.lost.is_set() and self.looks > self.asked:
            self.asked += 1
            raise NotReachable("no engine answers", "start it")
        yield self.trials


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(coming_back, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(coming_back, "GONE_SECONDS", 1.0)


@pytest.mark.usefixtures("impatient")
def test_an_engine_that_is_gone_for_a_while_costs_no_run(desk, asked, packed, work):
    trials = Said()
    gone = Gone(trials, 10)
    work(gone)
    until(desk, asked, State.DONE)
    assert gone.asked == 10
    assert {trial.attempts for trial in desk.store.trials(asked.id)} == {1}
    gone.asked = 0
    second = RequestRun(ArchiveProject("b.tar.gz", packed()), Question(targets=("2.16",))).perform(desk)
    until(desk, second, State.DONE)
    assert gone.asked == 10
    assert "the container engine is gone: waits for it" in {said.text for said in desk.store.events(second.id)}


@pytest.mark.usefixtures("impatient")
def test_where_the_engine_does_not_come_back_the_answer_is_what_is_known(desk, asked, work):
    work(Gone(Said(), 10**9))
    state = until(desk, asked, State.DONE)
    assert "no engine answers; start it: what was not tried has a static answer only" in str(state.report.notes)


def test_a_run_that_wants_no_trials_opens_none(desk, packed, work):
    run = RequestRun(ArchiveProject("a.tar.gz", packed()), Question(), trials=False).perform(desk)
    work(lambda _say: pytest.fail("opened"))
    assert until(desk, run, State.DONE).report.notes == ()


def test_what_a_person_can_mend_is_told(desk, packed, work, no_trials):
    files = {"a.py": "import tensorflow\n", "requirements.txt": "tensorflow==9.9\n"}
    run = RequestRun(ArchiveProject("a.tar.gz", packed(files)), Question()).perform(desk)
    work(no_trials)
    ended = until(desk, run, State.FAILED).run
    assert "requirements.txt:1" in ended.error
    assert "--from" in ended.hint


def test_a_bug_in_a_trial_ends_that_trial_alone(desk, asked, work, caplog):
    work(given(Said(instead=lambda: 1 / 0)))
    state = until(desk, asked, State.DONE)
    assert {trial.reason for trial in desk.store.trials(asked.id)} == {"not-tried"}
    assert state.report.candidates[0].verdict == "breaks"
    assert "ZeroDivisionError" in caplog.text


def test_a_bug_of_the_story_ends_the_run_and_the_worker_goes_on(desk, packed, work, no_trials, monkeypatch):
    run = RequestRun(ArchiveProject("a.tar.gz", packed()), Question()).perform(desk)
    with monkeypatch.context() as patch:
        patch.setattr("service.durable.carrying.pipeline.check", lambda *_: 1 / 0)
        work(no_trials)
        ended = until(desk, run, State.FAILED).run
    assert (ended.error, ended.hint) == (BUG, BUG_HINT)
    second = RequestRun(ArchiveProject("b.tar.gz", packed()), Question(), trials=False).perform(desk)
    until(desk, second, State.DONE)


def test_a_stop_hands_the_run_over_and_the_next_worker_ends_it_without_trying_anything_twice(desk, asked, work):
    gate = threading.Event()
    trials = Said(gate)
    worker = work(given(trials))
    assert trials.began.wait(20)
    gate.set()
    while not any(trial.ended for trial in desk.store.trials(asked.id)):
        time.sleep(0.01)
    gate.clear()
    started = time.monotonic()
    worker.stop(5)
    assert time.monotonic() - started < 3
    assert desk.store.workers() == ()
    ended = sum(trial.ended is not None for trial in desk.store.trials(asked.id))
    gate.set()
    again = Said()
    work(given(again))
    assert until(desk, asked, State.DONE).run.attempts == 1
    assert 0 < ended == 6 - len(again.made)


def test_a_stop_does_not_wait_for_what_says_nothing(desk, asked, work):
    silent = threading.Event()
    trials = Said(instead=lambda: silent.wait(20))
    worker = work(given(trials))
    assert trials.began.wait(20)
    started = time.monotonic()
    worker.stop(5)
    assert time.monotonic() - started < 3
    assert trials.stopped.wait(5)
    silent.set()
    assert trials.left.wait(5)
    assert not any(trial.ended for trial in desk.store.trials(asked.id))


def test_cancelling_stops_what_runs_at_once(desk, asked, work):
    silent = threading.Event()
    trials = Said(instead=lambda: silent.wait(20))
    work(given(trials))
    assert trials.began.wait(20)
    assert desk.store.cancel(asked.id)
    assert trials.stopped.wait(2)
    silent.set()
    assert GetRun(asked.id).perform(desk).run.state is State.CANCELLED
    assert desk.store.events(asked.id)[-1].text == "cancelled"
    assert not desk.store.cancel(asked.id)
    assert trials.left.wait(5)
    assert trials.made == []


def test_one_trial_is_made_again_and_the_others_stay(desk, asked, work):
    trials = Said()
    work(given(trials))
    until(desk, asked, State.DONE)
    made, rows = len(trials.made), desk.store.trials(asked.id)
    assert not desk.store.retry(asked.id, "nothing")
    assert desk.store.retry(asked.id, rows[0].key)
    assert not desk.store.retry(asked.id, rows[0].key)
    state = until(desk, asked, State.DONE)
    assert len(trials.made) == made + 1
    assert trials.made[-1].endswith(("1000", "1001"))  # nothing remembered answers for it
    assert (state.run.round, state.run.attempts) == (2, 1)
    assert [row.retries for row in desk.store.trials(asked.id)] == [1, 0, 0, 0, 0, 0]


def test_a_run_without_trials_goes_by_those_that_wait_for_theirs(desk, asked, packed, work):
    gate = threading.Event()
    trials = Said(gate)
    waiting = [RequestRun(ArchiveProject("a.tar.gz", packed()), asked.request.question).perform(desk) for _ in range(4)]
    static = RequestRun(ArchiveProject("b.tar.gz", packed()), Question(), trials=False).perform(desk)
    work(given(trials))
    assert trials.began.wait(20)
    until(desk, static, State.DONE)
    assert {GetRun(run.id).perform(desk).run.state for run in (asked, *waiting)} == {State.RUNNING, State.QUEUED}
    gate.set()


def test_the_run_of_a_killed_process_is_taken_up_again(desk, asked, work):
    with child(desk.settings) as process:
        while not any(trial.ended for trial in desk.store.trials(asked.id)):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    ended = [trial.key for trial in desk.store.trials(asked.id) if trial.ended]
    assert GetRun(asked.id).perform(desk).run.state is State.RUNNING
    trials = Said()
    work(given(trials))
    state = until(desk, asked, State.DONE)
    assert state.run.attempts == 2
    assert len(trials.made) == 6 - len(ended)


def test_a_trial_that_kills_its_worker_again_and_again_ends_with_a_reason(desk, asked, work, monkeypatch):
    monkeypatch.setattr("service.durable.trying.MAX_ATTEMPTS", 0)
    work(given(Said()))
    until(desk, asked, State.DONE)
    assert {trial.message for trial in desk.store.trials(asked.id)} == {LOST}


def test_a_run_that_nobody_can_finish_ends_with_a_reason(desk, asked, work, no_trials, monkeypatch):
    monkeypatch.setattr("service.durable.carrying.MAX_ATTEMPTS", 0)
    work(no_trials)
    assert until(desk, asked, State.FAILED).run.error == LOST
    assert hands.MAX_ATTEMPTS > 3


def test_many_runs_are_each_done_once(desk, packed, work, no_trials):
    runs = [RequestRun(ArchiveProject("a.tar.gz", packed()), Question()).perform(desk) for _ in range(12)]
    with child(desk.settings, silence=60), child(desk.settings, silence=60):
        work(no_trials, Rhythm(look=0.02, beat=0.05, silence=60))
        assert [until(desk, run, State.DONE).run.attempts for run in runs] == [1] * 12


def test_an_address_is_checked_again_right_before_it_is_fetched(desk, work, no_trials, monkeypatch):
    monkeypatch.setattr(asking, "check_address", lambda _url, _ref, _settings: Address("project", ""))
    run = RequestRun(GitProject("https://127.0.0.1/a/project"), Question()).perform(desk)
    work(no_trials)
    assert "inside a private network" in until(desk, run, State.FAILED).run.error


def test_a_second_worker_in_one_process_says_what_to_do(desk, work, no_trials, caplog):
    work(no_trials)
    other = Worker(desk.settings, desk.store, desk.matrix, no_trials, FAST)
    other.start()
    other.join()
    assert not other.wait(0)
    assert "another worker runs in this process" in caplog.text
