"""What the trial of a candidate shows beside the baseline's, as a verdict and in sentences."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from service.comparing import Comparison, by_test, standing
from service.nouns import Kind, Outcome, Trial, Verdict
from service.testing import PerTest
from service.verdict import compare

MOST_NAMED = 3
NOTHING_CHANGED = "nothing was changed, and yet it ended otherwise: as bad an end on another version says nothing"


class Shown(NamedTuple):
    """`verdict` is None where the trial shows nothing about the project; `lost` are tests that passed before."""

    verdict: Verdict | None
    sentences: tuple[str, ...] = ()
    lost: tuple[PerTest, ...] = ()


def shown(before: Trial | None, after: Trial | None, flakes: Collection[str] = (), *, found: bool = False) -> Shown:
    """What it shows. `found`: the project's text has something that breaks or changes there."""
    if before is None or after is None:
        return Shown(None)
    old, new = standing(before), standing(after)
    beside = by_test(old, new, flakes)
    verdict = compare(old, new, beside)
    if verdict is Verdict.UNKNOWN and new.kind is Kind.UNDECIDED:
        return Shown(None, (f"its trial says nothing: {new.message}", *_of_the_baseline(old)))
    if new.kind is Kind.PASSED:
        return Shown(verdict, (*_passed(old, beside, found=found), *_of_the_baseline(old)))
    if beside and verdict is not Verdict.UNKNOWN:
        return Shown(verdict, tuple(_told(beside, new)), beside.lost)
    same = f" (the same in {len(after.runs)} runs)" if after.again else ""
    return Shown(verdict, (f"its trial: {new.message}{same}", *_of_the_baseline(old)))


def beside_itself(says: Shown) -> Shown:
    """What the baseline shows against itself: nothing was changed, so that what it lost accuses nobody."""
    if says.verdict is not Verdict.BREAKS:
        return says
    return Shown(Verdict.UNKNOWN, (NOTHING_CHANGED, *says.sentences))


def _passed(old: Outcome, beside: Comparison | None, *, found: bool) -> Iterator[str]:
    if found:
        yield "its trial passed: that cannot show a silent change"
    else:
        yield "its trial passed, as the baseline's did" if old.kind is Kind.PASSED else "its trial passed"
    if beside and beside.unrun:
        yield f"{_tests(len(beside.unrun))} that passed on the baseline did not run: {_named(sorted(beside.unrun))}"


def _told(beside: Comparison, new: Outcome) -> Iterator[str]:
    """Test by test: what was lost, or that nothing was although some fail."""
    kept = _tests(len(beside.kept))
    if not beside.lost:
        bad = _named([test.name for test in new.suite.bad] if new.suite else [])
        yield f"its trial: {kept} passed on both; what fails failed before, lacks something or is a flake: {bad}"
    for test in beside.lost[:MOST_NAMED]:
        yield f"its trial: {test.name} passed on the baseline, and fails: {test.message}"
    if len(beside.lost) > MOST_NAMED:
        yield f"its trial: {len(beside.lost) - MOST_NAMED} more that passed on the baseline fail; {kept} passed on both"


def _of_the_baseline(old: Outcome) -> tuple[str, ...]:
    match old.kind:
        case Kind.PASSED:
            return ()
        case Kind.FAILED:
            return (f"the baseline itself does not pass: {old.message}",)
        case Kind.UNDECIDED:
            return (f"the baseline's trial says nothing: {old.message}",)


def _tests(count: int) -> str:
    return f"{count:,} test{'' if count == 1 else 's'}"


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
