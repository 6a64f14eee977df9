"""What the store keeps, as frozen records. A record is what was true when it was read; nothing in it changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.reading import Question
from service.store.turns import Priority


class State(StrEnum):
    """How far a run is. `failed` means that there is no report, and the run says why; `cancelled`, that it was."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in {State.DONE, State.FAILED, State.CANCELLED}


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
    """What somebody asked for. Without `trials`, the static answer is all that is wanted.

    `project` is whose turn it takes and whose history it is part of; empty is where the source comes from. Who tries
    its candidates must have all `labels`.
    """

    source: Source
    question: Question
    trials: bool = True
    project: str = ""
    priority: Priority = Priority.NORMAL
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One request and what became of it. `error` and `hint` say why it failed.

    `round` grows when something of it is tried again, `attempts` counts the workers that took the round up, and `stuck`
    those of them since something of it was done.
    """

    id: str
    state: State
    request: Request
    created: datetime
    started: datetime | None
    ended: datetime | None
    attempts: int
    error: str
    hint: str
    round: int = 1
    turn: int = 0
    stuck: int = 0


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
    """What a run can say. `taken`: a worker took it up, for the first time or where another one ended in the middle.

    `over` is the last: its text is the state that the run ended with. After `retried`, there is more.
    """

    TAKEN = "taken"
    JUDGED = "judged"
    STARTED = "started"
    SAID = "said"
    ENDED = "ended"
    RETRIED = "retried"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a run said. `label` names the trial, `outcome` how it ended; `seq` counts from 1."""

    seq: int
    at: datetime
    kind: EventKind
    label: str
    text: str
    outcome: str | None = None


class TrialState(StrEnum):
    """How far a trial is."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial of a run. `outcome` is "passed", "failed" or "undecided"; None where it has not ended.

    `attempts` counts the workers that began it, `retries` how often somebody asked for it again.
    """

    key: str
    label: str
    state: TrialState
    outcome: str | None
    reason: str | None
    message: str
    seconds: float
    attempts: int
    retries: int
    worker: str | None
    started: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """Who takes part, and when it was last heard of."""

    id: str
    host: str
    labels: tuple[str, ...]
    started: datetime
    seen: datetime
    beats: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project of which there are runs."""

    name: str
    runs: int
