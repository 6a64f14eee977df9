"""The story of a search: as few trials as it takes to name the first version that breaks, and the package in it."""

from collections.abc import Iterator

from service.attempts import Attempts
from service.bisecting import Found, first_that_breaks, told
from service.case import Case
from service.comparing import learnt
from service.edges import Trials
from service.events import Listen
from service.nouns import Candidate, Trial, Verdict
from service.probe_report import Probes
from service.showing import shown


def searched(
    case: Case, trials: Trials, listen: Listen, results: dict[Candidate, tuple[Trial, ...]], *, culprit: bool
) -> Iterator[str]:
    """As few candidates as can be, and the first that breaks with the patch; says what was found."""
    baseline, candidates = case.choice.baseline, case.choice.candidates
    attempt = Attempts(case, trials, listen, results)
    probes = Probes(case)

    def ask(at: int) -> Verdict | None:
        attempt(candidates[at], {})
        before, after = results[baseline][0], results[candidates[at]][0]
        verdict = shown(before, after, learnt(results)).verdict
        beside = None if culprit else probes.beside(candidates[at], before, after, None).verdict
        return beside if beside is Verdict.BREAKS else verdict

    found = first_that_breaks(len(candidates), ask)
    tried = len(results) - 1
    if found.bad is not None and (patched := case.patched_sources(candidates[found.bad])):
        attempt(candidates[found.bad], patched)
    yield told(found, [str(candidate.tensorflow) for candidate in candidates], str(baseline.tensorflow), tried)
    if culprit and found.bad is not None:
        yield _culprit(attempt, found)


def _culprit(attempt: Attempts, found: Found) -> str:
    """Between the last that works and the first that breaks."""
    from service.blaming import Tried, culprit_of  # noqa: PLC0415 - few ask, and what reads requirements takes long

    case, results = attempt.case, attempt.results
    baseline, candidates = case.choice.baseline, case.choice.candidates
    assert found.bad is not None
    good, bad = candidates[found.good] if found.good >= 0 else baseline, candidates[found.bad]
    tried = [Tried(each, attempt.packages(each), results[each][0]) for each in (good, bad)]
    return culprit_of(case, results[baseline][0], *tried, flakes=learnt(results), attempt=attempt.mixed)
