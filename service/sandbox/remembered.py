"""What trials showed, kept by all that decides it: asking again for the same costs nothing."""

import hashlib
import json
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.keeping import Keeping
from service.nouns import Environment, Kind, Outcome, Reason
from service.sandbox.limits import Limits
from service.testing import Ending, PerTest, Suite, Warned

LAYOUT = "1"
"""Raised when outcomes are found or kept differently: what an older upflow kept is then not used."""

DAYS = 30

ASKED_TO_END = 128 + signal.SIGTERM
"""What ends so may have been ended by whoever stops the engine, and is tried again."""


def key_of(environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], limits: Limits) -> str:
    """The same packages, interpreter, image, files, command and limits, the same key."""
    tree = sorted((path, hashlib.sha256(content).hexdigest()) for path, content in files.items())
    text = json.dumps([LAYOUT, environment.key, tree, command, repr(limits)])
    return hashlib.sha256(text.encode()).hexdigest()


class Remembered:
    """The outcomes of the runs of each key, in their order. What says nothing is not kept."""

    def __init__(self, folder: Path) -> None:
        self._keeping = Keeping(folder, DAYS)
        self._keeping.forget()

    def runs(self, key: str) -> tuple[Outcome, ...]:
        """None where nothing was kept, or where it cannot be read."""
        try:
            return tuple(read_outcome(each) for each in self._keeping.get(key) or ())
        except (ValueError, TypeError):
            return ()

    def add(self, key: str, outcome: Outcome) -> None:
        if outcome.kind is not Kind.UNDECIDED and outcome.exit_code != ASKED_TO_END:
            self._keeping.put(key, [*self.runs(key), outcome])


def read_outcome(kept: list[Any]) -> Outcome:
    """From what JSON made of it. Raises ValueError or TypeError where it is none."""
    reason, message, log, exit_code, seconds, suite, *_ = kept
    known = Reason(reason) if reason else None
    return Outcome(known, message, log, exit_code, seconds, _suite(suite) if suite else None)


def _suite(kept: list[Any]) -> Suite:
    collected, tests, finished, running, doubt, warnings = kept
    told = tuple(PerTest(name, Ending(ending), *rest) for name, ending, *rest in tests)
    return Suite(tuple(collected), told, finished, running, doubt, tuple(Warned(*each) for each in warnings))
