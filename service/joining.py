"""What a failed trial and the findings say of each other: why it failed, where, and whether that place was found."""

import re
from collections.abc import Collection, Iterator, Sequence

from matrices.facts import Matrix
from migrations.rule import Effect, Finding
from service.comparing import standing
from service.nouns import Candidate, Outcome, Trial
from service.testing import PerTest

_FRAME = re.compile(r'^\s*File "/work/(?P<path>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_PYTEST = re.compile(r"^(?P<path>[\w./-]+\.py):(?P<line>\d+): ", re.MULTILINE)
SHOWN = 3
_TRACEBACK = "Traceback (most recent call last):"


def places(outcome: Outcome, lost: Sequence[PerTest] = ()) -> frozenset[tuple[str, int]]:
    """The innermost lines of the project where it went wrong: one of a program, one of each test that failed.

    `lost`: the tests that are asked about, where some of those that fail always did.
    """
    told = lost or (outcome.suite.bad if outcome.suite else ())
    if own := {(test.path, test.line) for test in told if test.line and not test.path.startswith("/")}:
        return frozenset(own)
    _, found, last = outcome.log.rpartition(_TRACEBACK)
    frames = list(_FRAME.finditer(last if found else ""))[-1:] or _PYTEST.finditer(outcome.log)
    return frozenset((match["path"], int(match["line"])) for match in frames)


def met(findings: Sequence[Finding], trial: Trial, lost: Sequence[PerTest] = ()) -> Iterator[str]:
    """A sentence for each finding at whose place it failed, or one that says that nothing was found where it did."""
    outcome = standing(trial)
    reached = places(outcome, lost)
    if outcome.reason is None or not reached:
        return
    proven = [finding for finding in findings if (finding.path, finding.line) in reached]
    yield from (f"its trial fails at {each.path}:{each.line}, where {each.symbol} was found" for each in proven)
    if not proven:
        shown = ", ".join(f"{path}:{line}" for path, line in sorted(reached)[:SHOWN])
        yield f"its trial fails at {shown}, where nothing was found{_beside(findings, {path for path, _ in reached})}"


def _beside(findings: Sequence[Finding], paths: Collection[str]) -> str:
    """What was found to break elsewhere in the same files: a class may break where it is used."""
    others = [each for each in findings if each.path in paths and each.effect is Effect.BREAKS]
    if not others:
        return ""
    named = ", ".join(f"{each.symbol} at {each.path}:{each.line}" for each in others[:SHOWN])
    return f"; what breaks from its text is {named}{_more(others)}"


def unmet(findings: Sequence[Finding]) -> Iterator[str]:
    """Of a trial that passed: which findings it speaks against. It may not have reached their lines."""
    against = [each for each in findings if each.effect is Effect.BREAKS]
    if against:
        named = ", ".join(f"{each.path}:{each.line} ({each.symbol})" for each in against[:SHOWN])
        was = f"its trial passed, although this was found to break: {named}{_more(against)}"
        yield f"{was}; it was not reached, or is not so"


def _more(findings: Sequence[Finding]) -> str:
    return f" and {len(findings) - SHOWN} more" if len(findings) > SHOWN else ""


def why(candidate: Candidate, trial: Trial, matrix: Matrix) -> Iterator[str]:
    """The cause of what the trial says, and what mends it, where upflow knows them."""
    outcome = standing(trial)
    if outcome.reason is None:
        return
    from service.explain.explaining import explain  # noqa: PLC0415 - the index behind it takes long, and few fail

    version = candidate.tensorflow
    for each in explain(outcome.message, matrix, f"{version.major}.{version.minor}")[:1]:
        mends = "; or ".join(f"{mend.by.value}: {mend.text}" for mend in each.mends)
        yield f"{each.cause} {mends} (Source: {each.source})".replace("..", ".")
