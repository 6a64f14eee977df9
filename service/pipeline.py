"""The story of one run, on one screen: judge, try the baseline, try each candidate, patch, try again, report."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from packaging.requirements import Requirement

from matrices.facts import Matrix
from service.bisecting import Found, first_that_breaks, told
from service.case import Case
from service.comparing import by_test, flaky, standing
from service.errors import NotReachable
from service.nouns import Candidate, Checkout, Environment, Outcome, Package, Reason, Say, Set, Trial, Verdict
from service.plan.parts import Plan
from service.probe_report import Probes
from service.reading import Question
from service.report import NotePart, Report
from service.reporting import build
from service.showing import shown
from service.verdict import compare


@dataclass(frozen=True, slots=True)
class StaticAnswer:
    """The answer before any container ran."""

    report: Report


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """A trial begins: `label` names it for a reader."""

    label: str


@dataclass(frozen=True, slots=True)
class TrialSaid:
    """The last line of a trial's output, or of its preparation."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """A trial ended."""

    label: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Untried:
    """Nothing can be tried: the static answer is all, and `why` says what to do about it."""

    why: str


Event: TypeAlias = StaticAnswer | TrialStarted | TrialSaid | TrialEnded | Untried
Listen: TypeAlias = Callable[[Event], None]


