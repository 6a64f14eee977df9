"""What was tried alone on two TensorFlows, beside each other: whether it still works and gives the same numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from service.loading_calls import Calls
from service.nouns import Kind, Reason, Verdict
from service.numbers import Difference, Tolerance, differences
from service.probes import Level, Probe, Probed, Run, Way

_FIRST_SEED, _SECOND, _OTHER_SEED = 0, 1, 2


class Beside(NamedTuple):
    """One thing, old against new. `unstable` are paths whose numbers differ between two runs of the same.

    `counts`: whether it decides about its candidate; `worked`: whether it did on the baseline.
    """

    probe: Probe
    verdict: Verdict
    old: Run | None
    new: Run | None
    message: str = ""
    differences: tuple[Difference, ...] = ()
    unstable: tuple[str, ...] = ()
    counts: bool = True

    @property
    def worked(self) -> bool:
        return self.old is not None and self.old.reason is None


class Standing(NamedTuple):
    """What counts of all runs of a thing; `seeded` are paths whose numbers come from the seed."""

    run: Run
    unstable: frozenset[str] = frozenset()
    seeded: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """What was found, and why."""

    verdict: Verdict
    message: str = ""
    differences: tuple[Difference, ...] = ()


def standing(probed: Probed, tolerance: Tolerance) -> Standing:
    """A failure only where it failed each time."""
    runs = probed.runs
    bad = [run for run in runs if run.reason is not None]
    if undecided := next((run for run in bad if run.reason and run.reason.kind is Kind.UNDECIDED), None):
        return Standing(undecided)
    if bad and len(bad) < len(runs):
        message = f"worked once and failed once in {len(runs)} runs of the same: {bad[0].message}"
        return Standing(bad[0]._replace(reason=Reason.FLAKY, message=message))
    if bad or len(runs) < _SECOND + 1:
        return Standing(runs[0])
    unstable = _differing(runs, _SECOND, tolerance, probed.probe)
    seeded = _differing(runs, _OTHER_SEED, tolerance, probed.probe) - unstable
    return Standing(runs[0], unstable, seeded)


def _differing(runs: Sequence[Run], other: int, tolerance: Tolerance, probe: Probe) -> frozenset[str]:
    if other >= len(runs):
        return frozenset()
    found = differences(runs[0].arrays, runs[other].arrays, tolerance, steps=probe.way is Way.TFLITE)
    return frozenset(each.path for each in found)


class Comparing(NamedTuple):
    """What a comparison goes by: how near numbers have to be, and what the code calls."""

    tolerance: Tolerance
    calls: Calls

    def beside(self, probe: Probe, old: Probed | None, new: Probed | None, *, untried: str = "") -> Beside:
        """`untried`: what kept all of a candidate from being tried."""
        before, after = (standing(each, self.tolerance) if each and each.runs else None for each in (old, new))
        verdict, message, found = self._judged(probe, before, after, untried)
        return Beside(
            probe,
            verdict,
            before.run if before else None,
            after.run if after else None,
            message,
            found,
            tuple(sorted({path for each in (before, after) if each for path in each.unstable})),
            self.calls.counts(probe.way),
        )

    def _judged(self, probe: Probe, old: Standing | None, new: Standing | None, untried: str) -> Judged:
        if new is None or new.run.reason is Reason.ENGINE_LOST:
            return Judged(Verdict.UNKNOWN, f"it was not tried: {untried or 'nothing was told of it'}")
        if new.run.reason is not None:
            return _failed(old, new.run, new.run.reason)
        untried_run = Run(Reason.ENGINE_LOST, "the baseline was not tried")
        return self._working(probe, old or Standing(untried_run), new)

    def _working(self, probe: Probe, old: Standing, new: Standing) -> Judged:
        """What came to its end on the new one."""
        match old.run.reason.kind if old.run.reason else Kind.PASSED:
            case Kind.PASSED if lost := _lost(old.run, new.run, self.calls):
                return Judged(Verdict.BREAKS, lost)
            case Kind.PASSED:
                return _numbers(probe, old, new, self.tolerance)
            case Kind.FAILED:
                return Judged(Verdict.WORKS, f"on the baseline it fails: {old.run.message}")
            case Kind.UNDECIDED:
                return Judged(Verdict.UNKNOWN, f"nothing to compare it with: {old.run.message}")


def _failed(old: Standing | None, new: Run, reason: Reason) -> Judged:
    match reason.kind:
        case Kind.UNDECIDED:
            return Judged(Verdict.UNKNOWN, f"nobody can tell: {new.message}")
        case Kind.FAILED | Kind.PASSED if old is not None and old.run.reason is None:
            return Judged(Verdict.BREAKS, new.message)
        case Kind.FAILED | Kind.PASSED:
            also = f" (on the baseline: {old.run.message})" if old and old.run.message != new.message else ""
            return Judged(
                Verdict.UNKNOWN, f"it fails on the baseline, too, which is no regression: {new.message}{also}"
            )


def _lost(old: Run, new: Run, calls: Calls) -> str:
    """What the same file can no longer do; empty where it still does all of it."""
    if old.level is Level.LOADED and new.level is Level.UNCOMPILED and calls.compiled:
        return f"it loads with compile=False only: {new.whole}"
    could = {each.path for each in old.arrays}
    for way, why in new.unrun:
        if way not in dict(old.unrun) and any(path.startswith(way) for path in could):
            return f"it loads, and does not run any more{f' ({way})' if way else ''}: {why}"
    return ""


def _numbers(probe: Probe, old: Standing, new: Standing, tolerance: Tolerance) -> Judged:
    """The same, apart from what is another each time it is run."""
    unstable = old.unstable | new.unstable
    found = differences(old.run.arrays, new.run.arrays, tolerance, steps=probe.way is Way.TFLITE)
    stable = tuple(each for each in found if each.path not in unstable)
    if not stable:
        return Judged(Verdict.WORKS, _of_unstable(unstable, len(old.run.arrays)))
    first = stable[0]
    more = f" (and {len(stable) - 1} more)" if len(stable) > 1 else ""
    seeded = all(each.path in old.seeded for each in stable)
    why = "; its numbers are drawn from the seed, and both draw others: fix the weights to compare what is computed"
    return Judged(Verdict.CHANGES, f"other numbers: {named(first)}{more}{why if seeded else ''}", stable)


def _of_unstable(unstable: frozenset[str], count: int) -> str:
    if not unstable:
        return ""
    which = "its numbers are" if len(unstable) >= count else f"{len(unstable)} of {count} arrays are"
    return f"{which} not the same in two runs of the same: nothing is said of them"


def named(difference: Difference) -> str:
    """With its path, where there is more than one array."""
    return f"{difference.path or 'what comes out'} {difference.message}"
