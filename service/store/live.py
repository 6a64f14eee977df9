"""What a run does right now, folded from what it said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from service.store.records import Event, EventKind


@dataclass(frozen=True, slots=True)
class EndedTrial:
    """A trial that is over: `outcome` is "passed", "failed" or "undecided", `message` its reason in one line."""

    label: str
    outcome: str
    message: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RunningTrial:
    """A trial that runs now, since when, and its last line of output."""

    label: str
    since: datetime
    line: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """Where a run is. `event` grows with everything it says.

    Of the trials that are `running`, `trial` is the newest; `line` is its last output, or that of what goes on besides.
    """

    event: int = 0
    judged: bool = False
    trial: str | None = None
    since: datetime | None = None
    line: str = ""
    ended: tuple[EndedTrial, ...] = ()
    running: tuple[RunningTrial, ...] = ()


def fold(events: Iterable[Event]) -> Live:
    """The state after these events, in their order."""
    live = Live()
    for event in events:
        live = replace(_after(live, event), event=event.seq)
    return live


def _after(live: Live, event: Event) -> Live:
    match event.kind:
        case EventKind.TAKEN:
            return replace(live, since=live.since or event.at)
        case EventKind.JUDGED:
            return replace(live, judged=True)
        case EventKind.STARTED:
            return _running(live, (*_others(live, event), RunningTrial(event.label, event.at)))
        case EventKind.SAID:
            return _said(live, event)
        case EventKind.ENDED:
            # Tried again, it has its new ending alone.
            ended = (each for each in live.ended if each.label != event.label)
            outcome = event.outcome or "undecided"
            told = EndedTrial(event.label, outcome, event.text, _seconds(live, event))
            return _running(replace(live, ended=(*ended, told)), _others(live, event))
        case EventKind.RETRIED | EventKind.OVER:
            return _running(live, ())


def _others(live: Live, event: Event) -> tuple[RunningTrial, ...]:
    return tuple(trial for trial in live.running if trial.label != event.label)


def _running(live: Live, running: tuple[RunningTrial, ...]) -> Live:
    newest = running[-1] if running else None
    return replace(
        live,
        running=running,
        trial=newest.label if newest else None,
        since=newest.since if newest else live.since,
        line=newest.line if newest else "",
    )


def _said(live: Live, event: Event) -> Live:
    if not event.label:
        return replace(live, line=event.text) if not live.running else live
    told = tuple(replace(each, line=event.text) if each.label == event.label else each for each in live.running)
    return _running(live, told)


def _seconds(live: Live, event: Event) -> float:
    started = next((trial.since for trial in live.running if trial.label == event.label), None)
    return round((event.at - started).total_seconds(), 1) if started else 0.0
