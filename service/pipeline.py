"""The story of one run, on one screen: judge, try the baseline, try each candidate, patch, try again, report."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from matrices.facts import Matrix
from service.attempts import Attempts
from service.case import Case
from service.edges import NOTHING, OpenTrials, Trials
from service.errors import NotReachable
from service.events import Listen, StaticAnswer, TrialSaid, Untried
from service.headless import STAND_INS, replaced
from service.nouns import Candidate, Checkout, Reason, Set, Trial
from service.plan.parts import Plan
from service.reading import Question
from service.report import NotePart, Report
from service.reporting import build
from service.searching import searched

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
    again: bool = False,
    planned: bool = False,
) -> Report:
    """The whole run: the static answer at once, then the trials. With `open_trials` None the static answer is all.

    `bisect`: only as many are tried as it takes to find the first that breaks; `culprit`: and then, which of the
    packages that differ breaks it. `again`: the baseline is held against itself first, and alone where no version is
    named. `planned`: the report has every way to go and its costs, too.
    """
    case = Case.read(checkout, question, matrix)
    if again:
        case = case.against_itself(alone=not question.targets)
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
                said = searched(case, trials, listen, results, culprit=culprit)
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
    attempt = Attempts(case, trials, listen, results)
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
    Attempts(case, trials, listen, results)(baseline, NOTHING)
    for _ in range(MISSED_ROUNDS):
        more = missed(case, results[baseline][0].outcome)
        if not more:
            break
        wider = replace(case, missed=(*case.missed, *more))
        before = results.pop(baseline)
        Attempts(wider, trials, listen, results)(baseline, NOTHING)
        if results[baseline][0].outcome.reason is Reason.NOT_INSTALLABLE:
            results[baseline] = before
            break
        case = wider
    return case


def _missed(case: Case) -> Iterator[NotePart]:
    baseline = case.choice.baseline
    if moved := replaced(Set(*case.wished(baseline), baseline.python)):
        pairs = ", ".join(f"{STAND_INS[name]} in place of {name}" for name in moved)
        yield NotePart("", None, f"its trials have {pairs}, as they have no display")
    if case.missed:
        names = ", ".join(map(str, case.missed))
        yield NotePart("", None, f"its trials also have what they missed, although nothing asks for it there: {names}")
