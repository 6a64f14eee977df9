"""What a person wants to know of a report first: how far the project can go, what blocks it, what to do next. Pure."""

from dataclasses import dataclass

from service.nouns import Kind, Verdict
from service.plain import counted, first_sentence
from service.report import CandidatePart, Report

TEST = "Run your tests: this answer is from the text alone, no trial has shown it yet."
WAIT = "Wait for its trials: so far this answer is from the text alone."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `command` is what to type, empty where there is nothing."""

    text: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """How far a project can go. `as_it_is` and `with_patch` are None where no newer TensorFlow is known to work.

    `on` is the TensorFlow of today, `newest` the newest that was looked at. `proven`: a trial showed what the sentence
    says. `blocked_by` says why the newest does not work as the project is; empty where it does.
    """

    on: str
    python: str
    assumed: bool
    as_it_is: str | None
    with_patch: str | None
    newest: str | None
    proven: bool
    sentence: str
    blocked_by: str
    steps: tuple[Step, ...]


def headline(report: Report, *, going: bool = False) -> Headline:
    """The answer. Candidates are oldest first, and of those that work the newest is the one that counts.

    `going`: its trials have not ended yet.
    """
    base, candidates = report.project.baseline, report.candidates
    plain = _last(candidates, "verdict")
    best = _last(candidates, "after_patch")
    end = candidates[-1] if candidates else None
    return Headline(
        on=base.tensorflow,
        python=base.python,
        assumed=base.assumed,
        as_it_is=plain.tensorflow if plain else None,
        with_patch=best.tensorflow if best else None,
        newest=end.tensorflow if end else None,
        proven=best is not None and _is_proven(best),
        sentence=_sentence(report, plain, best),
        blocked_by=blocked_by(report, end) if end and end.verdict != Verdict.WORKS else "",
        steps=_steps(report, plain, best, going=going),
    )


def blocked_by(report: Report, candidate: CandidatePart) -> str:
    """The first reason, and how many more there are; what breaks counts before what changes."""
    if not candidate.reasons:
        return ""
    order = {"package": 0, "gpu": 0, "code": 1, "runtime": 2}
    serious = [one for one in candidate.reasons if any(report.findings[at].effect == "breaks" for at in one.findings)]
    first = min(serious or candidate.reasons, key=lambda one: order.get(one.kind, len(order)))
    more = len(candidate.reasons) - 1
    text = report.findings[first.findings[0]].message if first.findings else first.message
    return first_sentence(text) + (f" And {counted(more, 'more reason')}." if more else "")


def _last(candidates: tuple[CandidatePart, ...], field: str) -> CandidatePart | None:
    return next((one for one in reversed(candidates) if getattr(one, field) == Verdict.WORKS), None)


def _is_proven(candidate: CandidatePart) -> bool:
    wanted = candidate.verdict != Verdict.WORKS
    return any(
        trial.patched is wanted and (trial.outcome == Kind.PASSED or trial.shown == Verdict.WORKS)
        for trial in candidate.trials
    )


def _sentence(report: Report, plain: CandidatePart | None, best: CandidatePart | None) -> str:
    candidates, on = report.candidates, report.project.baseline.tensorflow
    if not candidates:
        return f"It is on the newest TensorFlow that upflow knows: {on}."
    if best is None:
        doubted = any(one.after_patch == Verdict.UNKNOWN for one in candidates)
        return f"Nobody can tell yet beyond {on}." if doubted else f"Stay on {on}: nothing newer works yet."
    newest = _newest(report) if best is candidates[-1] else ""
    if plain is best:
        return f"It runs on TensorFlow {best.tensorflow}{newest}, as it is."
    today = f"; as it is, on {plain.tensorflow}" if plain else ""
    return f"With the patch it runs on TensorFlow {best.tensorflow}{newest}{today}."


def _newest(report: Report) -> str:
    """What the last candidate is: the newest that there is, unless somebody asked for older ones alone."""
    routes = report.plan.routes if report.plan else ()
    known = next((one.tensorflow for one in routes if one.name == "newest"), None)
    return ", the newest" if known in {None, report.candidates[-1].tensorflow} else ", the newest that was asked for"


def _steps(report: Report, plain: CandidatePart | None, best: CandidatePart | None, *, going: bool) -> tuple[Step, ...]:
    if not report.candidates:
        return ()
    if best is None:
        first = report.candidates[0]
        return (Step(f"For {first.tensorflow}: {first.advice}."),)
    steps = [_patch_step(report, plain, best)]
    if not _is_proven(best):
        steps.append(Step(WAIT if going else TEST))
    end = report.candidates[-1]
    if best is not end:
        steps.append(Step(f"For {end.tensorflow}: {end.advice}."))
    return tuple(steps)


def _kinds(diff: str) -> str:
    """What a diff changes, by the names of its files."""
    paths = [line.removeprefix("+++ b/") for line in diff.splitlines() if line.startswith("+++ b/")]
    code = [path for path in paths if path.endswith((".py", ".ipynb"))]
    words = ["code"] if code else []
    words += ["requirements"] if len(code) < len(paths) else []
    return f", {' and '.join(words)}" if words else ""


def _patch_step(report: Report, plain: CandidatePart | None, best: CandidatePart) -> Step:
    if report.patch is not None and report.patch.to == best.tensorflow:
        size = f"{counted(report.patch.edits, 'edit')} in {counted(report.patch.files, 'file')}"
        return Step(f"Apply the patch: {size}{_kinds(report.patch.diff)}.", "git apply upflow.patch")
    what = "Raise the pin" if plain is best else "Make the patch for it"
    return Step(f"{what}.", f"upflow migrate . --to {best.tensorflow} --write")
