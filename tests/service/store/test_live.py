"""What a run does now is read from what it said."""

from datetime import UTC, datetime, timedelta

from service.store.live import EndedTrial, Live, RunningTrial, fold
from service.store.records import Event, EventKind

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(*told: tuple[EventKind, str, str, str | None]) -> list[Event]:
    return [
        Event(seq, START + timedelta(seconds=seq), kind, label, text, outcome)
        for seq, (kind, label, text, outcome) in enumerate(told, start=1)
    ]


def test_a_run_that_said_nothing_does_nothing():
    assert fold([]) == Live()


def test_a_trial_runs_until_it_ended():
    told = said(
        (EventKind.TAKEN, "", "attempt 1", None),
        (EventKind.JUDGED, "", "", None),
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.SAID, "2.15", "epoch 1", None),
        (EventKind.ENDED, "2.15", "ValueError: x", "failed"),
        (EventKind.STARTED, "2.16", "", None),
    )
    running = (RunningTrial("2.15", told[2].at, "epoch 1"),)
    at_work = Live(4, judged=True, trial="2.15", since=told[2].at, line="epoch 1", running=running)
    assert fold(told[:4]) == at_work
    assert fold(told[:5]).trial is None
    assert fold(told).trial == "2.16"
    assert fold(told).ended == (EndedTrial("2.15", "failed", "ValueError: x", 2.0),)


def test_trials_run_side_by_side_and_the_newest_is_shown_first():
    told = said(
        (EventKind.TAKEN, "", "attempt 1", None),
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.STARTED, "2.16", "", None),
        (EventKind.SAID, "2.15", "epoch 1", None),
        (EventKind.ENDED, "2.16", "", "passed"),
    )
    assert [trial.label for trial in fold(told[:3]).running] == ["2.15", "2.16"]
    assert (fold(told[:4]).trial, fold(told[:4]).line) == ("2.16", "")
    assert (fold(told).trial, fold(told).line) == ("2.15", "epoch 1")


def test_another_worker_goes_on_where_one_ended():
    told = said(
        (EventKind.TAKEN, "", "attempt 1", None),
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.ENDED, "2.15", "", "passed"),
        (EventKind.STARTED, "2.16", "", None),
        (EventKind.TAKEN, "", "attempt 2", None),
        (EventKind.STARTED, "2.16", "", None),
    )
    live = fold(told)
    assert [trial.label for trial in live.ended] == ["2.15"]
    assert live.running == (RunningTrial("2.16", told[5].at),)


def test_a_trial_that_is_made_again_has_its_new_ending_alone():
    told = said(
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.ENDED, "2.15", "", "failed"),
        (EventKind.OVER, "", "done", None),
        (EventKind.RETRIED, "", "2.15", None),
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.ENDED, "2.15", "", "passed"),
    )
    assert [trial.outcome for trial in fold(told).ended] == ["passed"]
