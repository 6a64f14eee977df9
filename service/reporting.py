"""From a case and its trials to the report: every number, reason and next step that a reader meets. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matrices.grades import Verdict as Grade
from migrations.rule import Effect, Finding, Fix
from migrations.text import Problem
from service.case import Case
from service.clashes import clashes
from service.comparing import flaky, standing
from service.excerpts import Excerpt, excerpts
from service.gpu import GpuAnswer, answer
from service.grouping import alike
from service.joining import met, unmet, why
from service.nouns import Candidate, Certainty, Kind, Note, Refusal, Trial, Verdict
from service.patch.diff import unified
from service.probe_report import Probes, Seen
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
from service.resolve.versions import tensorflow_line
from service.showing import Shown, shown
from service.trial_parts import ended_badly, parts
from service.verdict import join, static, with_probes

Results = Mapping[Candidate, tuple[Trial, ...]]

CLASH = "clash"
MOST_DOUBTS = 5
MOST_IMPORTS = 10


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
        notes=(*_notes(case), *(NotePart("", None, each) for each in _alike(case, results))),
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
            trials=parts(tried, _trial_of(tried, patched=False), flaky(tried), ended_badly(_all(results))),
        ),
        saved=probes.saved(),
        tolerance=probes.tolerance(),
    )


def _candidate(case: Case, candidate: Candidate, results: Results, probes: Probes) -> CandidatePart:
    trials = results.get(candidate, ())
    before = _trial_of(results.get(case.choice.baseline, ()), patched=False)
    plain, patched = _trial_of(trials, patched=False), _trial_of(trials, patched=True)
    concerning = _concerning(case, candidate, before, plain)
    flakes = flaky(_all(results))
    objected = any(finding.effect is not Effect.DEPRECATED for finding in concerning)
    says = shown(before, plain, flakes, found=objected)
    seen = probes.beside(candidate, before, plain, patched)
    doubts = _doubts(case)
    found = static((finding.effect for finding in concerning), doubted=bool(doubts))
    gpu = answer(case.matrix, candidate.tensorflow, case.machine) if case.machine else None
    hopeless = _hopeless(candidate, gpu)
    verdict, certainty = with_probes(*join(Verdict.BREAKS if hopeless else found, says.verdict), seen.verdict)
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
            *_package_reasons(candidate),
            *(ReasonPart("gpu", text, ()) for text in (gpu.reasons if gpu else ())),
            *_reasons(case, concerning),
            *(
                ReasonPart("runtime", sentence, ())
                for sentence in (*says.sentences, *_joined(case, candidate, plain, says))
            ),
            *seen.reasons(),
            *(_doubt_reasons(doubts) if verdict is Verdict.UNKNOWN else ()),
        ),
        constraints=tuple(str(constraint.requirement) for constraint in candidate.constraints),
        after_patch=(verdict if hopeless or not case.patched_sources(candidate) else after).value,
        advice=_advice(
            verdict,
            concerning,
            has_patch=bool(case.patched_sources(candidate)),
            shown_with_patch=after if proof is Certainty.MEASURED else Verdict.UNKNOWN,
            tried=plain is not None,
            hopeless=hopeless,
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
    left = (finding.effect for finding in concerning if not _is_mended(finding))
    dropped = case.analysis.patch(candidate.tensorflow).problems
    return join(static(left, doubted=bool(dropped or _doubts(case))), shown)


def _is_mended(finding: Finding) -> bool:
    return finding.fix is not Fix.MANUAL and bool(finding.edits)


def _hopeless(candidate: Candidate, gpu: GpuAnswer | None) -> str:
    """What to do where no patch of the code mends it; empty where nothing is known to be beyond one."""
    if candidate.troubles:
        return "no pin is known to mend it: leave out or replace what the reasons name"
    if gpu is not None and gpu.verdict is Grade.BREAKS:
        return "no patch mends the GPU: change what the reasons name, or stay with a release that fits"
    return ""


def _package_reasons(candidate: Candidate) -> Iterator[ReasonPart]:
    """What no pin mends, and why each pin is there that metadata does not ask for."""
    for trouble in candidate.troubles:
        yield ReasonPart(
            "package", f"{trouble.packages}: {trouble.error} ({trouble.reason} Source: {trouble.source})", ()
        )
    for pin in (one for one in candidate.constraints if one.needed):
        yield ReasonPart("package", f"needs {pin.requirement}: {pin.reason} (Source: {pin.source})", ())


def _joined(case: Case, candidate: Candidate, trial: Trial | None, says: Shown) -> Iterator[str]:
    """Why its trial failed, and whether that is where something was found."""
    if trial is not None:
        yield from why(candidate, trial, case.matrix)
        if says.verdict is Verdict.BREAKS:
            yield from met(case.analysis.concerning(candidate.tensorflow), trial, says.lost)
        if says.verdict is Verdict.WORKS:
            yield from unmet(case.analysis.concerning(candidate.tensorflow))


def _reasons(case: Case, concerning: tuple[Finding, ...]) -> Iterator[ReasonPart]:
    order = {finding: index for index, finding in enumerate(case.analysis.findings)}
    for finding in concerning:
        if finding.effect is not Effect.DEPRECATED:
            yield ReasonPart("code", f"{finding.path}:{finding.line}: {finding.message}", (order[finding],))


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


def _doubt_reasons(doubts: Sequence[Problem]) -> Iterator[ReasonPart]:
    """The first few of what was not understood, each with its place."""
    for doubt in doubts[:MOST_DOUBTS]:
        place = f"{doubt.path}:{doubt.line}" if doubt.line else doubt.path
        yield ReasonPart("code", f"{place}: not understood: {doubt.message}", ())
    if len(doubts) > MOST_DOUBTS:
        yield ReasonPart("code", f"and {len(doubts) - MOST_DOUBTS} more places that were not understood", ())


def _advice(
    verdict: Verdict,
    concerning: tuple[Finding, ...],
    *,
    has_patch: bool,
    shown_with_patch: Verdict,
    tried: bool,
    hopeless: str,
    seen: Seen,
) -> str:
    manual = [finding for finding in concerning if not _is_mended(finding) and finding.effect is not Effect.DEPRECATED]
    match verdict:
        case Verdict.WORKS:
            return "raise the pin" if tried else "raise the pin; its trial would prove it"
        case Verdict.UNKNOWN:
            return "see the log of its trial" if tried else "look at what was not understood, or run its trial"
        case Verdict.BREAKS | Verdict.CHANGES:
            if hopeless:
                return hopeless
            if by_hand := "; ".join(filter(None, (_by_hand(manual), seen.advice))):
                return f"{by_hand}{', and apply the patch' if has_patch else ''}"
            if not has_patch:
                return "see the error: no rule mends it yet"
            return _of_patch(shown_with_patch)


def _of_patch(shown_with_patch: Verdict) -> str:
    match shown_with_patch:
        case Verdict.WORKS:
            return "apply the patch: it passed with it"
        case Verdict.UNKNOWN:
            return "apply the patch and test"
        case Verdict.BREAKS | Verdict.CHANGES:
            return "see the log of its trial with the patch, which does not mend all of it"


def _by_hand(findings: list[Finding]) -> str:
    places = ", ".join(dict.fromkeys(f"{finding.path}:{finding.line}" for finding in findings))
    return f"change {places} by hand" if findings else ""


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
            if finding in concerning and not _is_mended(finding)
        ),
    )


def _notes(case: Case) -> tuple[NotePart, ...]:
    problems = list(case.analysis.problems)
    left: tuple[Note, ...] = ()
    if case.choice.candidates:
        problems += case.analysis.patch(case.choice.candidates[-1].tensorflow).problems
        left = case.rewritten(case.choice.candidates[-1]).notes
    unread = (NotePart(problem.path, problem.line, problem.message) for problem in problems)
    noted = (
        NotePart(note.path, note.line, note.message) for note in (*case.checkout.notes, *case.declared.notes, *left)
    )
    ignores = (NotePart(note.path, note.line, note.message) for note in case.notes)
    return (*ignores, *_clashing(case), *_as_declared(case), *noted, *_imported(case), *unread)


def _clashing(case: Case) -> Iterator[NotePart]:
    """Lines that cannot go together, at the first of the two: no resolver says it in one sentence."""
    for clash in clashes(case.declared, case.matrix):
        line = clash.lines[0]
        yield NotePart(line.path, line.line, f"{clash.message} (Source: {clash.source})", CLASH)


def _imported(case: Case) -> Iterator[NotePart]:
    """One sentence for all that is imported and declared by nothing, at the first place."""
    needed = [each for each in case.declared.undeclared if not each.optional]
    if needed:
        shown = ", ".join(f"{each.package} ({each.path}:{each.line})" for each in needed[:MOST_IMPORTS])
        more = f" and {len(needed) - MOST_IMPORTS} more" if len(needed) > MOST_IMPORTS else ""
        yield NotePart(needed[0].path, needed[0].line, f"imported, and declared nowhere: {shown}{more}")


def _as_declared(case: Case) -> Iterator[NotePart]:
    """What is declared resolves, and is known to break: nobody else says that."""
    baseline, line = case.choice.baseline, tensorflow_line(case.declared)
    path, number = (line.path, line.line) if line else ("", None)
    if not case.is_admitted(baseline):
        return
    for trouble in baseline.troubles:
        told = f"what is declared breaks: {trouble.packages}: {trouble.error} ({trouble.reason})"
        yield NotePart(path, number, told, CLASH)
    for pin in (one for one in baseline.constraints if one.needed):
        yield NotePart(
            path, number, f"what is declared breaks when it is installed today, without {pin.requirement}: {pin.reason}"
        )
