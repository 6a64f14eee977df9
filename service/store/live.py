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
class Live:
    """Where a run is. `event` grows with everything it says; `trial` is the one that runs, `line` its last output."""

    event: int = 0
    judged: bool = False
    trial: str | None = None
    since: datetime | None = None
    line: str = ""
    ended: tuple[EndedTrial, ...] = ()


def fold(events: Iterable[Event]) -> Live:
    """The state after these events, in their order."""
    live = Live()
    for event in events:
        live = replace(_after(live, event), event=event.seq)
    return live


def _after(live: Live, event: Event) -> Live:
    match event.kind:
        case EventKind.TAKEN:
            return Live(since=event.at)
        case EventKind.JUDGED:
            return replace(live, judged=True)
        case EventKind.STARTED:
            return replace(live, trial=event.label, since=event.at, line="")
        case EventKind.SAID:
            return replace(live, line=event.text)
        case EventKind.ENDED:
            ended = EndedTrial(event.label, event.outcome or "undecided", event.text, _seconds(live, event))
            return replace(live, trial=None, line="", ended=(*live.ended, ended))


def _seconds(live: Live, event: Event) -> float:
    return round((event.at - live.since).total_seconds(), 1) if live.since else 0.0
