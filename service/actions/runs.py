"""Actions on runs: ask for one, look at it, list them, and take what it ended with."""

from dataclasses import dataclass

from service.actions.desk import Desk
from service.actions.projects import LONGEST_NAME, ArchiveProject, GitProject
from service.actions.wanted import check_question
from service.address import check_address
from service.errors import NotFound, NotReady, WrongUse
from service.reading import Question
from service.report import Report
from service.store import reports, rows
from service.store.database import Row
from service.store.live import Live, fold
from service.store.records import ListedRun, Project, Request, Run, Source, SourceKind, State, TrialRow
from service.store.repeats import Repeat, fingerprint
from service.store.turns import Priority

LONGEST_LIST = 200
MOST_REPORTS = 4


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
    group: str = ""
    priority: Priority = Priority.NORMAL
    labels: tuple[str, ...] = ()
    key: str | None = None
    """The same key with the same request is the same run, however often it is sent."""

    def perform(self, desk: Desk) -> Run:
        check_question(self.question, desk.matrix)
        match self.project:
            case GitProject(url, ref):
                name = check_address(url, ref, desk.settings).name
                return self._add(desk, Source(SourceKind.GIT, name, url, ref), None)
            case ArchiveProject() as archive:
                with archive.held(desk) as content:
                    archive.unpacked(content, desk)
                    return self._add(desk, Source(SourceKind.ARCHIVE, archive.file_name), content)

    def _add(self, desk: Desk, source: Source, content: bytes | None) -> Run:
        request = Request(source, self.question, self.trials, self.group, self.priority, self.labels)
        if self.key is None:
            return desk.store.add(request, content)
        repeat = Repeat(self.key, fingerprint(request, content))
        return repeat.known(desk.store) or repeat.add(desk.store, request, content)


@dataclass(frozen=True, slots=True)
class GetRun:
    """One run with its live state."""

    id: str

    def perform(self, desk: Desk) -> RunState:
        run = find(desk, self.id)
        return RunState(run, fold(desk.store.events(self.id)), _report(desk, run))


@dataclass(frozen=True, slots=True)
class ListRuns:
    """Runs, newest first. `before` is the id of the last run of the page before."""

    limit: int = 50
    before: str | None = None
    project: str | None = None

    def perform(self, desk: Desk) -> tuple[ListedRun, ...]:
        return tuple(map(rows.listed, self.rows(desk)))

    def rows(self, desk: Desk) -> list[Row]:
        """As they are stored."""
        _check_limit(self.limit)
        if self.before is not None:
            find(desk, self.before)
        return desk.store.listing(self.limit, self.before, self.project)


@dataclass(frozen=True, slots=True)
class ListProjects:
    """Projects by name. `after` is the last name of the page before."""

    limit: int = 50
    after: str | None = None

    def perform(self, desk: Desk) -> tuple[Project, ...]:
        _check_limit(self.limit)
        return desk.store.projects(self.limit, self.after)


@dataclass(frozen=True, slots=True)
class ListTrials:
    """The trials of a run, as far as they are."""

    id: str

    def perform(self, desk: Desk) -> tuple[TrialRow, ...]:
        find(desk, self.id)
        return desk.store.trials(self.id)


@dataclass(frozen=True, slots=True)
class GetLog:
    """All that a trial wrote."""

    id: str
    trial: str

    def perform(self, desk: Desk) -> str:
        find(desk, self.id)
        log = desk.store.log(self.id, self.trial)
        if log is None:
            raise NotFound(
                f"there is no log of a trial {self.trial[:LONGEST_NAME]!r}", f"{_address(self.id)}/trials lists them"
            )
        return log


@dataclass(frozen=True, slots=True)
class CancelRun:
    """Ends a run at once, with its containers. One that is over stays as it is."""

    id: str

    def perform(self, desk: Desk) -> Run:
        run = find(desk, self.id)
        if not run.state.is_over:
            desk.store.cancel(self.id)
        return find(desk, self.id)


@dataclass(frozen=True, slots=True)
class RetryRun:
    """Takes a run that is over up again: one trial of it, or what did not end."""

    id: str
    trial: str | None = None

    def perform(self, desk: Desk) -> Run:
        run = find(desk, self.id)
        if self.trial is not None and all(self.trial != row.key for row in desk.store.trials(self.id)):
            raise NotFound(f"there is no trial {self.trial[:LONGEST_NAME]!r}", f"{_address(self.id)}/trials lists them")
        if not desk.store.retry(self.id, self.trial):
            raise NotReady(f"run {self.id} is {run.state.value}", "wait for its end, or cancel it")
        return find(desk, self.id)


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
            case State.CANCELLED:
                raise NotFound(f"run {self.id} was cancelled and has no report", "retry it, or ask again")
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


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= LONGEST_LIST:
        raise WrongUse(f"limit {limit}: expected 1 to {LONGEST_LIST}", "leave it out for 50")


def _address(run_id: str) -> str:
    return f"/api/v1/runs/{run_id}"


def _report(desk: Desk, run: Run) -> Report | None:
    key = (run.id, run.round, run.ended)
    if found := desk.reports.get(key):
        return found
    text = desk.store.report(run.id)
    if not text:
        return None
    found = reports.parse(text)
    if run.state is State.DONE:
        if len(desk.reports) >= MOST_REPORTS:
            desk.reports.clear()
        desk.reports[key] = found
    return found


def find(desk: Desk, run_id: str) -> Run:
    """Raises NotFound."""
    run = desk.store.get(run_id)
    if run is None:
        hint = "it may have been deleted since, or its address is not whole; `/api/v1/runs` lists all that there are"
        raise NotFound(f"there is no run `{run_id[:LONGEST_NAME]}`", hint)
    return run
