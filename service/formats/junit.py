"""The report as JUnit's XML, which every CI shows as tests: a test is a TensorFlow that was judged.

The form is the one of https://github.com/testmoapp/junitxml, which collects what the programs that read it agree on.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from service.formats.objections import Objection, objections, without_place
from service.nouns import Verdict
from service.plain import printable
from service.report import CandidatePart, Report

FAILING = frozenset({Verdict.BREAKS, Verdict.CHANGES})
ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say, not even escaped."""


def write(report: Report) -> str:
    """One suite; what breaks or changes fails, and what nobody can tell is skipped."""
    found = objections(report)
    verdicts = [Verdict(candidate.verdict) for candidate in report.candidates]
    counts = {
        "name": "upflow",
        "tests": str(len(verdicts)),
        "failures": str(sum(verdict in FAILING for verdict in verdicts)),
        "errors": "0",
        "skipped": str(sum(verdict is Verdict.UNKNOWN for verdict in verdicts)),
        "time": f"{sum(map(_seconds, report.candidates)):.3f}",
    }
    top = ET.Element("testsuites", counts)
    suite = ET.SubElement(top, "testsuite", counts)
    for candidate in report.candidates:
        _case(suite, report.project.path, candidate, found)
    ET.indent(top)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(top, encoding="unicode")}\n'


def _case(suite: ET.Element, project: str, candidate: CandidatePart, found: tuple[Objection, ...]) -> None:
    python = f" on Python {candidate.python}" if candidate.python else ""
    name, place = f"TensorFlow {candidate.tensorflow}{python}", _legal(project) or "."
    case = ET.SubElement(suite, "testcase", name=name, classname=place, time=f"{_seconds(candidate):.3f}")
    verdict = Verdict(candidate.verdict)
    lines = [_legal(line) for line in _lines(candidate, found)]
    if verdict in FAILING:
        first = lines[0] if lines else candidate.advice
        ET.SubElement(case, "failure", message=first, type=verdict.value).text = "\n".join(lines)
    elif verdict is Verdict.UNKNOWN:
        ET.SubElement(case, "skipped", message=" ".join(lines) or "nobody can tell")
    if candidate.ignored:
        accepted = (each for each in found if not each.counts and candidate.tensorflow in each.versions)
        ET.SubElement(case, "system-out").text = "\n".join(_legal(f"ignored: {_line(each)}") for each in accepted)


def _lines(candidate: CandidatePart, found: tuple[Objection, ...]) -> Iterator[str]:
    yield from without_place(candidate)
    for each in found:
        if candidate.tensorflow in each.versions and each.counts:
            yield _line(each)
    yield f"What to do: {candidate.advice}"


def _line(objection: Objection) -> str:
    finding = objection.finding
    return f"{finding.path}:{finding.line}:{finding.column}: {finding.message} ({finding.rule})"


def _seconds(candidate: CandidatePart) -> float:
    return sum(trial.seconds for trial in candidate.trials)


def _legal(text: str) -> str:
    return ILLEGAL.sub("\ufffd", printable(text))
