"""What the store keeps, as frozen records. A record is what was true when it was read; nothing in it changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.reading import Question


class State(StrEnum):
    """How far a run is. `failed` means that there is no report, and the run says why."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in {State.DONE, State.FAILED}


class SourceKind(StrEnum):
    """Where a project comes from."""

    GIT = "git"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Source:
    """A project's origin: `url` and `ref` of a repository, or the file name of an upload in `name`."""

    kind: SourceKind
    name: str
    url: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for. Without `trials`, the static answer is all that is wanted."""

    source: Source
    question: Question
    trials: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One request and what became of it. `error` and `hint` say why it failed."""

    id: str
    state: State
    request: Request
    created: datetime
    started: datetime | None
    ended: datetime | None
    attempts: int
    error: str
    hint: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One candidate of a report, as short as a list needs it."""

    tensorflow: str
    verdict: str
    after_patch: str


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run with the verdicts of its newest report."""

    run: Run
    cells: tuple[Cell, ...]


class EventKind(StrEnum):
    """What a run can say. `taken` starts an attempt: what was said before it belongs to one that is lost."""

    TAKEN = "taken"
    JUDGED = "judged"
    STARTED = "started"
    SAID = "said"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a run said. `label` names the trial, `outcome` how it ended; `seq` counts from 1."""

    seq: int
    at: datetime
    kind: EventKind
    label: str
    text: str
    outcome: str | None = None
