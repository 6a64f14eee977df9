"""Runs beside each other: of the same thing, to learn what is a flake; of two versions, to learn what was lost."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from service.nouns import Candidate, Kind, Outcome, Reason, Trial
from service.testing import PerTest


class Comparison(NamedTuple):
    """Tests that ended well before: `kept` still do, `lost` fail, `unrun` were skipped, lacked something or gone."""

    kept: frozenset[str]
    lost: tuple[PerTest, ...]
    unrun: frozenset[str]


def flaky(trials: Iterable[Trial]) -> frozenset[str]:
    """Tests that ended well in one run and badly in another of the very same thing."""
    found: set[str] = set()
    for trial in trials:
        suites = [outcome.suite for outcome in trial.runs if outcome.suite and not outcome.suite.doubt]
        good = {name for suite in suites for name in suite.good}
        found |= {test.name for suite in suites for test in suite.bad if test.name in good}
    return frozenset(found)


def learnt(results: Mapping[Candidate, tuple[Trial, ...]]) -> frozenset[str]:
    """What all trials together show to be flaky: the baseline and what is held against it as itself are the same."""
    same: dict[tuple[Candidate, bool], Trial] = {}
    for candidate, trials in results.items():
        for trial in trials:
            key = (candidate._replace(again=False), trial.patched)
            known = same.get(key)
            same[key] = known._replace(again=(*known.again, *trial.runs)) if known else trial
    return flaky(same.values())


def standing(trial: Trial) -> Outcome:
    """What counts of a trial that was run more than once: a failure only where it failed each time.

    Where its tests were told, each of them is judged for itself: then it is the run that failed.
    """
    runs = trial.runs
    if undecided := next((run for run in runs if run.kind is Kind.UNDECIDED), None):
        return undecided
    failed = [run for run in runs if run.kind is Kind.FAILED]
    if not failed or len(failed) == len(runs):
        return runs[0]
    if all(_is_told(run) for run in runs):
        return failed[0]
    message = f"passed once and failed once in {len(runs)} runs of the same: {failed[0].message}"
    return failed[0]._replace(reason=Reason.FLAKY, message=message)


def by_test(before: Outcome, after: Outcome, flakes: Collection[str] = ()) -> Comparison | None:
    """None where not both were told to their end, or where something else than a test made the second alone fail."""
    newly = after.reason is Reason.EXIT_CODE and before.reason is not Reason.EXIT_CODE
    if newly or not (_is_told(before) and _is_told(after)):
        return None
    assert before.suite is not None
    assert after.suite is not None
    compared = before.suite.good.difference(flakes)
    kept = compared & after.suite.good
    ends = after.suite.by_name
    lost = tuple(found for name in sorted(compared - kept) if (found := _lost(name, ends)))
    return Comparison(kept, lost, compared - kept - {test.name for test in lost})


def _is_told(outcome: Outcome) -> bool:
    """Whether its tests decided how it ended, or all of them ended well beside an exit code that is not 0."""
    suite = outcome.suite
    if suite is None or not suite.is_whole:
        return False
    return bool(suite.bad) or outcome.reason in {None, Reason.EXIT_CODE}


def _lost(name: str, ends: Mapping[str, PerTest]) -> PerTest | None:
    """How a test ended badly, itself or with its whole file."""
    found = ends.get(name) or ends.get(name.partition("::")[0])
    return found._replace(name=name) if found and found.ending.is_bad and not found.lacks else None
