"""Actions on facts alone: what goes with what somebody has, and what causes the errors in a log."""

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from service.actions.desk import Desk
from service.errors import WrongUse
from service.explain.answer import Explained
from service.explain.explaining import explain, last_error
from service.having import having
from service.matrix import rows
from service.rows import Row

MOST_ANSWERS = 32


@dataclass(frozen=True, slots=True)
class Explanation:
    """The line of a log that ended it, and what is known about the errors in it; the last one is first."""

    error: str
    explained: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class ExplainLog:
    """`tf` is the TensorFlow that it ran on: of what is known of packages, then only what concerns it."""

    log: str
    tf: str | None = None

    def perform(self, desk: Desk) -> Explanation:
        return Explanation(last_error(self.log), explain(self.log, desk.matrix, _minor(self.tf)))


@dataclass(frozen=True, slots=True)
class AskMatrix:
    """The releases that go with all that somebody has, newest first. `said` are the words of `upflow matrix`."""

    said: Mapping[str, str | None]
    beside: tuple[str, ...] = ()

    def perform(self, desk: Desk) -> tuple[Row, ...]:
        """Raises WrongUse for words that mean nothing. The same question again is answered at once."""
        key = (frozenset((name, text) for name, text in self.said.items() if text is not None), self.beside)
        found = desk.answered.get(key)
        if found is None:
            found = rows(desk.matrix, having(desk.matrix, self.said, self.beside))
            if len(desk.answered) >= MOST_ANSWERS:
                desk.answered.clear()
            desk.answered[key] = found
        return found


def _minor(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return ".".join(map(str, Version(text).release[:2]))
    except InvalidVersion:
        raise WrongUse(f"{text[:50]!r} is no version of TensorFlow", "write it as 2.16, or leave it out") from None
