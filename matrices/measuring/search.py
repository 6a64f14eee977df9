"""The search for the smallest set of pins with which all stages pass: single pins first, and no pin without effect."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from matrices.measuring.laboratory import Installed, Refused
from matrices.measuring.stages import Seen
from matrices.measuring.trial import is_doubled

MOST = 5

Pins = frozenset[str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One installation with some pins, and what was seen of it."""

    pins: Pins
    what: Installed | Refused
    seen: Seen = field(default_factory=Seen)

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(self.seen.results.failed)

    def passes(self, stages: Iterable[str]) -> bool:
        """Whether all of them pass, and not by luck."""
        sound = isinstance(self.what, Installed) and not is_doubled(self.what.packages)
        return sound and set(stages) <= set(self.seen.results.passed)

    def rank(self, stages: Sequence[str]) -> tuple[bool, ...]:
        """Earlier stages weigh more: who cannot import it is not helped by a stage that does without."""
        return tuple(self.passes([stage]) for stage in stages)


def search(
    start: Attempt,
    stages: Sequence[str],
    attempt: Callable[[Pins], Attempt],
    suspects: Callable[[Attempt, str], Sequence[str]],
    left: Iterable[str] = (),
) -> Attempt | None:
    """The best that pins can do, judged by stages in their order; None where they do nothing. What is left fails on."""
    done = {start.pins: start}

    def tried(pins: Pins) -> Attempt:
        if pins not in done:
            done[pins] = attempt(pins)
        return done[pins]

    best, hopeless, doubtful = start, set(left), set[str]()
    while (stage := _first(best, hopeless)) and len(best.pins) < MOST:
        earlier = stages[: stages.index(stage)]
        sets = (_with(best.pins, pin) for pin in suspects(best, stage))
        better = next((found for pins in sets if _gains(found := tried(pins), best, stage, earlier)), None)
        if better is None:
            hopeless.add(stage)
            continue
        doubtful |= better.pins - best.pins
        best = better
        if stage not in best.failed:
            best = _smallest(best, doubtful, tried)
            doubtful.clear()
    return best if best.rank(stages) > start.rank(stages) else None


def _first(attempt: Attempt, hopeless: set[str]) -> str | None:
    left = [stage for stage in attempt.seen.results.failed if stage not in hopeless]
    return next(iter(left), None)


def _with(pins: Pins, pin: str) -> Pins:
    """A second pin of a package takes the place of the first."""
    name = _package(pin)
    return frozenset({pin, *(other for other in pins if _package(other) != name)})


def _package(pin: str) -> str:
    return canonicalize_name(Requirement(pin).name)


def _gains(found: Attempt, best: Attempt, stage: str, earlier: Sequence[str]) -> bool:
    """The stage passes now, or fails for another reason, and nothing that passed before it is lost."""
    if not found.passes(set(best.seen.results.passed) & set(earlier)):
        return False
    error = found.seen.results.failed.get(stage)
    return error is None or _words(error) != _words(best.seen.results.failed[stage])


def _words(error: str) -> str:
    return re.sub(r"0x[0-9a-f]+|\d+", "", error)


def _smallest(best: Attempt, doubtful: Iterable[str], tried: Callable[[Pins], Attempt]) -> Attempt:
    """Without what the other pins can do without. The last pin is what made the stage pass: alone it is not doubted."""
    asked = sorted(set(doubtful) & best.pins)
    for pin in asked if len(asked) > 1 else ():
        without = tried(best.pins - {pin})
        if without.passes(best.seen.results.passed):
            best = without
    return best