class Trials(Protocol):
    """The edges that the story needs: installing a set of packages, and running a command beside it."""

    def prepare(
        self, wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, say: Say
    ) -> Environment | Outcome: ...

    def run(
        self, environment: Environment, files: Mapping[str, bytes], command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome: ...

    def packages(self, environment: Environment) -> Mapping[str, Package]: ...


class Expected(NamedTuple):
    """A trial that will surely be asked for: its name for a reader, what is installed, and what is run."""

    label: str
    asked: Set
    files: Mapping[str, bytes]
    command: tuple[str, ...]


@runtime_checkable
class Foresight(Protocol):
    """Trials that can go on side by side when they are known before."""

    def expect(self, expected: tuple[Expected, ...]) -> None: ...


OpenTrials: TypeAlias = Callable[[Say], AbstractContextManager[Trials | None]]
"""Opens the edges of a run, and closes them when it is over; None where there are none to be had.

Raises NotReachable where no engine answers.
"""


NOTHING: Mapping[str, bytes] = MappingProxyType({})
MISSED_ROUNDS = 3
"""How often the baseline is asked what it misses: each time it comes further."""

UNDECLARED = "nothing was tried, as nothing declares a TensorFlow: name the version that it runs on today with --from"


def check(
    checkout: Checkout,
    question: Question,
    matrix: Matrix,
    open_trials: OpenTrials | None,
    listen: Listen,
    *,
    bisect: bool = False,
    culprit: bool = False,
    planned: bool = False,
) -> Report:
    """The whole run: the static answer at once, then the trials. With `open_trials` None the static answer is all.

    `bisect`: only as many are tried as it takes to find the first that breaks; `culprit`: and then, which of the
    packages that differ breaks it. `planned`: the report has every way to go and its costs, too.
    """
    case = Case.read(checkout, question, matrix)
    ways = _plan(case, question) if planned else None
    report = replace(build(case, {}), plan=ways)
    listen(StaticAnswer(report))
    if open_trials is None or not case.choice.candidates:
        return report
    if case.choice.assumed:
        return _untried(report, UNDECLARED, listen)
    results: dict[Candidate, tuple[Trial, ...]] = {}
    notes: tuple[NotePart, ...] = ()
    try:
        with open_trials(lambda line: listen(TrialSaid("", line))) as trials:
            if trials is not None and (bisect or culprit):
                case = _based(case, trials, listen, results)
                said = _bisect(case, trials, listen, results, culprit=culprit)
                notes = tuple(NotePart("", None, each) for each in said)
            elif trials is not None:
                case = _try_all(case, trials, listen, results)
    except NotReachable as error:
        why = f"{error.message.rstrip('.')}: what was not tried has a static answer only; {error.hint}"
        return _untried(replace(build(case, results), plan=ways), why, listen)
    report = build(case, results)
    return replace(report, notes=(*report.notes, *_missed(case), *notes), plan=ways)


def _plan(case: Case, question: Question) -> Plan:
    from service.plan.planning import plan  # noqa: PLC0415 - few ask, and what is known of risks takes long to be read

    return plan(case, question)


def _untried(report: Report, why: str, listen: Listen) -> Report:
    listen(Untried(why))
    return replace(report, notes=(*report.notes, NotePart("", None, why)))


def _try_all(case: Case, trials: Trials, listen: Listen, results: dict[Candidate, tuple[Trial, ...]]) -> Case:
    """Baseline first: without it a failure proves nothing. Last, whether the patch for the newest runs on it too.

    `results` fills as trials end, so that those are kept when the engine is lost in the middle.
    """
    attempt = _Attempts(case, trials, listen, results)
    every = _every(case)
    attempt.expect(every)
    based = _based(case, trials, listen, results)
    if based is not case:
        attempt = replace(attempt, case=based)
        attempt.expect(every[1:])
    for each in every[1:]:
        attempt(*each)
    return based


def _every(case: Case) -> list[tuple[Candidate, Mapping[str, bytes]]]:
    """What is tried, in its order."""
    baseline, candidates = case.choice.baseline, case.choice.candidates
    every = [(baseline, NOTHING)]
    for candidate in candidates:
        patched = case.patched_sources(candidate)
        every += [(candidate, NOTHING), *([(candidate, patched)] if patched else [])]
    if patched := case.patched_sources(candidates[-1]):
        every.append((baseline, patched))
    return every


def _based(case: Case, trials: Trials, listen: Listen, results: dict[Candidate, tuple[Trial, ...]]) -> Case:
    """Tries the baseline; the case with the packages that it misses, as long as that brings it further."""
    from service.missed import missed  # noqa: PLC0415 - the static answer does without

    baseline = case.choice.baseline
    _Attempts(case, trials, listen, results)(baseline, NOTHING)
    for _ in range(MISSED_ROUNDS):
        more = missed(case, results[baseline][0].outcome)
        if not more:
            break
        wider = replace(case, missed=(*case.missed, *more))
        before = results.pop(baseline)
        _Attempts(wider, trials, listen, results)(baseline, NOTHING)
        if results[baseline][0].outcome.reason is Reason.NOT_INSTALLABLE:
            results[baseline] = before
            break
        case = wider
    return case


def _missed(case: Case) -> Iterator[NotePart]:
    if case.missed:
        names = ", ".join(map(str, case.missed))
        yield NotePart("", None, f"its trials also have what they missed, although nothing asks for it there: {names}")


def _bisect(
    case: Case, trials: Trials, listen: Listen, results: dict[Candidate, tuple[Trial, ...]], *, culprit: bool
) -> Iterator[str]:
    """As few candidates as can be, and the first that breaks with the patch; says what was found."""
    baseline, candidates = case.choice.baseline, case.choice.candidates
    attempt = _Attempts(case, trials, listen, results)
    probes = Probes(case)

    def ask(at: int) -> Verdict | None:
        attempt(candidates[at], {})
        before, after = results[baseline][0], results[candidates[at]][0]
        verdict = shown(before, after, _flakes(results)).verdict
        beside = None if culprit else probes.beside(candidates[at], before, after, None).verdict
        return beside if beside is Verdict.BREAKS else verdict

    found = first_that_breaks(len(candidates), ask)
    tried = len(results) - 1
    if found.bad is not None and (patched := case.patched_sources(candidates[found.bad])):
        attempt(candidates[found.bad], patched)
    yield told(found, [str(candidate.tensorflow) for candidate in candidates], str(baseline.tensorflow), tried)
    if culprit and found.bad is not None:
        yield _culprit(attempt, found)


def _culprit(attempt: "_Attempts", found: Found) -> str:
    """Between the last that works and the first that breaks."""
    from service.blaming import Tried, culprit_of  # noqa: PLC0415 - few ask, and what reads requirements takes long

    case, results = attempt.case, attempt.results
    baseline, candidates = case.choice.baseline, case.choice.candidates
    assert found.bad is not None
    good, bad = candidates[found.good] if found.good >= 0 else baseline, candidates[found.bad]
    tried = [Tried(each, attempt.packages(each), results[each][0]) for each in (good, bad)]
    return culprit_of(case, results[baseline][0], *tried, flakes=_flakes(results), attempt=attempt.mixed)


def _flakes(results: Mapping[Candidate, tuple[Trial, ...]]) -> frozenset[str]:
    return flaky(trial for tried in results.values() for trial in tried)


@dataclass(frozen=True, slots=True)
class _Attempts:
    """Tries once, and again what looks like a regression: the trial, and once the baseline, to learn what is flaky."""

    case: Case
    trials: Trials
    listen: Listen
    results: dict[Candidate, tuple[Trial, ...]]

    def __call__(self, candidate: Candidate, patched: Mapping[str, bytes]) -> None:
        before = self.results.get(candidate, ())
        trial = Trial(bool(patched), self.case.declared.command or (), self._run(candidate, patched))
        self.results[candidate] = (*before, trial)
        if not self._looks_like_a_regression(trial) or any(_same(trial, known) for known in before):
            return
        again = self._run(candidate, patched, 1)
        self.results[candidate] = (*before, trial._replace(again=(again,)))
        baseline = self.case.choice.baseline
        first, *others = self.results[baseline]
        if not first.again:
            again = self._run(baseline, {}, 1)
            self.results[baseline] = (first._replace(again=(again,)), *others)

    def _looks_like_a_regression(self, trial: Trial) -> bool:
        if trial.outcome.reason is Reason.NOT_INSTALLABLE:
            return False
        first, *_ = self.results[self.case.choice.baseline]
        old = standing(first)
        return compare(old, trial.outcome, by_test(old, trial.outcome, flaky([first]))) is Verdict.BREAKS

    def _run(self, candidate: Candidate, patched: Mapping[str, bytes], number: int = 0) -> Outcome:
        return self.mixed(self._set(candidate), _label(candidate, patched, number), patched, number)

    def expect(self, every: list[tuple[Candidate, Mapping[str, bytes]]]) -> None:
        """Names them all to who can make trials side by side."""
        if isinstance(self.trials, Foresight):
            self.trials.expect(tuple(self._expected(*each) for each in every))

    def _expected(self, candidate: Candidate, patched: Mapping[str, bytes]) -> Expected:
        """What the first run of it will be."""
        files = {**self.case.checkout.files, **patched}
        return Expected(_label(candidate, patched), self._set(candidate), files, self.case.declared.command or ())

    def mixed(self, asked: Set, label: str, patched: Mapping[str, bytes] = NOTHING, number: int = 0) -> Outcome:
        """Any set: that of a candidate, or one between two."""
        self.listen(TrialStarted(label))
        outcome = self._outcome(asked, patched, number, lambda line: self.listen(TrialSaid(label, line)))
        self.listen(TrialEnded(label, outcome))
        if outcome.reason is Reason.ENGINE_LOST:
            raise NotReachable(outcome.message, "start the engine again (`make setup` does), and check again")
        return outcome

    def packages(self, candidate: Candidate) -> Mapping[str, Package]:
        """What is installed for a candidate that was tried; nothing where it did not install."""
        there = self.trials.prepare(*self._set(candidate), lambda _line: None)
        return self.trials.packages(there) if isinstance(there, Environment) else {}

    def _set(self, candidate: Candidate) -> Set:
        return Set(*self.case.wished(candidate), candidate.python)

    def _outcome(self, asked: Set, patched: Mapping[str, bytes], number: int, say: Say) -> Outcome:
        match self.trials.prepare(*asked, say):
            case Outcome() as outcome:
                return outcome
            case Environment() as environment:
                files = {**self.case.checkout.files, **patched}
                return self.trials.run(environment, files, self.case.declared.command or (), say, number)


def _label(candidate: Candidate, patched: Mapping[str, bytes], number: int = 0) -> str:
    more = ("with the patch" if patched else "", "again" if number else "")
    return ", ".join(filter(None, (f"TensorFlow {candidate.tensorflow}", f"Python {candidate.python}", *more)))


def _same(trial: Trial, known: Trial) -> bool:
    """Whether it failed as one that was confirmed."""
    return bool(known.again) and (trial.outcome.reason, trial.outcome.message) == (
        known.outcome.reason,
        known.outcome.message,
    )
