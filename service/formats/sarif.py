"""The report as SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

A result is a finding that a candidate meets. What is about no line, such as a package that cannot be had, is a
notification of the run.
"""

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from migrations.registry import loaded
from migrations.rule import Effect
from service.formats.objections import Objection, objections, without_place
from service.nouns import Verdict
from service.plain import first_sentence, one_line
from service.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Effect.BREAKS: "error", Effect.CHANGES: "warning", Effect.DEPRECATED: "note"}
VERDICTS = {Verdict.BREAKS: "error", Verdict.CHANGES: "warning", Verdict.UNKNOWN: "note", Verdict.WORKS: "none"}
ROOT = "%SRCROOT%"
FINGERPRINT = "upflow/v1"


def write(report: Report) -> str:
    """One run. In ASCII, as the report's own JSON is."""
    found = objections(report)
    names = sorted({each.finding.rule for each in found})
    driver = {
        "name": "upflow",
        "semanticVersion": version("upflow"),
        "rules": [_rule(name) for name in names],
        "notifications": [
            {
                "id": "candidate",
                "shortDescription": {"text": "The verdict on one TensorFlow, as far as no line says it."},
            },
            {"id": "note", "shortDescription": {"text": "What could not be read, or was not used."}},
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that was checked."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(report))}],
        "results": list(_results(found, names)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    (rule,) = loaded([name])
    described = {
        "id": name,
        "shortDescription": {"text": first_sentence(rule.about)},
        "fullDescription": {"text": rule.about},
    }
    return {**described, "helpUri": rule.source} if "://" in rule.source else described


def _results(found: tuple[Objection, ...], names: list[str]) -> Iterator[dict[str, Any]]:
    """A fingerprint survives edits above the line: it is the rule, the file, the name, and which of such it is."""
    seen = Counter[str]()
    for each in found:
        finding = each.finding
        which = f"{finding.rule}\0{finding.path}\0{finding.symbol}"
        same = sha256(which.encode("utf-8", "surrogateescape")).hexdigest()
        seen[same] += 1
        yield {
            "ruleId": finding.rule,
            "ruleIndex": names.index(finding.rule),
            "level": LEVELS[each.effect],
            "message": {"text": each.text},
            "locations": [_location(finding.path, finding.line, finding.column)],
            "partialFingerprints": {FINGERPRINT: f"{same[:32]}:{seen[same]}"},
            "properties": {
                "effect": finding.effect,
                "fix": finding.fix,
                "since": finding.since,
                "symbol": one_line(finding.symbol),
                "tensorflow": list(each.versions),
            },
        }


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for candidate in report.candidates:
        verdict = Verdict(candidate.verdict)
        said = " ".join((f"TensorFlow {candidate.tensorflow}: {verdict}.", *without_place(candidate)))
        yield {"descriptor": {"id": "candidate"}, "level": VERDICTS[verdict], "message": {"text": said}}
    for note in report.notes:
        told: dict[str, Any] = {
            "descriptor": {"id": "note"},
            "level": "note",
            "message": {"text": one_line(note.message, 2_000)},
        }
        yield {**told, "locations": [_location(note.path, note.line)]} if note.path else told


def _location(path: str, line: int | None, column: int | None = None) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}
    }
    if line:
        place["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": place}
