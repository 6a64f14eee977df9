"""How far each candidate comes, stage by stage, as it is and with the patch: the heat map, read from a report. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from migrations.rule import Effect
from service.nouns import Kind, Reason, Verdict
from service.plain import one_line
from service.report import CandidatePart, Report, TrialPart
from service.verdict import static

NOT_READ = "not understood:"
_FRAME = re.compile(r'^\s*File "(?P<path>[^"]+)", line \d+, in (?P<place>\S+)', re.MULTILINE)
_IMPORT = ("ImportError", "ModuleNotFoundError")


class Stage(StrEnum):
    """What has to go well, in the order in which it is met."""

    CODE = "code"
    INSTALL = "install"
    IMPORT = "import"
    TESTS = "tests"
    ARTIFACTS = "artifacts"
    NUMBERS = "numbers"


class Told(StrEnum):
    """What a stage shows: a verdict, or that nothing has reached it."""

    WORKS = "works"
    BREAKS = "breaks"
    CHANGES = "changes"
    UNKNOWN = "unknown"
    NONE = "none"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a cell: what is told, and why in one line."""

    told: Told
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one candidate. `patched` is None where no patch was tried or wanted there."""

    stage: Stage
    plain: Half
    patched: Half | None


NOTHING = Half(Told.NONE)


def cells(report: Report, candidate: CandidatePart) -> tuple[Cell, ...]:
    """Every stage of a candidate."""
    plain, patched = (find(candidate.trials, patched=each) for each in (False, True))
    halves = {stage: (half(plain, stage), half(patched, stage) if patched else None) for stage in Stage}
    halves[Stage.CODE] = _code(report, candidate)
    halves[Stage.ARTIFACTS] = _artifacts(candidate), None
    halves[Stage.NUMBERS] = _numbers(candidate)
    if broken := _package(candidate):
        halves[Stage.INSTALL] = (broken, None)
    return tuple(Cell(stage, *halves[stage]) for stage in Stage)


def of_baseline(report: Report) -> tuple[Cell, ...]:
    """The project as it is: nothing of its code changes, and what its trials showed."""
    plain, patched = (find(report.project.baseline.trials, patched=each) for each in (False, True))
    halves = {stage: (half(plain, stage), half(patched, stage) if patched else None) for stage in Stage}
    saved = any(one.counts for candidate in report.candidates for one in candidate.artifacts)
    called = any(candidate.numbers for candidate in report.candidates)
    halves[Stage.ARTIFACTS] = Half(Told.WORKS, "what they are held against") if saved else NOTHING, None
    halves[Stage.NUMBERS] = Half(Told.WORKS, "what they are held against") if called else NOTHING, None
    halves[Stage.CODE] = (Half(Told.WORKS, "what it was written for"), None)
    return tuple(Cell(stage, *halves[stage]) for stage in Stage)


def find(trials: Iterable[TrialPart], *, patched: bool) -> TrialPart | None:
    return next((trial for trial in trials if trial.patched is patched), None)


def half(trial: TrialPart | None, stage: Stage) -> Half:
    """What one trial says of one stage."""
    if trial is None:
        return NOTHING
    why = one_line(trial.message)
    reached = _reached(trial)
    order = list(Stage)
    if order.index(stage) < order.index(reached):
        return Half(Told.WORKS)
    if stage is not reached:
        return NOTHING
    return Half(_told(trial), why)


def _told(trial: TrialPart) -> Told:
    """What the trial shows at the stage that it came to."""
    if trial.outcome == Kind.PASSED or trial.shown == Verdict.WORKS:
        return Told.WORKS
    if trial.outcome == Kind.FAILED:
        return Told.BREAKS
    return Told.UNKNOWN


def _reached(trial: TrialPart) -> Stage:
    """The stage at which a trial ended."""
    if trial.outcome == Kind.PASSED:
        return Stage.TESTS
    if trial.reason in {Reason.NOT_INSTALLABLE, Reason.INDEX_UNREACHABLE, Reason.NO_IMAGE}:
        return Stage.INSTALL
    return Stage.IMPORT if _died_importing(trial) else Stage.TESTS


def _died_importing(trial: TrialPart) -> bool:
    """Whether no line of the project's own came to its turn: a package that it imports failed by itself."""
    if trial.tests is not None and trial.tests.collected:
        return False
    if trial.message.startswith(_IMPORT):
        return True
    _, traced, last = trial.log.rpartition("Traceback (most recent call last):")
    frames = list(_FRAME.finditer(last if traced else ""))
    return bool(frames) and frames[-1]["place"] == "<module>" and not frames[-1]["path"].startswith("/work/")


def _code(report: Report, candidate: CandidatePart) -> tuple[Half, Half | None]:
    """What the text alone says, and what is left of it when all that can be patched is."""
    if not candidate.python:
        return NOTHING, None
    found = [report.findings[at] for reason in candidate.reasons for at in reason.findings]
    doubts = [reason for reason in candidate.reasons if reason.kind == "code" and NOT_READ in reason.message]
    says = static((Effect(one.effect) for one in found), doubted=bool(doubts))
    note = one_line(found[0].message) if found else one_line(doubts[0].message) if doubts else "nothing of it changes"
    plain = Half(Told(says.value), note)
    if not any(one.fix != "manual" for one in found):
        return plain, None
    left = [one for one in found if one.fix == "manual"]
    after = static((Effect(one.effect) for one in left), doubted=bool(doubts))
    return plain, Half(Told(after.value), one_line(left[0].message) if left else "all of it is rewritten")


def _artifacts(candidate: CandidatePart) -> Half:
    """The saved files that the code loads: as good as the worst of them."""
    told = [(one.verdict, f"{one.path}: {one.message or one.candidate}") for one in candidate.artifacts if one.counts]
    return _worst(told, "saved files load and hold the same")


def _numbers(candidate: CandidatePart) -> tuple[Half, Half | None]:
    """The functions that are called on both versions, as it is and with the patch."""
    plain, patched = (
        [(one.verdict, f"{one.function}: {one.message}") for one in candidate.numbers if one.patched is each]
        for each in (False, True)
    )
    good = "the same numbers as before"
    return _worst(plain, good), _worst(patched, good) if patched else None


def _worst(told: Sequence[tuple[str, str]], good: str) -> Half:
    """What breaks counts before what changes, and that before what nobody can tell."""
    for verdict in (Verdict.BREAKS, Verdict.CHANGES, Verdict.UNKNOWN):
        why = next((message for said, message in told if said == verdict), None)
        if why is not None:
            return Half(Told(verdict.value), one_line(why))
    return Half(Told.WORKS, good) if told else NOTHING


def _package(candidate: CandidatePart) -> Half | None:
    """A set that is known not to install or not to go together, before anything is tried."""
    if candidate.trials or candidate.python:
        return None
    said = next((reason.message for reason in candidate.reasons if reason.kind == "package"), "no Python has a wheel")
    return Half(Told.BREAKS, one_line(said))
