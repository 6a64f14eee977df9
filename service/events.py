"""What is told of a run while it goes on, to whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from service.nouns import Outcome
from service.report import Report


@dataclass(frozen=True, slots=True)
class StaticAnswer:
    """The answer before any container ran."""

    report: Report


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """A trial begins: `label` names it for a reader."""

    label: str


@dataclass(frozen=True, slots=True)
class TrialSaid:
    """The last line of a trial's output, or of its preparation."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """A trial ended."""

    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Untried:
    """Nothing can be tried: the static answer is all, and `why` says what to do about it."""

    why: str


Event: TypeAlias = StaticAnswer | TrialStarted | TrialSaid | TrialEnded | Untried
Listen: TypeAlias = Callable[[Event], None]
