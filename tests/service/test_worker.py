"""The worker ends every run with a report or a reason, through stops, bugs and the death of its process."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from service import actions
from service.actions import ArchiveProject, GetReport, GetRun, GitProject, RequestRun
from service.actions import runs as asking_runs
from service.address import Address
from service.errors import NotReachable
from service.nouns import Environment, Outcome, Reason
from service.pipeline import OpenTrials
from service.reading import Question
from service.store import reports
from service.store.records import Run, State
from service.worker import BUG, BUG_HINT, Rhythm, Worker

FAST = Rhythm(look=0.01, beat=0.02, silence=0.3)
PATIENT = Rhythm(look=0.01, beat=0.02, silence=20)  # two static answers at once keep a thread from its beat
DIE_AT_WORK = """
import sys, time
from pathlib import Path
from service.store.queue import Queue
from service.store.store import Store
with Store(Path(sys.argv[1])) as store:
    print(Queue(store.database, "dead").claim().run.id, flush=True)
    time.sleep(60)
"""


class Said:
    """Trials that pass where TensorFlow is old; `gate` holds the first of them, `instead` is what it does first."""

    def __init__(self, gate: threading.Event | None = None, instead: Callable[[], object] | None = None) -> None:
        self.gate, self.instead = gate, instead
        self.began, self.left = threading.Event(), threading.Event()

    def prepare(self, _wanted, limits, python, say):
        say("install")
        old = any("2.15" in str(limit) for limit in limits)
        return Environment("old" if old else "new", "/env", python, "image")

    def run(self, environment, _files, command, say, _number=0):
        self.began.set()
        try:
            if self.instead:
                self.instead()
            say(f"\x1b[31m{command[-1]}\x1b[0m runs")
            while self.gate and not self.gate.wait(0.01):
                say("still runs")
        finally:
            self.left.set()
        return Outcome(None if environment.key == "old" else Reason.EXCEPTION, "ValueError: two", "log", 1, 0.5)


@pytest.fixture
def asked(desk, packed):
    return RequestRun(ArchiveProject("project.tar.gz", packed()), Question(targets=("2.16",))).perform(desk)


@pytest.fixture
def work(desk):
    """Starts workers, and stops them at the end."""
    with contextlib.ExitStack() as stack:

        def start(open_trials, rhythm=FAST):
            worker = Worker(desk, open_trials, rhythm)
            worker.start()
            stack.callback(worker.stop, 5)
            return worker

        yield start


def given(trials: Said) -> OpenTrials:
    return lambda _say: contextlib.nullcontext(trials)


def until(desk: actions.Desk, run: Run, *states: State) -> Any:
    deadline = time.monotonic() + 20
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


def test_trials_are_heard_while_they_run(desk, asked, work):
    gate = threading.Event()
    trials = Said(gate)
    work(given(trials))
    assert trials.began.wait(10)
    state = until(desk, asked, State.RUNNING)
    assert state.live.trial == "TensorFlow 2.15.1, Python 3.11"
    assert state.live.line == "install"
    assert state.report.candidates
    gate.set()
    state = until(desk, asked, State.DONE)
    assert [(trial.outcome, trial.message) for trial in state.live.ended][:2] == [
        ("passed", "ValueError: two"),
        ("failed", "ValueError: two"),
    ]
    assert reports.parse(GetReport(asked.id).perform(desk)).candidates[0].trials[0].log == "log"


def test_without_an_engine_the_answer_is_static_and_says_so(desk, asked, work):
    def unreachable(_say):
        raise NotReachable("no container engine answers", "start one")

    work(unreachable)
    report = until(desk, asked, State.DONE).report
    why = "no container engine answers: what was not tried has a static answer only; start one"
    assert report.notes[-1].message == why


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


def test_a_bug_ends_the_run_and_the_worker_goes_on(desk, packed, asked, work, caplog):
    work(given(Said(instead=lambda: 1 / 0)))
    ended = until(desk, asked, State.FAILED).run
    assert (ended.error, ended.hint) == (BUG, BUG_HINT)
    assert "ZeroDivisionError" in caplog.text
    second = RequestRun(ArchiveProject("b.tar.gz", packed()), Question(), trials=False).perform(desk)
    until(desk, second, State.DONE)


def test_a_stop_hands_the_run_back_and_the_next_worker_ends_it(desk, asked, work, no_trials):
    trials = Said(threading.Event())
    worker = Worker(desk, given(trials), FAST)
    worker.start()
    assert trials.began.wait(10)
    started = time.monotonic()
    worker.stop(5)
    assert time.monotonic() - started < 2
    handed_back = GetRun(asked.id).perform(desk).run
    assert (handed_back.state, handed_back.attempts) == (State.QUEUED, 0)
    work(no_trials)
    assert until(desk, asked, State.DONE).run.attempts == 1


def test_a_stop_does_not_wait_for_what_says_nothing(desk, asked):
    silent = threading.Event()
    trials = Said(instead=lambda: silent.wait(20))
    worker = Worker(desk, given(trials), FAST)
    worker.start()
    assert trials.began.wait(10)
    worker.stop(0.1)
    assert GetRun(asked.id).perform(desk).run.state is State.QUEUED
    silent.set()
    for thread in worker._threads:
        thread.join()
    assert GetRun(asked.id).perform(desk).run.state is State.QUEUED


def test_the_run_of_a_killed_process_is_taken_up_again(desk, asked, work, no_trials):
    command = [sys.executable, "-c", DIE_AT_WORK, str(desk.settings.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == asked.id
        process.send_signal(signal.SIGKILL)
    assert GetRun(asked.id).perform(desk).run.state is State.RUNNING
    work(no_trials)
    assert until(desk, asked, State.DONE).run.attempts == 2


def test_two_workers_share_the_queue_and_do_nothing_twice(desk, packed, work, no_trials):
    runs = [RequestRun(ArchiveProject("a.tar.gz", packed()), Question()).perform(desk) for _ in range(12)]
    for _ in range(2):
        work(no_trials, PATIENT)
    assert [until(desk, run, State.DONE).run.attempts for run in runs] == [1] * 12


def test_a_run_that_was_lost_is_left_to_its_new_owner(desk, asked, work):
    trials = Said(threading.Event())
    work(given(trials), Rhythm(look=0.01, beat=0.02, silence=60))
    assert trials.began.wait(10)
    with desk.store.database.transaction() as transaction:
        transaction.connection.exec_driver_sql("UPDATE runs SET owner = 'other'")
    assert trials.left.wait(10)
    assert GetRun(asked.id).perform(desk).run.state is State.RUNNING


def test_an_address_is_checked_again_right_before_it_is_fetched(desk, work, no_trials, monkeypatch):
    monkeypatch.setattr(asking_runs, "check_address", lambda _url, _ref, _settings: Address("project", ""))
    run = RequestRun(GitProject("https://127.0.0.1/a/project"), Question()).perform(desk)
    work(no_trials)
    assert "inside a private network" in until(desk, run, State.FAILED).run.error
