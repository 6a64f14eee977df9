"""What anybody may ask, once: every door parses words into one of these, performs it, and shows the answer."""

import contextlib
import re
import threading
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from matrices import query
from matrices.facts import Matrix
from service.address import check_address
from service.case import Case
from service.errors import NotFound, NotReady, WrongUse
from service.having import machine_of
from service.nouns import Checkout
from service.plan.parts import Plan
from service.plan.planning import plan
from service.project.archive import read_archive
from service.project.checkout import clone
from service.reading import Question
from service.report import Report
from service.resolution import Resolution
from service.resolve.ways import Asking
from service.resolving import resolve_project
from service.settings import Settings
from service.store import reports
from service.store.live import Live, fold
from service.store.records import ListedRun, Request, Run, Source, SourceKind, State
from service.store.store import Store

PYTHON = re.compile(r"[0-9]\.[0-9]{1,2}")
LONGEST_NAME, MOST_TARGETS, LONGEST_LIST = 200, 50, 200


@dataclass(frozen=True, slots=True)
class Desk:
    """What actions need: where runs are kept, what is known, and what the operator set."""

    settings: Settings
    store: Store
    matrix: Matrix
    unpacking: threading.Lock = field(default_factory=threading.Lock)
    resolving: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class RunState:
    """A run with what it does now, and its newest report: static while the trials go on."""

    run: Run
    live: Live
    report: Report | None


@dataclass(frozen=True, slots=True)
class GitProject:
    """A repository that git may fetch: checked when asked for, and again right before it is fetched."""

    url: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class ArchiveProject:
    """An upload: its file name as the sender wrote it, and its bytes."""

    name: str
    content: bytes = field(repr=False)


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
            case ArchiveProject(name, content):
                # One at a time: an archive unpacks to many times its size, in memory.
                with desk.unpacking:
                    read_archive(content, _file_name(name))
                return desk.store.add(self._request(Source(SourceKind.ARCHIVE, _file_name(name))), content)

    def _request(self, source: Source) -> Request:
        return Request(source, self.question, self.trials)


@dataclass(frozen=True, slots=True)
class MakePlan:
    """The plan of a project, at once: nothing is kept and nothing is run."""

    project: GitProject | ArchiveProject
    question: Question

    def perform(self, desk: Desk) -> Plan:
        check_question(self.question, desk.matrix)
        case = Case.unsettled(_checkout(self.project, desk), self.question, desk.matrix)
        return plan(case, self.question)


@dataclass(frozen=True, slots=True)
class FindSets:
    """The nearest working sets of a project, at once; one at a time where the package index is asked."""

    project: GitProject | ArchiveProject
    asking: Asking

    def perform(self, desk: Desk) -> Resolution:
        _check_versions(self.asking.targets, self.asking.baseline, self.asking.python, desk.matrix)
        if not self.asking.facts_alone and len(self.asking.targets) != 1:
            raise WrongUse("`resolve` takes a while for each version", "name one in `to`, or leave `resolve` out")
        checkout = _checkout(self.project, desk)
        with contextlib.nullcontext() if self.asking.facts_alone else desk.resolving:
            return resolve_project(checkout, self.asking, desk.matrix, desk.settings.data / "cache", lambda _line: None)


@dataclass(frozen=True, slots=True)
class GetRun:
    """One run with its live state."""

    id: str

    def perform(self, desk: Desk) -> RunState:
        run = _find(desk, self.id)
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
            _find(desk, self.before)
        return desk.store.newest(self.limit, self.before)


@dataclass(frozen=True, slots=True)
class GetReport:
    """The report of a run that is over, as the JSON that was stored."""

    id: str

    def perform(self, desk: Desk) -> str:
        run = _find(desk, self.id)
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


def check_question(question: Question, matrix: Matrix) -> None:
    """Versions that nobody released are told with the nearest ones. Raises WrongUse."""
    _check_versions(question.targets, question.baseline, question.python, matrix)
    machine_of(matrix, {name: getattr(question, name) for name in ("gpu", "driver", "image", "platform")})


def _check_versions(targets: tuple[str, ...], baseline: str | None, python: str | None, matrix: Matrix) -> None:
    if len(targets) > MOST_TARGETS:
        raise WrongUse(f"{len(targets)} versions in `to`", f"name at most {MOST_TARGETS}")
    for version in (*targets, *([baseline] if baseline else [])):
        try:
            query.find(matrix, version)
        except query.UnknownVersion as error:
            raise WrongUse(str(error), f"upflow knows {_known(matrix)}") from None
    if python is not None and not PYTHON.fullmatch(python):
        raise WrongUse(f"Python {python!r}: expected two numbers, such as 3.12", "or leave it out")


def _checkout(project: GitProject | ArchiveProject, desk: Desk) -> Checkout:
    match project:
        case GitProject(url, ref):
            return clone(url, lambda _line: None, ref=ref, pin=check_address(url, ref, desk.settings).pin)
        case ArchiveProject(name, content):
            with desk.unpacking:
                return read_archive(content, _file_name(name))


def _find(desk: Desk, run_id: str) -> Run:
    run = desk.store.get(run_id)
    if run is None:
        raise NotFound(f"there is no run {run_id[:LONGEST_NAME]!r}", "/api/v1/runs lists all that there are")
    return run


def _file_name(name: str) -> str:
    """The last part of what a sender calls the file; browsers of old send whole paths."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[:LONGEST_NAME] or "archive"


def _known(matrix: Matrix) -> str:
    known = query.releases(matrix)
    return f"{known[-1].version} to {known[0].version}"
