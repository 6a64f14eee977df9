"""What trials showed, kept by all that decides it: asking again for the same costs nothing."""

import contextlib
import gzip
import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.nouns import Environment, Kind, Outcome, Reason
from service.sandbox.limits import Limits
from service.testing import Ending, PerTest, Suite, Warned

LAYOUT = "1"
"""Raised when outcomes are found or kept differently: what an older upflow kept is then not used."""

DAYS = 30


def key_of(environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], limits: Limits) -> str:
    """The same packages, interpreter, image, files, command and limits, the same key."""
    tree = sorted((path, hashlib.sha256(content).hexdigest()) for path, content in files.items())
    text = json.dumps([LAYOUT, environment.key, tree, command, repr(limits)])
    return hashlib.sha256(text.encode()).hexdigest()


class Remembered:
    """A file for each key, with the outcomes of its runs in their order. What says nothing is not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def runs(self, key: str) -> tuple[Outcome, ...]:
        """None where nothing was kept, or where it cannot be read."""
        try:
            kept = json.loads(gzip.decompress(self._path(key).read_bytes()))
            return tuple(_outcome(each) for each in kept)
        except (OSError, EOFError, ValueError, TypeError, KeyError):
            return ()

    def add(self, key: str, outcome: Outcome) -> None:
        """Whole or not at all, as several processes may write; a disk that is full only forgets."""
        if outcome.kind is Kind.UNDECIDED:
            return
        kept = json.dumps([*self.runs(key), outcome]).encode()
        new = self._folder / f"{uuid.uuid4().hex}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(gzip.compress(kept, compresslevel=1))
            new.rename(self._path(key))
        except OSError:
            with contextlib.suppress(OSError):
                new.unlink()

    def forget(self) -> None:
        """What is older than a month."""
        oldest = time.time() - DAYS * 86400
        for path in self._folder.glob("*"):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json.gz"


def _outcome(kept: list[Any]) -> Outcome:
    reason, message, log, exit_code, seconds, suite, *_ = kept
    known = Reason(reason) if reason else None
    return Outcome(known, message, log, exit_code, seconds, _suite(suite) if suite else None)


def _suite(kept: list[Any]) -> Suite:
    collected, tests, finished, running, doubt, warnings = kept
    told = tuple(PerTest(name, Ending(ending), *rest) for name, ending, *rest in tests)
    return Suite(tuple(collected), told, finished, running, doubt, tuple(Warned(*each) for each in warnings))
