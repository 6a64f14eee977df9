"""upflow's own runs, as the bot asks for them and reads them: nothing of a forge goes into them but files."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from service.actions import ArchiveProject, CancelRun, Desk, GetRun, RequestRun
from service.bot.preparing import packed
from service.errors import NotFound
from service.reading import Question
from service.report import Report
from service.store.records import State


class Ended(NamedTuple):
    """How a run ended: with a report, or with an error and what to do about it."""

    report: Report | None
    error: str = ""
    hint: str = ""


class Runner(Protocol):
    """Whoever makes runs."""

    def ask(self, name: str, files: Mapping[str, bytes], question: Question) -> str:
        """The id of a new run. Raises WrongUse."""

    def ended(self, run: str) -> Ended | None:
        """None while it goes on."""

    def cancel(self, run: str) -> None:
        """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of the service at this desk. `trials`: whether programs of pull requests are run."""

    desk: Desk
    trials: bool

    def ask(self, name: str, files: Mapping[str, bytes], question: Question) -> str:
        project = ArchiveProject(f"{name}.tar", packed(files))
        return RequestRun(project, question, self.trials).perform(self.desk).id

    def ended(self, run: str) -> Ended | None:
        try:
            found = GetRun(run).perform(self.desk)
        except NotFound:
            return Ended(None, "its run is not there any more", "comment `/upflow check` for a new one")
        match found.run.state:
            case State.QUEUED | State.RUNNING:
                return None
            case State.DONE:
                return Ended(found.report)
            case _:
                return Ended(None, found.run.error or "the run was cancelled", found.run.hint or "ask again")

    def cancel(self, run: str) -> None:
        with suppress(NotFound):
            CancelRun(run).perform(self.desk)
