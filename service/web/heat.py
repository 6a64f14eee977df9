"""The heat map of a run: a row a candidate, a cell a stage, with what its trials say while they still run. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.headline import blocked_by
from service.nouns import Kind, Verdict
from service.report import CandidatePart, Report
from service.stages import Cell, Half, Stage, Told, cells, of_baseline
from service.store.live import Live

_LABEL = re.compile(r"TensorFlow (?P<version>[^\s,]+)")
_TEST = re.compile(r"\S+\.py::")
PATCHED = "with the patch"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One candidate. `sentence` says its verdict in words, `same_as` names a newer row that has the same sentence."""

    tensorflow: str
    python: str
    keras: str | None
    verdict: str
    certainty: str
    after_patch: str
    sentence: str
    same_as: str | None
    advice: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Candidates, newest first, and the project as it is. `stages` are those that some row knows something of."""

    stages: tuple[Stage, ...]
    rows: tuple[HeatRow, ...]
    baseline: tuple[Cell, ...]
    more: int


def heat(report: Report, live: Live, *, limit: int, tried: bool = False) -> HeatMap:
    """The map of a report; `more` candidates are older than those that it shows.

    Where they are being `tried`, every stage of a trial is there from the beginning: columns do not come later.
    """
    telling = told(live)
    newest = tuple(reversed(report.candidates))
    rows = tuple(_rows(report, newest[:limit], telling))
    baseline = _with(of_baseline(report), report.project.baseline.tensorflow, telling)
    every = [cell for row in (*(row.cells for row in rows), baseline) for cell in row]
    known = {cell.stage for cell in every if cell.plain.told is not Told.NONE or cell.patched}
    known |= {Stage.INSTALL, Stage.IMPORT, Stage.TESTS} if tried else set()
    stages = tuple(stage for stage in Stage if stage in known)
    return HeatMap(stages, rows, baseline, max(0, len(newest) - limit))


def told(live: Live) -> dict[tuple[str, bool], Half]:
    """What trials that ended, and those that run, say of their last stage, by version and patch."""
    found: dict[tuple[str, bool], Half] = {}
    ends = {Kind.PASSED: Told.WORKS, Kind.FAILED: Told.BREAKS, Kind.UNDECIDED: Told.UNKNOWN}
    for ended in live.ended:
        if key := _key(ended.label):
            found[key] = Half(ends[Kind(ended.outcome)], ended.message)
    for trial in live.running:
        if key := _key(trial.label):
            found[key] = Half(Told.RUNNING, trial.line)
    return found


def _key(label: str) -> tuple[str, bool] | None:
    found = _LABEL.search(label)
    return (found["version"], PATCHED in label) if found else None


def _rows(
    report: Report, candidates: Sequence[CandidatePart], telling: dict[tuple[str, bool], Half]
) -> Iterator[HeatRow]:
    before: tuple[str, str] | None = None
    for candidate in candidates:
        says = sentence(report, candidate)
        same = before[0] if before and before[1] == says else None
        before = before if same and before else (candidate.tensorflow, says)
        yield HeatRow(
            tensorflow=candidate.tensorflow,
            python=candidate.python,
            keras=candidate.keras,
            verdict=candidate.verdict,
            certainty=candidate.certainty,
            after_patch=candidate.after_patch,
            sentence=says,
            same_as=same,
            advice=candidate.advice,
            cells=_with(cells(report, candidate), candidate.tensorflow, telling),
        )


def _with(known: tuple[Cell, ...], version: str, telling: dict[tuple[str, bool], Half]) -> tuple[Cell, ...]:
    """The cells, where the report has no trial yet with what was told of it."""
    plain, patched = (telling.get((version, each)) for each in (False, True))
    before = (_come_by(plain), _come_by(patched))
    telling_of = {Stage.TESTS: (plain, patched), Stage.INSTALL: before, Stage.IMPORT: before}
    return tuple(_live(cell, *telling_of[cell.stage]) if cell.stage in telling_of else cell for cell in known)


def _come_by(told: Half | None) -> Half | None:
    """What is known of the stages before the last of a trial: it came by them where tests ran, or it ended well."""
    came = told is not None and (told.told is Told.WORKS or (told.told is Told.BREAKS and _TEST.match(told.note)))
    return Half(Told.WORKS) if came else None


def _live(cell: Cell, plain: Half | None, patched: Half | None) -> Cell:
    if cell.plain.told is not Told.NONE:
        return cell
    return replace(cell, plain=plain or cell.plain, patched=cell.patched or patched)


def sentence(report: Report, candidate: CandidatePart) -> str:
    """The verdict of one candidate in words."""
    match Verdict(candidate.verdict):
        case Verdict.WORKS:
            if candidate.certainty == "measured":
                return "Its trial passed, as the baseline's did."
            return "Everything in the code is understood, and nothing of it changes."
        case Verdict.BREAKS | Verdict.CHANGES | Verdict.UNKNOWN:
            return blocked_by(report, candidate) or "No reason is known."
