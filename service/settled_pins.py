"""Which pins a set resolved to, or why it has none: the same set asks the index once a day."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from service.keeping import Keeping
from service.nouns import Outcome, Reason, Set
from service.resolve.index import config, settings
from service.sandbox.remembered import read_outcome

DAYS = 1.0
"""New releases appear, and a set that is asked for tomorrow may have them."""

_SETTINGS = ("UV_", "PIP_")


class SettledPins:
    """Kept by all that decides it: the requirements, the Python, and what uv is and is set to."""

    def __init__(self, folder: Path) -> None:
        self._keeping = Keeping(folder, DAYS)
        self._keeping.forget()

    def get(self, asked: Set) -> tuple[str, ...] | Outcome | None:
        """The pins, or the outcome that says why there are none; None where it is not known."""
        try:
            match self._keeping.get(_key(asked)):
                case {"pins": [*pins]}:
                    return tuple(map(str, pins))
                case {"refused": [*outcome]}:
                    return read_outcome(outcome)
                case _:
                    return None
        except (ValueError, TypeError):
            return None

    def put(self, asked: Set, found: tuple[str, ...] | Outcome) -> None:
        """What only says that the index was away, or the disk full, is not kept."""
        if not isinstance(found, Outcome):
            self._keeping.put(_key(asked), {"pins": found})
        elif found.reason is Reason.NOT_INSTALLABLE:
            self._keeping.put(_key(asked), {"refused": found})


def _key(asked: Set) -> str:
    wanted, limits = (sorted(map(str, each)) for each in (asked.wanted, asked.limits))
    chosen = sorted(pair for pair in settings().items() if pair[0].startswith(_SETTINGS))
    files = [Path(word).read_text() for word in config() if word.startswith("/")]
    text = json.dumps([wanted, limits, asked.python, version("uv"), chosen, files])
    return hashlib.sha256(text.encode()).hexdigest()
