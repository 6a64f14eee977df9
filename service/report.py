"""The report: one object for the command line, the REST API, the pages and the bot. Its JSON is the contract."""

import json
from dataclasses import asdict, dataclass

from service.plan.parts import Plan

SCHEMA = "upflow.report/1"


@dataclass(frozen=True, slots=True)
class PerTestPart:
    """One test that ended badly: `ending` is "failed" or "error"."""

    name: str
    ending: str
    message: str
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class WarnedPart:
    """A warning about one line of the project: what is deprecated there, on the version of the trial."""

    category: str
    message: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class EndPart:
    """How one test ended: "passed", "failed", "error", "skipped", "xfailed", "xpassed"."""

    name: str
    ending: str


@dataclass(frozen=True, slots=True)
class SuitePart:
    """The tests of a trial in numbers; `lost` passed on the baseline, `flaky` end now well and now badly.

    Of the names, the first fifty. `ends` are of tests that ended badly in any trial of the run, to be put side by side.
    """

    collected: int
    passed: int
    failed: int
    skipped: int
    bad: tuple[PerTestPart, ...]
    lost: tuple[str, ...]
    flaky: tuple[str, ...]
    ends: tuple[EndPart, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialPart:
    """One trial: `outcome` is "passed" or "failed" or "undecided", `reason` says why it is not "passed".

    `shown` is what it shows beside the baseline's trial, "works" or "breaks"; `runs` is how often it was run, as what
    looks like a regression is run again; `tests` are there where they were told one by one. Of warnings, the first 50.
    """

    patched: bool
    outcome: str
    reason: str | None
    message: str
    command: tuple[str, ...]
    seconds: float
    log: str
    runs: int = 1
    shown: str | None = None
    tests: SuitePart | None = None
    warnings: tuple[WarnedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A saved model, weights or a checkpoint in the project; `problem` says why it cannot be tried, or is empty."""

    path: str
    kind: str
    size: int
    problem: str


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """An array that is another: the path to it in what came out, and the largest distance where there is one."""

    path: str
    message: str
    by: float | None


@dataclass(frozen=True, slots=True)
class ArtifactPart:
    """A saved file loaded by one call, beside the baseline. `verdict` is about this file and this call alone.

    `baseline` and `candidate` are "loaded", "loaded with compile=False", "weights, opened", "data, opened", "untried",
    or why it failed; `counts` is false for a call that the code does not make. `unstable` arrays differ each time.
    """

    path: str
    kind: str
    call: str
    verdict: str
    counts: bool
    baseline: str
    candidate: str
    message: str
    differences: tuple[DifferencePart, ...]
    unstable: tuple[str, ...]
    cause: str
    fixes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NumbersPart:
    """What a function gives back, beside the baseline: the same numbers within the tolerance, or which are others."""

    function: str
    patched: bool
    verdict: str
    baseline: str
    candidate: str
    arrays: int
    message: str
    differences: tuple[DifferencePart, ...]
    unstable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TolerancePart:
    """How near numbers of a dtype have to be to be the same."""

    dtype: str
    rtol: float
    atol: float


@dataclass(frozen=True, slots=True)
class BaselinePart:
    """The project as it is. `assumed` is true where nothing declares a TensorFlow."""

    tensorflow: str
    python: str
    keras: str | None
    assumed: bool
    constraints: tuple[str, ...]
    trials: tuple[TrialPart, ...]


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """What was checked."""

    path: str
    files: int
    lines: int
    baseline: BaselinePart
    saved: tuple[SavedPart, ...] = ()
    tolerance: tuple[TolerancePart, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonPart:
    """Why a verdict is what it is; `findings` are indices into the report's findings."""

    kind: str
    message: str
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CandidatePart:
    """One candidate and its verdict, as it is and after the patch. `advice` is the next thing to do.

    `ignored` are indices of the findings that it meets and that the project accepts.
    """

    tensorflow: str
    python: str
    keras: str | None
    verdict: str
    certainty: str
    reasons: tuple[ReasonPart, ...]
    constraints: tuple[str, ...]
    after_patch: str
    advice: str
    trials: tuple[TrialPart, ...]
    artifacts: tuple[ArtifactPart, ...] = ()
    numbers: tuple[NumbersPart, ...] = ()
    ignored: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IgnoredPart:
    """Why a project accepts a finding, and until which day."""

    reason: str
    until: str | None


@dataclass(frozen=True, slots=True)
class FindingPart:
    """A place that a rule saw. `excerpt` are the lines around it, from line `excerpt_from` on.

    What is too long of a line is cut. `edits` are the lines at which its edits start. What is `ignored` does not count.
    """

    rule: str
    path: str
    line: int
    column: int
    symbol: str
    message: str
    effect: str
    since: str
    until: str | None
    fix: str
    source: str
    excerpt: tuple[str, ...] = ()
    excerpt_from: int = 0
    edits: tuple[int, ...] = ()
    ignored: IgnoredPart | None = None


@dataclass(frozen=True, slots=True)
class PatchPart:
    """One unified diff of code and requirements. `left` are the findings that it leaves to a person."""

    to: str
    diff: str
    files: int
    edits: int
    left: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotePart:
    """What could not be read or was not used, with its place; "clash": what is declared and cannot work together."""

    path: str
    line: int | None
    message: str
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that upflow has to say about one project; `plan` are the ways to go, where somebody asked for them."""

    schema: str
    project: ProjectPart
    candidates: tuple[CandidatePart, ...]
    findings: tuple[FindingPart, ...]
    patch: PatchPart | None
    notes: tuple[NotePart, ...]
    plan: Plan | None = None


def to_json(report: Report) -> str:
    """In ASCII: a diff may hold bytes that are no UTF-8, and only JSON's own escapes carry those through every pipe."""
    return json.dumps(asdict(report), indent=2) + "\n"
