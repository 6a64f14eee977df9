"""Failures of many projects by what causes them: one rule, one package that does not go along, one error. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

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


class Met(NamedTuple):
    """A cause that one project meets."""

    kind: str
    name: str
    example: str
    source: str
    since: str
    affected: Affected


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest report of one project."""

    run: str
    name: str
    report: Report


def causes(met: Iterable[Met]) -> tuple[Cause, ...]:
    """Every cause once, those that concern most projects first; in the words of the first that meets it."""
    found: dict[tuple[str, str], dict[str, Met]] = {}
    for one in met:
        found.setdefault((one.kind, one.name), {}).setdefault(one.affected.run, one)
    shown = [
        Cause(*next(iter(runs.values()))[:-1], tuple(one.affected for one in runs.values())) for runs in found.values()
    ]
    return tuple(sorted(shown, key=lambda one: (-len(one.projects), -one.places, one.name)))


def met(answered: Answered) -> Iterator[Met]:
    """What one project meets."""
    yield from _code(answered)
    for candidate in answered.report.candidates:
        if candidate.verdict in {Verdict.BREAKS, Verdict.CHANGES}:
            yield from _packages(answered, candidate)
            yield from _trials(answered, candidate)


def _code(answered: Answered) -> Iterator[Met]:
    """By rule: it knows one cause, whatever the places are called."""
    by_rule: dict[str, list[int]] = {}
    for at, finding in enumerate(answered.report.findings):
        if finding.effect != "deprecated":
            by_rule.setdefault(finding.rule, []).append(at)
    for rule, places in by_rule.items():
        found = [answered.report.findings[at] for at in places]
        first, mended = found[0], all(one.fix != "manual" for one in found)
        affected = Affected(answered.run, answered.name, len(places), mended)
        yield Met("code", rule, first_sentence(first.message), first.source, first.since, affected)


def _packages(answered: Answered, candidate: CandidatePart) -> Iterator[Met]:
    for reason in candidate.reasons:
        if reason.kind in {"package", "gpu"} and not reason.message.startswith("needs "):
            text = one_line(reason.message)
            name = text.partition(": ")[0] if ": " in text else text
            affected = Affected(answered.run, answered.name, 1, mended=False)
            yield Met(reason.kind, name[:100], text, "", candidate.tensorflow, affected)


def _trials(answered: Answered, candidate: CandidatePart) -> Iterator[Met]:
    """By what the error says, without what differs from place to place."""
    plain = next((one for one in candidate.trials if not one.patched), None)
    patched = next((one for one in candidate.trials if one.patched), None)
    if plain is None or plain.outcome != Kind.FAILED or plain.shown != Verdict.BREAKS:
        return
    text = one_line(plain.message)
    mended = patched is not None and patched.outcome == Kind.PASSED
    affected = Affected(answered.run, answered.name, 1, mended)
    yield Met("trial", _OF_A_PLACE.sub("…", text)[:120], text, "", candidate.tensorflow, affected)
