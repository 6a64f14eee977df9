"""What was tried alone, in the words of a report: sentences for a candidate, its verdict, and the parts. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matrices.facts import Matrix
from service.artifacts import Artifact
from service.nouns import Reason, Verdict
from service.plain import one_line
from service.probe_comparing import Beside
from service.probes import Level, Run, Way
from service.report import ArtifactPart, DifferencePart, NumbersPart

MOST_NAMED = 3
MOST_DIFFERENCES = 20
LONGEST = 500
_DIFFERS = re.compile(r"'[^']*'|`[^`]*`|0x[0-9a-f]+|\d+(?:\.\d+)*|\S*[/\\]\S*|\{.*\}")
_STATES = {
    Level.LOADED: "loaded",
    Level.UNCOMPILED: "loaded with compile=False",
    Level.WEIGHTS: "weights, opened",
    Level.DATA: "data, opened",
}


class Cause(NamedTuple):
    """Why it is so, what mends it, and the source of that, where upflow knows."""

    cause: str
    fixes: tuple[str, ...]
    source: str


class Causes:
    """What is known of errors on one minor; each message is looked up once."""

    def __init__(self, matrix: Matrix, minor: str) -> None:
        self._matrix, self._minor = matrix, minor
        self._known: dict[str, Cause | None] = {}

    def of(self, each: Beside) -> Cause | None:
        """Of what broke; of nothing else."""
        if each.verdict is not Verdict.BREAKS:
            return None
        if each.message not in self._known:
            self._known[each.message] = self._looked_up(each.message)
        return self._known[each.message]

    def _looked_up(self, message: str) -> Cause | None:
        from service.explain.explaining import explain  # noqa: PLC0415 - the index behind it takes long, and few fail

        for each in explain(message, self._matrix, self._minor)[:1]:
            return Cause(each.cause, tuple(mend.text.removeprefix("or ") for mend in each.mends), each.source)
        return None


def verdict(found: Iterable[Beside]) -> Verdict | None:
    """What they say of their candidate; None where nothing."""
    deciding = [each for each in found if each.counts]
    said = {each.verdict for each in deciding if each.verdict is not Verdict.UNKNOWN or each.worked}
    order = (Verdict.BREAKS, Verdict.CHANGES, Verdict.UNKNOWN)
    return next((each for each in order if each in said), None)


def sentences(found: Sequence[Beside], causes: Causes) -> Iterator[str]:
    """One for all that fail alike, the first of them in full, with its cause; none for what does not count."""
    groups: dict[tuple[Verdict, Way, str], list[Beside]] = {}
    for each in found:
        if each.counts and each.verdict is not Verdict.WORKS and (each.worked or each.verdict is not Verdict.UNKNOWN):
            alike = _DIFFERS.sub("#", each.message)
            groups.setdefault((each.verdict, each.probe.way, alike), []).append(each)
    for (said, way, _), group in groups.items():
        names = ", ".join(each.probe.name for each in group[:MOST_NAMED])
        more = f" and {len(group) - MOST_NAMED} more" if len(group) > MOST_NAMED else ""
        known = causes.of(group[0])
        told = f" {known.cause} (Source: {known.source})" if known else ""
        message = one_line(group[0].message, LONGEST).rstrip(".")
        yield f"{names}{more}: {_what(said, way)}: {message}.{told}"


def _what(said: Verdict, way: Way) -> str:
    if way is Way.CALL:
        words = {Verdict.BREAKS: "gave numbers before, and fails", Verdict.CHANGES: "gives other numbers"}
        return words.get(said, "gave numbers before")
    words = {
        Verdict.BREAKS: f"loaded before by {way.words}, and no longer",
        Verdict.CHANGES: "loads, and computes another",
    }
    return words.get(said, f"loaded before by {way.words}")


def artifact_part(each: Beside, artifact: Artifact, causes: Causes) -> ArtifactPart:
    known = causes.of(each)
    return ArtifactPart(
        path=artifact.path,
        kind=artifact.kind.value,
        call=each.probe.way.words,
        verdict=each.verdict.value,
        counts=each.counts,
        baseline=state(each.old),
        candidate=state(each.new),
        message=one_line(each.message, LONGEST),
        differences=differences(each),
        unstable=each.unstable,
        cause=known.cause if known else "",
        fixes=known.fixes if known else (),
        source=known.source if known else "",
    )


def numbers_part(each: Beside, *, patched: bool) -> NumbersPart:
    return NumbersPart(
        function=each.probe.name,
        patched=patched,
        verdict=each.verdict.value,
        baseline=state(each.old),
        candidate=state(each.new),
        arrays=len(each.new.arrays) if each.new else 0,
        message=one_line(each.message, LONGEST),
        differences=differences(each),
        unstable=each.unstable,
    )


def differences(each: Beside) -> tuple[DifferencePart, ...]:
    """The largest."""
    return tuple(DifferencePart(*one) for one in each.differences[:MOST_DIFFERENCES])


def state(run: Run | None) -> str:
    """How one run ended, in a word or two."""
    if run is None:
        return "untried"
    match run.reason:
        case None:
            return _STATES[run.level] if run.level else "ran"
        case Reason() as reason:
            return reason.value
