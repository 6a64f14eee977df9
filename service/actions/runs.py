"""Actions on runs: ask for one, look at it, list them, and take what it ended with."""

from dataclasses import dataclass

from service.actions.desk import Desk
from service.actions.projects import LONGEST_NAME, ArchiveProject, GitProject
from service.actions.wanted import check_question
from service.address import check_address
from service.errors import NotFound, NotReady, WrongUse
from service.reading import Question
from service.report import Report
from service.store import reports
from service.store.live import Live, fold
from service.store.records import ListedRun, Request, Run, Source, SourceKind, State

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class RunState:
    """A run with what it does now, and its newest report: static while the trials go on."""

    run: Run
    live: Live
    report: Report | None


@dataclass(frozen=True, slots=True)
class RequestRun:
    """A new run. Everything that can be known to be wrong is told now, not by a run that fails."""

    project: GitProject | ArchiveProject
    question: Question
    trials: bool = True

    def perform(self, desk: Desk) -> Run:
        check_question(self.question, desk.matrix)
        match self.project:
            case GitProject(url, ref):
                name = check_address(url, ref, desk.settings).name
                return desk.store.add(self._request(Source(SourceKind.GIT, name, url, ref)))
            case ArchiveProject(_, content) as archive:
                archive.read(desk)
                return desk.store.add(self._request(Source(SourceKind.ARCHIVE, archive.file_name)), content)

    def _request(self, source: Source) -> Request:
        return Request(source, self.question, self.trials)


@dataclass(frozen=True, slots=True)
class GetRun:
    """One run with its live state."""

    id: str

    def perform(self, desk: Desk) -> RunState:
        run = find(desk, self.id)
        text = desk.store.report(self.id)
        return RunState(run, fold(desk.store.events(self.id)), reports.parse(text) if text else None)


@dataclass(frozen=True, slots=True)
class ListRuns:
    """Runs, newest first. `before` is the id of the last run of the page before."""

    limit: int = 50
    before: str | None = None

    def perform(self, desk: Desk) -> tuple[ListedRun, ...]:
        if not 1 <= self.limit <= LONGEST_LIST:
            raise WrongUse(f"limit {self.limit}: expected 1 to {LONGEST_LIST}", "leave it out for 50")
        if self.before is not None:
            find(desk, self.before)
        return desk.store.newest(self.limit, self.before)


@dataclass(frozen=True, slots=True)
class GetReport:
    """The report of a run that is over, as the JSON that was stored."""

    id: str

    def perform(self, desk: Desk) -> str:
        run = find(desk, self.id)
        match run.state:
            case State.DONE:
                text = desk.store.report(self.id, complete=True)
                assert text is not None
                return text
            case State.FAILED:
                raise NotFound(f"run {self.id} failed and has no report: {run.error}", run.hint or "ask again")
            case State.QUEUED | State.RUNNING:
                raise NotReady(
                    f"run {self.id} is {run.state.value}: its report is not complete",
                    f"ask again later; /api/v1/runs/{self.id} shows how far it is and the static report",
                )


@dataclass(frozen=True, slots=True)
class GetPatch:
    """The patch of a run that is over, byte for byte."""

    id: str

    def perform(self, desk: Desk) -> bytes:
        report = reports.parse(GetReport(self.id).perform(desk))
        if report.patch is None:
            raise NotFound(f"run {self.id} has no patch", "its report says what to do for each candidate")
        return report.patch.diff.encode("utf-8", errors="surrogateescape")


def find(desk: Desk, run_id: str) -> Run:
    """Raises NotFound."""
    run = desk.store.get(run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id[:LONGEST_NAME]!r}", "/api/v1/runs lists all that there are")
    return run
