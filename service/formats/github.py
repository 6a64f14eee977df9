"""The report as the lines that GitHub's runners turn into annotations.

Workflow commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions. A step shows ten
of each level, so what breaks comes first.
"""

from collections.abc import Iterator

from migrations.rule import Effect
from service.formats.objections import objections, without_place
from service.nouns import Verdict
from service.plain import one_line
from service.report import Report

LEVELS = {Effect.BREAKS: "error", Effect.CHANGES: "warning", Effect.DEPRECATED: "notice"}
VERDICTS = {Verdict.BREAKS: "error", Verdict.CHANGES: "warning", Verdict.UNKNOWN: "notice"}


def write(report: Report) -> str:
    """One workflow command a line; nothing where there is nothing to say. Names that are no text become such."""
    text = "".join(f"{line}\n" for line in (*_candidates(report), *_findings(report), *_notes(report)))
    return text.encode("utf-8", "replace").decode()


def _findings(report: Report) -> Iterator[str]:
    for each in objections(report):
        finding = each.finding
        place = {"file": finding.path, "line": str(finding.line), "col": str(finding.column)}
        yield _command(LEVELS[each.effect], each.text, {**place, "title": f"upflow: {finding.rule}"})


def _candidates(report: Report) -> Iterator[str]:
    for candidate in report.candidates:
        verdict = Verdict(candidate.verdict)
        said = " ".join(without_place(candidate))
        if verdict in VERDICTS and said:
            title = f"upflow: TensorFlow {candidate.tensorflow} {verdict}"
            yield _command(VERDICTS[verdict], said, {"title": title})


def _notes(report: Report) -> Iterator[str]:
    for note in report.notes:
        place = {"file": note.path} if note.path else {}
        line = {"line": str(note.line)} if note.line and note.path else {}
        yield _command("notice", one_line(note.message, 2_000), {**place, **line, "title": "upflow"})


def _command(level: str, message: str, properties: dict[str, str]) -> str:
    """A path may hold anything: what a runner would read as the end of a value is escaped as its own toolkit does."""
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {said}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
