"""From a case and its trials to the report: every number, reason and next step that a reader meets. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrations.rule import Effect, Finding
from migrations.text import Problem
from service.advice import advice, hopeless, is_mended
from service.case import Case
from service.comparing import flaky, learnt, standing
from service.excerpts import Excerpt, excerpts
from service.gpu import answer
from service.grouping import alike
from service.nouns import Candidate, Certainty, Kind, Refusal, Trial, Verdict
from service.objecting import of_code, of_doubts, of_packages, of_trial
from service.patch.diff import unified
from service.probe_report import Probes
from service.remarks import remarks
from service.report import (
    SCHEMA,
    BaselinePart,
    CandidatePart,
    FindingPart,
    IgnoredPart,
    NotePart,
    PatchPart,
    ProjectPart,
    ReasonPart,
    Report,
)
from service.showing import beside_itself, shown
from service.trial_parts import ended_badly, parts
from service.verdict import join, static, with_probes

Results = Mapping[Candidate, tuple[Trial, ...]]


def build(case: Case, results: Results) -> Report:
    """The report of a case. Without results it is the static answer."""
    patch, probes = _patch(case), Probes(case)
    return Report(
        schema=SCHEMA,
        project=_project(case, results, probes),
        candidates=tuple(_candidate(case, candidate, results, probes) for candidate in case.choice.candidates)
        + tuple(_refused(refusal) for refusal in case.choice.refusals),
        findings=(
            *(_finding(*each) for each in excerpts(case.analysis.findings, case.checkout.files)),
            *_accepted(case),
        ),
        patch=patch,
        notes=(*remarks(case), *(NotePart("", None, each) for each in _alike(case, results))),
    )


def _alike(case: Case, results: Results) -> Iterator[str]:
    return alike((candidate, results.get(candidate, ())) for candidate in case.choice.candidates)


def _project(case: Case, results: Results, probes: Probes) -> ProjectPart:
    baseline = case.choice.baseline
    tried = results.get(baseline, ())
    modules = [data for path, data in case.checkout.files.items() if path.endswith(".py")]
    return ProjectPart(
        path=case.checkout.name,
        files=len(modules),
        lines=sum(data.count(b"\n") + (not data.endswith(b"\n")) for data in modules if data),
        baseline=BaselinePart(
            tensorflow=str(baseline.tensorflow),
            python=baseline.python,
            keras=baseline.keras,
            assumed=case.choice.assumed,
            constraints=tuple(str(constraint.requirement) for constraint in baseline.constraints),
            trials=parts(tried, _trial_of(tried, patched=False), learnt(results), ended_badly(_all(results))),
        ),
        saved=probes.saved(),
        tolerance=probes.tolerance(),
    )


def _candidate(case: Case, candidate: Candidate, results: Results, probes: Probes) -> CandidatePart:
    if candidate.again:
        return _itself(case, candidate, results)
    trials = results.get(candidate, ())
    before = _trial_of(results.get(case.choice.baseline, ()), patched=False)
    plain, patched = _trial_of(trials, patched=False), _trial_of(trials, patched=True)
    concerning = _concerning(case, candidate, before, plain)
    flakes = learnt(results)
    objected = any(finding.effect is not Effect.DEPRECATED for finding in concerning)
    says = shown(before, plain, flakes, found=objected)
    seen = probes.beside(candidate, before, plain, patched)
    doubts = _doubts(case)
    found = static((finding.effect for finding in concerning), doubted=bool(doubts))
    gpu = answer(case.matrix, candidate.tensorflow, case.machine) if case.machine else None
    beyond = hopeless(candidate, gpu)
    verdict, certainty = with_probes(*join(Verdict.BREAKS if beyond else found, says.verdict), seen.verdict)
    remaining = _concerning(case, candidate, before, patched or plain)
    after, proof = _after_patch(case, candidate, remaining, shown(before, patched, flakes).verdict)
    after, proof = with_probes(after, proof, seen.patched_verdict)
    return CandidatePart(
        tensorflow=str(candidate.tensorflow),
        python=candidate.python,
        keras=candidate.keras,
        verdict=verdict.value,
        certainty=certainty.value,
        reasons=(
            *of_packages(candidate),
            *(ReasonPart("gpu", text, ()) for text in (gpu.reasons if gpu else ())),
            *of_code(case, concerning),
            *(
                ReasonPart("runtime", sentence, ())
                for sentence in (*says.sentences, *of_trial(case, candidate, plain, says))
            ),
            *seen.reasons(),
            *(of_doubts(doubts) if verdict is Verdict.UNKNOWN else ()),
        ),
        constraints=tuple(str(constraint.requirement) for constraint in candidate.constraints),
        after_patch=(verdict if beyond or not case.patched_sources(candidate) else after).value,
        advice=advice(
            verdict,
            concerning,
            has_patch=bool(case.patched_sources(candidate)),
            shown_with_patch=after if proof is Certainty.MEASURED else Verdict.UNKNOWN,
            tried=plain is not None,
            beyond=beyond,
            seen=seen,
        ),
        trials=parts(trials, before, flakes, ended_badly(_all(results))),
        artifacts=seen.artifacts(),
        numbers=seen.functions(),
        ignored=tuple(_ignored(case, candidate)),
    )


def _refused(refusal: Refusal) -> CandidatePart:
    return CandidatePart(
        tensorflow=str(refusal.tensorflow),
        python="",
        keras=None,
        verdict=Verdict.BREAKS.value,
        certainty="stated",
        reasons=(ReasonPart("package", f"does not install: {refusal.reason}", ()),),
        constraints=(),
        after_patch=Verdict.BREAKS.value,
        advice="allow a Python that it has wheels for",
        trials=(),
    )


def _itself(case: Case, candidate: Candidate, results: Results) -> CandidatePart:
    """The baseline against itself: judged as any other is, by what the runs before it showed of flaky tests."""
    trials = results.get(candidate, ())
    before = _trial_of(results.get(case.choice.baseline, ()), patched=False)
    flakes = flaky(trial for each, tried in results.items() if not each.again for trial in tried)
    says = beside_itself(shown(before, _trial_of(trials, patched=False), flakes))
    verdict, certainty = join(Verdict.WORKS, says.verdict)
    return CandidatePart(
        tensorflow=str(candidate.tensorflow),
        python=candidate.python,
        keras=candidate.keras,
        verdict=verdict.value,
        certainty=certainty.value,
        reasons=tuple(ReasonPart("runtime", sentence, ()) for sentence in says.sentences),
        constraints=tuple(str(constraint.requirement) for constraint in candidate.constraints),
        after_patch=verdict.value,
        advice="nothing: it is the version of today",
        trials=parts(trials, before, flakes, ended_badly(_all(results))),
    )


def _all(results: Results) -> Iterator[Trial]:
    return (trial for tried in results.values() for trial in tried)


def _trial_of(trials: tuple[Trial, ...], *, patched: bool) -> Trial | None:
    return next((trial for trial in trials if trial.patched is patched), None)


def _doubts(case: Case) -> tuple[Problem, ...]:
    """What was not read or not understood and could matter, so that finding nothing means nothing."""
    return tuple(dict.fromkeys((*case.analysis.problems, *case.analysis.doubts)))


def _concerning(case: Case, candidate: Candidate, before: Trial | None, after: Trial | None) -> tuple[Finding, ...]:
    """What the move is to blame for: where both sides pass, what raises on either is not reached, or is caught."""
    found = case.analysis.concerning(candidate.tensorflow)
    if any(trial is None or standing(trial).kind is not Kind.PASSED for trial in (before, after)):
        return found
    baseline = case.choice.baseline.tensorflow
    return tuple(finding for finding in found if not finding.span.holds(baseline))


def _after_patch(
    case: Case, candidate: Candidate, concerning: tuple[Finding, ...], shown: Verdict | None
) -> tuple[Verdict, Certainty]:
    """What remains when everything that can be patched is: findings that are left, else what the trial showed."""
    left = (finding.effect for finding in concerning if not is_mended(finding))
    dropped = case.analysis.patch(candidate.tensorflow).problems
    return join(static(left, doubted=bool(dropped or _doubts(case))), shown)


def _ignored(case: Case, candidate: Candidate) -> Iterator[int]:
    """What the project accepts, as far as this candidate meets it. It stands behind all other findings."""
    if not case.accepted:
        return
    met = case.analysis.only(one.finding for one in case.accepted).concerning(candidate.tensorflow)
    for index, (finding, _) in enumerate(case.accepted, len(case.analysis.findings)):
        if finding in met and finding.effect is not Effect.DEPRECATED:
            yield index


def _accepted(case: Case) -> Iterator[FindingPart]:
    """What the project accepts, with the reason that it gives."""
    found = excerpts((one.finding for one in case.accepted), case.checkout.files)
    for (finding, around), (_, by) in zip(found, case.accepted, strict=True):
        until = by.until.isoformat() if by.until else None
        yield replace(_finding(finding, around), ignored=IgnoredPart(by.reason, until))


def _finding(finding: Finding, around: Excerpt) -> FindingPart:
    return FindingPart(
        rule=finding.rule,
        path=finding.path,
        line=finding.line,
        column=finding.column,
        symbol=finding.symbol,
        message=finding.message,
        effect=finding.effect.value,
        since=finding.since,
        until=finding.until,
        fix=finding.fix.value,
        source=finding.source,
        excerpt=around.lines,
        excerpt_from=around.first,
        edits=around.edits,
    )


def _patch(case: Case) -> PatchPart | None:
    """The patch to the newest candidate: the one that a person would ask for."""
    if not case.choice.candidates:
        return None
    target = case.choice.candidates[-1]
    changed = case.patched_files(target)
    if not changed:
        return None
    concerning = set(case.analysis.concerning(target.tensorflow))
    return PatchPart(
        to=str(target.tensorflow),
        diff=unified(case.checkout.files, changed),
        files=len(changed),
        edits=case.analysis.edits(target.tensorflow) + len(case.requirement_edits(target)),
        left=tuple(
            index
            for index, finding in enumerate(case.analysis.findings)
            if finding in concerning and not is_mended(finding)
        ),
    )
