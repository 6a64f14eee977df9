"""Tests side by side: how each test that ended badly anywhere ended on the baseline and on a candidate. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.plain import one_line
from service.report import CandidatePart, Report, TrialPart

BAD = frozenset({"failed", "error"})
MOST_ROWS = 25


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test: how it ended in each column, None where nothing was told, and what it said where it failed last."""

    name: str
    ends: tuple[str | None, ...]
    message: str


@dataclass(frozen=True, slots=True)
class TestTable:
    """The tests of some trials: of those that ended badly in any of them so many, and how many `more` there are."""

    columns: tuple[str, ...]
    totals: tuple[str, ...]
    rows: tuple[TestRow, ...]
    more: int


def side_by_side(report: Report, candidate: CandidatePart) -> TestTable | None:
    """The baseline, the candidate as it is and with the patch; None where no trial told of its tests."""
    base = report.project.baseline
    tried = [(f"{base.tensorflow}, today", trial) for trial in base.trials if not trial.patched]
    tried += [
        (f"{candidate.tensorflow}, {'with the patch' if trial.patched else 'as it is'}", trial)
        for trial in candidate.trials
    ]
    told = [(name, trial) for name, trial in tried if trial.tests is not None]
    if not told:
        return None
    trials = [trial for _, trial in told]
    names = sorted({end.name for trial in trials if trial.tests for end in trial.tests.ends})
    rows = [row for row in (_row(name, trials) for name in names) if not BAD.isdisjoint(row.ends)]
    return TestTable(
        tuple(name for name, _ in told),
        tuple(map(_total, trials)),
        tuple(rows[:MOST_ROWS]),
        max(0, len(rows) - MOST_ROWS),
    )


def _row(name: str, trials: Sequence[TrialPart]) -> TestRow:
    said = [test.message for trial in trials if trial.tests for test in trial.tests.bad if test.name == name]
    return TestRow(name, tuple(_end(name, trial) for trial in trials), one_line(said[-1]) if said else "")


def _end(name: str, trial: TrialPart) -> str | None:
    ends = trial.tests.ends if trial.tests else ()
    return next((end.ending for end in ends if end.name == name), None)


def _total(trial: TrialPart) -> str:
    assert trial.tests is not None
    return f"{trial.tests.passed} of {trial.tests.collected} passed"
