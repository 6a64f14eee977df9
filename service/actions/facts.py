"""Actions on a text that somebody has: a log of a failure in, its causes out."""

from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from service.actions.desk import Desk
from service.errors import WrongUse
from service.explain.answer import Explained
from service.explain.explaining import explain, last_error


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


def _minor(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return ".".join(map(str, Version(text).release[:2]))
    except InvalidVersion:
        raise WrongUse(f"{text!r} is no version of TensorFlow", "write it as 2.16") from None
