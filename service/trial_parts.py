"""Trials as a report shows them: what counts of them, their tests in numbers, and by name those that matter."""

from collections import Counter
from collections.abc import Collection, Iterable

from service.comparing import by_test, standing
from service.nouns import Trial, Verdict
from service.report import EndPart, PerTestPart, SuitePart, TrialPart, WarnedPart
from service.showing import shown
from service.testing import Ending, Suite
from service.warned import warned

MOST = 50
MOST_SIDE_BY_SIDE = 200


def parts(
    trials: tuple[Trial, ...], baseline: Trial | None, flakes: Collection[str], beside: Collection[str] = ()
) -> tuple[TrialPart, ...]:
    """Each beside the plain trial of the baseline, which is beside nothing. `beside`: tests to be put side by side."""
    return tuple(_part(trial, None if trial is baseline else baseline, flakes, beside) for trial in trials)


def ended_badly(trials: Iterable[Trial]) -> tuple[str, ...]:
    """The tests that ended badly in any of the trials, the first of them by name."""
    suites = (suite for trial in trials if (suite := standing(trial).suite))
    return tuple(sorted({test.name for suite in suites for test in suite.bad})[:MOST_SIDE_BY_SIDE])


def _part(trial: Trial, baseline: Trial | None, flakes: Collection[str], beside: Collection[str]) -> TrialPart:
    outcome = standing(trial)
    verdict = shown(baseline, trial, flakes).verdict
    return TrialPart(
        patched=trial.patched,
        outcome=outcome.kind.value,
        reason=outcome.reason.value if outcome.reason else None,
        message=outcome.message,
        command=trial.command,
        seconds=round(outcome.seconds, 1),
        log=outcome.log,
        runs=len(trial.runs),
        shown=verdict.value if verdict and verdict is not Verdict.UNKNOWN else None,
        tests=_suite(outcome.suite, _lost(trial, baseline, flakes), flakes, beside) if outcome.suite else None,
        warnings=tuple(WarnedPart(*each) for each in warned(outcome)[:MOST]),
    )


def _lost(trial: Trial, baseline: Trial | None, flakes: Collection[str]) -> tuple[str, ...]:
    beside = by_test(standing(baseline), standing(trial), flakes) if baseline else None
    return tuple(test.name for test in beside.lost) if beside else ()


def _suite(suite: Suite, lost: tuple[str, ...], flakes: Collection[str], beside: Collection[str]) -> SuitePart:
    ends = suite.by_name
    count = Counter(test.ending for test in suite.tests)
    return SuitePart(
        collected=len(suite.collected),
        passed=sum(count[ending] for ending in Ending if ending.ran),
        failed=sum(count[ending] for ending in Ending if ending.is_bad),
        skipped=count[Ending.SKIPPED],
        bad=tuple(
            PerTestPart(test.name, test.ending.value, test.message, test.path, test.line) for test in suite.bad[:MOST]
        ),
        lost=lost[:MOST],
        flaky=tuple(sorted({test.name for test in suite.tests}.intersection(flakes)))[:MOST],
        ends=tuple(EndPart(name, ends[name].ending.value) for name in beside if name in ends),
    )
