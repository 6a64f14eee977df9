"""What a report objects to, in the order of its weight: findings with the candidates that meet them, and the rest."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from migrations.rule import Effect
from service.plain import one_line
from service.report import CandidatePart, FindingPart, Report

HEAVIEST = (Effect.BREAKS, Effect.CHANGES, Effect.DEPRECATED)


class Objection(NamedTuple):
    """A finding, and the TensorFlows among the candidates that it concerns, oldest first."""

    finding: FindingPart
    versions: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        return Effect(self.finding.effect)

    @property
    def counts(self) -> bool:
        """Whether it is something to do: the project does not accept it."""
        return self.finding.ignored is None

    @property
    def line(self) -> str:
        """What stands at its line, without what only its place decides."""
        at = self.finding.line - self.finding.excerpt_from
        return self.finding.excerpt[at].strip() if 0 <= at < len(self.finding.excerpt) else ""

    @property
    def mark(self) -> str:
        """The same after edits elsewhere: of the rule, the file, the name and what stands at the line."""
        finding = self.finding
        which = f"{finding.rule}\0{finding.path}\0{finding.symbol}\0{self.line}"
        return sha256(which.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    @property
    def text(self) -> str:
        """What the finding says, with what it concerns: the whole message of a line."""
        asked = self.versions[0] if len(self.versions) == 1 else f"{self.versions[0]} to {self.versions[-1]}"
        return f"{one_line(self.finding.message, 2_000)} (TensorFlow {asked}; fix: {self.finding.fix})"


def objections(report: Report) -> tuple[Objection, ...]:
    """The findings that a candidate meets, those that the project accepts among them.

    Those that no candidate meets are behind the project already.
    """
    met: dict[int, list[str]] = {}
    for candidate in report.candidates:
        for index in chain(candidate.ignored, *(reason.findings for reason in candidate.reasons)):
            met.setdefault(index, []).append(candidate.tensorflow)
    found = (Objection(report.findings[index], tuple(dict.fromkeys(versions))) for index, versions in met.items())
    return tuple(sorted(found, key=_weight))


def without_place(candidate: CandidatePart) -> Iterator[str]:
    """The reasons of a candidate that are about no line: packages, the interpreter, the GPU, trials."""
    yield from (one_line(reason.message, 2_000) for reason in candidate.reasons if not reason.findings)


def _weight(objection: Objection) -> tuple[int, str, int, int, str]:
    finding = objection.finding
    return HEAVIEST.index(objection.effect), finding.path, finding.line, finding.column, finding.rule
