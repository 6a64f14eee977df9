"""What a run does now is read from what it said."""

from datetime import UTC, datetime, timedelta

from service.store.live import EndedTrial, Live, fold
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
    assert fold(told[:4]) == Live(4, judged=True, trial="2.15", since=told[2].at, line="epoch 1")
    assert fold(told[:5]).trial is None
    assert fold(told).trial == "2.16"
    assert fold(told).ended == (EndedTrial("2.15", "failed", "ValueError: x", 2.0),)


def test_a_new_attempt_starts_from_nothing():
    told = said(
        (EventKind.TAKEN, "", "attempt 1", None),
        (EventKind.STARTED, "2.15", "", None),
        (EventKind.ENDED, "2.15", "", "passed"),
        (EventKind.TAKEN, "", "attempt 2", None),
    )
    assert fold(told) == Live(4, since=told[3].at)
