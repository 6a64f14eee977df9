"""Failures of many projects by what causes them: one rule, one package that does not go along, one error. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.nouns import Kind, Verdict
from service.plain import first_sentence, one_line
from service.report import CandidatePart, Report

_OF_A_PLACE = re.compile(r"0x[0-9a-f]+|\d+(?:\.\d+)+|/\S+/|'[^']*'|\"[^\"]*\"|\(\d+ tests? failed\)")


@dataclass(frozen=True, slots=True)
class Affected:
    """A project that meets a cause, at so many places; `mended`: its patch takes care of all of them."""

    run: str
    name: str
    places: int
    mended: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: `kind` is code, package, gpu or trial, `name` that of the rule, the packages or the error.

    `example` says it in the words of one project. `since` is the first TensorFlow that meets it.
    """

    kind: str
    name: str
    example: str
    source: str
    since: str
    projects: tuple[Affected, ...]

    @property
    def places(self) -> int:
        return sum(one.places for one in self.projects)


@dataclass(slots=True)
class _Gathered:
    kind: str
    name: str
    example: str
    source: str
    since: str
    projects: dict[str, Affected] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest report of one project."""

    run: str
    name: str
    report: Report


def causes(answered: Iterable[Answered]) -> tuple[Cause, ...]:
    """Every cause, those that concern most projects first."""
    found: dict[tuple[str, str], _Gathered] = {}
    for one in answered:
        for cause, affected in _of(one):
            gathered = found.setdefault((cause.kind, cause.name), cause)
            gathered.projects[one.run] = affected
    shown = [
        Cause(one.kind, one.name, one.example, one.source, one.since, tuple(one.projects.values()))
        for one in found.values()
    ]
    return tuple(sorted(shown, key=lambda one: (-len(one.projects), -one.places, one.name)))


def _of(answered: Answered) -> Iterator[tuple[_Gathered, Affected]]:
    yield from _code(answered)
    for candidate in answered.report.candidates:
        if candidate.verdict in {Verdict.BREAKS, Verdict.CHANGES}:
            yield from _packages(answered, candidate)
            yield from _trials(answered, candidate)


def _code(answered: Answered) -> Iterator[tuple[_Gathered, Affected]]:
    """By rule: it knows one cause, whatever the places are called."""
    by_rule: dict[str, list[int]] = {}
    for at, finding in enumerate(answered.report.findings):
        if finding.effect != "deprecated":
            by_rule.setdefault(finding.rule, []).append(at)
    for rule, places in by_rule.items():
        found = [answered.report.findings[at] for at in places]
        first, mended = found[0], all(one.fix != "manual" for one in found)
        cause = _Gathered("code", rule, first_sentence(first.message), first.source, first.since)
        yield cause, Affected(answered.run, answered.name, len(places), mended)


def _packages(answered: Answered, candidate: CandidatePart) -> Iterator[tuple[_Gathered, Affected]]:
    for reason in candidate.reasons:
        if reason.kind in {"package", "gpu"} and not reason.message.startswith("needs "):
            text = one_line(reason.message)
            name = text.partition(": ")[0] if ": " in text else text
            cause = _Gathered(reason.kind, name[:100], text, "", candidate.tensorflow)
            yield cause, Affected(answered.run, answered.name, 1, mended=False)


def _trials(answered: Answered, candidate: CandidatePart) -> Iterator[tuple[_Gathered, Affected]]:
    """By what the error says, without what differs from place to place."""
    plain = next((one for one in candidate.trials if not one.patched), None)
    patched = next((one for one in candidate.trials if one.patched), None)
    if plain is None or plain.outcome != Kind.FAILED or plain.shown != Verdict.BREAKS:
        return
    text = one_line(plain.message)
    mended = patched is not None and patched.outcome == Kind.PASSED
    cause = _Gathered("trial", _OF_A_PLACE.sub("…", text)[:120], text, "", candidate.tensorflow)
    yield cause, Affected(answered.run, answered.name, 1, mended)
