"""The report: one object for the command line, the REST API, the pages and the bot. Its JSON is the contract."""

import json
from dataclasses import asdict, dataclass

SCHEMA = "upflow.report/1"


@dataclass(frozen=True, slots=True)
class TrialPart:
    """One trial: `outcome` is "passed" or "failed" or "undecided", `reason` says why it is not "passed"."""

    patched: bool
    outcome: str
    reason: str | None
    message: str
    command: tuple[str, ...]
    seconds: float
    log: str


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


@dataclass(frozen=True, slots=True)
class ReasonPart:
    """Why a verdict is what it is; `findings` are indices into the report's findings."""

    kind: str
    message: str
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CandidatePart:
    """One candidate and its verdict, as it is and after the patch. `advice` is the next thing to do."""

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


@dataclass(frozen=True, slots=True)
class FindingPart:
    """A place that a rule saw."""

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
    """What could not be read or was not used, with its place."""

    path: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that upflow has to say about one project."""

    schema: str
    project: ProjectPart
    candidates: tuple[CandidatePart, ...]
    findings: tuple[FindingPart, ...]
    patch: PatchPart | None
    notes: tuple[NotePart, ...]


def to_json(report: Report) -> str:
    """In ASCII: a diff may hold bytes that are no UTF-8, and only JSON's own escapes carry those through every pipe."""
    return json.dumps(asdict(report), indent=2) + "\n"
