"""The report as the lines that GitHub's runners turn into annotations.

Workflow commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions. Of each level a
runner shows the first ten of a step and is silent about the rest: what breaks comes first, and how many more there are
is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrations.rule import Effect
from service.config.reading import Problem
from service.formats.objections import objections, without_place
from service.nouns import Verdict
from service.plain import one_line
from service.render import label
from service.report import Report

LEVELS = {Effect.BREAKS: "error", Effect.CHANGES: "warning", Effect.DEPRECATED: "notice"}
VERDICTS = {Verdict.BREAKS: "error", Verdict.CHANGES: "warning", Verdict.UNKNOWN: "notice"}
MOST = 10
LONGEST = 2_000


class Annotation(NamedTuple):
    """A message of one level; `place` are its file, line and column, as far as there are any."""

    level: str
    title: str
    message: str
    place: tuple[tuple[str, str], ...] = ()


def write(report: Report, folder: str = "") -> str:
    """One workflow command a line, and as plain lines what a runner would not show. Names that are no text become such.

    `folder` is where the project lies in its repository.
    """
    every = [*_candidates(report), *_findings(report, folder), *_notes(report, folder)]
    shown, beyond = _shown(every)
    lines = [*map(_command, shown), *map(_plain, beyond)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace").decode()


def problems(wrong: Iterable[Problem], folder: str = "") -> Iterator[str]:
    """What is wrong with a configuration, at its lines."""
    for one in wrong:
        places = (("file", _under(folder, one.path)), ("line", str(one.line or "")), ("col", str(one.column or "")))
        yield _command(Annotation("error", "upflow: configuration", one.message, tuple(p for p in places if p[1])))


def _shown(every: list[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """What a runner shows, and the rest, of which the last notice tells."""
    if max(Counter(each.level for each in every).values(), default=0) <= MOST:
        return every, []
    shown: list[Annotation] = []
    beyond: list[Annotation] = []
    seen = Counter[str]()
    for each in every:
        seen[each.level] += 1
        room = MOST - (each.level == "notice")
        (shown if seen[each.level] <= room else beyond).append(each)
    counts = Counter(each.level for each in beyond)
    words = ", ".join(f"{number} more of level {level}" for level, number in counts.items())
    told = f"{words} in the log of this step: a step shows {MOST} of each level. The summary has the whole."
    return [*shown, Annotation("notice", "upflow", told)], beyond


def _findings(report: Report, folder: str) -> Iterator[Annotation]:
    for each in objections(report):
        finding = each.finding
        if each.counts:
            place = (("file", _under(folder, finding.path)), ("line", str(finding.line)), ("col", str(finding.column)))
            yield Annotation(LEVELS[each.effect], f"upflow: {finding.rule}", each.text, place)


def _candidates(report: Report) -> Iterator[Annotation]:
    for candidate in report.candidates:
        verdict = Verdict(candidate.verdict)
        said = " ".join(without_place(candidate))
        if verdict in VERDICTS and said:
            yield Annotation(VERDICTS[verdict], f"upflow: TensorFlow {label(report, candidate)} {verdict}", said)


def _notes(report: Report, folder: str) -> Iterator[Annotation]:
    for note in report.notes:
        file = (("file", _under(folder, note.path)),) if note.path else ()
        line = (("line", str(note.line)),) if note.line and note.path else ()
        yield Annotation("notice", "upflow", one_line(note.message, LONGEST), (*file, *line))


def _under(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _command(one: Annotation) -> str:
    """A path may hold anything: what a runner would read as the end of a value is escaped as its own toolkit does."""
    said = ",".join(f"{name}={_property(value)}" for name, value in (*one.place, ("title", one.title)))
    return f"::{one.level} {said}::{_data(one.message)}"


def _plain(one: Annotation) -> str:
    """A line of the log; runners still read an older form of command anywhere in a line, "##[...]"."""
    place = ":".join(value for _, value in one.place)
    return one_line(f"upflow: {one.level}: {place}{': ' if place else ''}{one.message}", LONGEST).replace("##[", "# [")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
