"""One candidate tried, and once more where it looks like a regression: what is run, in which order, what is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.case import Case
from service.comparing import by_test, flaky, learnt, standing
from service.edges import NOTHING, Expected, Foresight, Trials
from service.errors import NotReachable
from service.events import Listen, TrialEnded, TrialSaid, TrialStarted
from service.headless import replaced, without_display
from service.nouns import Candidate, Environment, Outcome, Package, Reason, Say, Set, Trial, Verdict
from service.verdict import compare


@dataclass(frozen=True, slots=True)
class Attempts:
    """Tries once, and again what looks like a regression: the trial, and once the baseline, to learn what is flaky."""

    case: Case
    trials: Trials
    listen: Listen
    results: dict[Candidate, tuple[Trial, ...]]

    def __call__(self, candidate: Candidate, patched: Mapping[str, bytes]) -> None:
        before = self.results.get(candidate, ())
        trial = Trial(bool(patched), self.case.declared.command or (), self._run(candidate, patched))
        self.results[candidate] = (*before, trial)
        if not self._looks_like_a_regression(candidate, trial) or any(_same(trial, known) for known in before):
            return
        again = self._run(candidate, patched)
        self.results[candidate] = (*before, trial._replace(again=(again,)))
        baseline = self.case.choice.baseline
        first, *others = self.results[baseline]
        if not first.again:
            again = self._run(baseline, {})
            self.results[baseline] = (first._replace(again=(again,)), *others)

    def _looks_like_a_regression(self, candidate: Candidate, trial: Trial) -> bool:
        if trial.outcome.reason is Reason.NOT_INSTALLABLE:
            return False
        first, *_ = self.results[self.case.choice.baseline]
        old = standing(first)
        flakes = flaky([first]) if candidate.again else learnt(self.results)
        return compare(old, trial.outcome, by_test(old, trial.outcome, flakes)) is Verdict.BREAKS

    def _run(self, candidate: Candidate, patched: Mapping[str, bytes]) -> Outcome:
        number = self._runs_of_the_same(candidate, patched)
        return self.mixed(self._set(candidate), _label(candidate, patched, number), patched, number)

    def _runs_of_the_same(self, candidate: Candidate, patched: Mapping[str, bytes]) -> int:
        """Each run of one thing has its own number: what is remembered of another one would be no second run."""
        same = (each for each in self.results if each._replace(again=False) == candidate._replace(again=False))
        return sum(len(trial.runs) for each in same for trial in self.results[each] if trial.patched is bool(patched))

    def expect(self, every: list[tuple[Candidate, Mapping[str, bytes]]]) -> None:
        """Names them all to who can make trials side by side."""
        if isinstance(self.trials, Foresight):
            self.trials.expect(tuple(self._expected(*each) for each in every))

    def _expected(self, candidate: Candidate, patched: Mapping[str, bytes]) -> Expected:
        """What the first run of it will be."""
        files = {**self.case.checkout.files, **patched}
        return Expected(
            _label(candidate, patched), without_display(self._set(candidate)), files, self.case.declared.command or ()
        )

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
        there = self._prepared(self._set(candidate), lambda _line: None)
        return self.trials.packages(there) if isinstance(there, Environment) else {}

    def _set(self, candidate: Candidate) -> Set:
        return Set(*self.case.wished(candidate), candidate.python)

    def _prepared(self, asked: Set, say: Say) -> Environment | Outcome:
        """Without a display, and as it is asked for where that is not to be had in this version."""
        there = self.trials.prepare(*without_display(asked), say)
        if isinstance(there, Outcome) and there.reason is Reason.NOT_INSTALLABLE and replaced(asked):
            return self.trials.prepare(*asked, say)
        return there

    def _outcome(self, asked: Set, patched: Mapping[str, bytes], number: int, say: Say) -> Outcome:
        match self._prepared(asked, say):
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
