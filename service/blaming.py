"""Tries sets between one that works and one that breaks, until it is known which package breaks it."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from packaging.requirements import Requirement

from service.case import Case
from service.culprit import Names, blame, told
from service.grouping import what
from service.mixing import Mix, Side
from service.nouns import TENSORFLOW, Candidate, Outcome, Package, Reason, Set, Trial, Verdict, package
from service.showing import Shown, shown

NOTHING = "no package differs but in what only one of the two has: no culprit can be told apart"


class Tried(NamedTuple):
    """A candidate, what was installed for it, and its trial."""

    candidate: Candidate
    packages: Mapping[str, Package]
    trial: Trial


Try = Callable[[Set, str], Outcome]
"""Tries a set, with a label for who watches."""


def culprit_of(case: Case, before: Trial, good: Tried, bad: Tried, *, flakes: Collection[str], attempt: Try) -> str:
    """Which of the packages that differ makes the second break, in a sentence. `before`: the trial of the baseline."""
    if bad.trial.outcome.reason is Reason.NOT_INSTALLABLE:
        return "the set does not install: no trial can tell which package is to blame"
    mix = Mix(_side(good), _side(bad))
    if not mix.moves:
        return NOTHING
    failed = shown(before, bad.trial, flakes)
    weights = mix.weights(bad.trial.outcome, failed.lost, _pins(case, bad))
    tried = 0

    def ask(moved: Names) -> Verdict:
        nonlocal tried
        tried += 1
        side = bad if moved & TENSORFLOW else good
        wanted = tuple(_bare(one) for one in case.wanted(side.candidate))
        label = f"{len(moved)} of {len(mix.moves)} packages as beside TensorFlow {bad.candidate.tensorflow}"
        outcome = attempt(Set(wanted, mix.pins(moved), mix.python(moved)), label)
        now = shown(before, bad.trial._replace(outcome=outcome, again=()), flakes)
        return _says(failed, bad.trial, now, outcome)

    blamed = blame(mix.ties, weights, ask)
    return told(blamed, mix.moves, weights, f"TensorFlow {bad.candidate.tensorflow}", tried)


def _says(failed: Shown, bad: Trial, now: Shown, outcome: Outcome) -> Verdict:
    """Only the same failure counts: a set between two may break in a way of its own, which says nothing."""
    if now.verdict is not Verdict.BREAKS:
        return now.verdict or Verdict.UNKNOWN
    lost = {test.name for test in failed.lost}
    same = lost & {test.name for test in now.lost} if lost else what(outcome.message) == what(bad.outcome.message)
    return Verdict.BREAKS if same else Verdict.UNKNOWN


def _side(tried: Tried) -> Side:
    return Side(tried.packages, tried.candidate.python)


def _bare(requirement: Requirement) -> Requirement:
    """Only its name: the versions are those of the set."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return Requirement(f"{package(requirement)}{extras}")


def _pins(case: Case, bad: Tried) -> str:
    """The pins that are known to mend what it says."""
    from service.explain.answer import By  # noqa: PLC0415 - few ask
    from service.explain.explaining import explain  # noqa: PLC0415 - as above

    version = bad.candidate.tensorflow
    found = explain(bad.trial.outcome.message, case.matrix, f"{version.major}.{version.minor}")
    return " ".join(mend.text for each in found for mend in each.mends if mend.by is By.PIN)
