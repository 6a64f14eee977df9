"""The report as SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

A result is a finding that a candidate meets; one that the project accepts is there as suppressed, one that is safe to
edit with its edit. What is about no line, such as a package that cannot be had, is a notification of the run.
"""

import json
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from migrations.registry import loaded
from migrations.rule import Effect
from service.formats.objections import Objection, objections, without_place
from service.formats.replacing import Replacing, safe
from service.nouns import Verdict
from service.plain import first_sentence, one_line
from service.render import label
from service.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Effect.BREAKS: "error", Effect.CHANGES: "warning", Effect.DEPRECATED: "note"}
VERDICTS = {Verdict.BREAKS: "error", Verdict.CHANGES: "warning", Verdict.UNKNOWN: "note", Verdict.WORKS: "none"}
ROOT = "%SRCROOT%"
FINGERPRINT = "upflow/v1"
CATEGORY = "upflow/"
ACCEPT = "[[ignore]] with rule = '{rule}' and a reason, in .upflow.toml."
ACCEPT_MARKDOWN = """Until somebody can change it, say so in `.upflow.toml`:

```toml
[[ignore]]
rule = "{rule}"
reason = "..."
until = 2027-12-31
```"""


def write(report: Report, folder: str = "") -> str:
    """One run. In ASCII, as the report's own JSON is. `folder` is where the project lies in its repository."""
    found = objections(report)
    names = sorted({each.finding.rule for each in found})
    driver = {
        "name": "upflow",
        "semanticVersion": version("upflow"),
        "rules": [_rule(name, _heaviest(name, found)) for name in names],
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
        "automationDetails": {"id": f"{CATEGORY}{quote(folder)}"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The repository, or the folder that was checked."}}},
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(report, folder))}
        ],
        "results": list(_results(report, found, names, folder)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _heaviest(name: str, found: tuple[Objection, ...]) -> str:
    """What a rule means here at its worst; objections come in that order."""
    return next(LEVELS[each.effect] for each in found if each.finding.rule == name)


def _rule(name: str, level: str) -> dict[str, Any]:
    (rule,) = loaded([name])
    source = rule.source if "://" in rule.source else ""
    link = f"\n\n[Source]({source})" if source else ""
    described = {
        "id": name,
        "shortDescription": {"text": first_sentence(rule.about)},
        "fullDescription": {"text": rule.about},
        "help": {
            "text": f"{rule.about}\n\nUntil somebody can change it: {ACCEPT.format(rule=name)}\n{source}".rstrip(),
            "markdown": f"{rule.about}\n\n{ACCEPT_MARKDOWN.format(rule=name)}{link}",
        },
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["tensorflow", "upgrade"], "precision": "high"},
    }
    return {**described, "helpUri": source} if source else described


def _results(report: Report, found: tuple[Objection, ...], names: list[str], folder: str) -> Iterator[dict[str, Any]]:
    """A fingerprint survives edits elsewhere: it is the mark of the place, and which of such it is."""
    seen = Counter[str]()
    edits = safe(report)
    for each in found:
        finding = each.finding
        seen[each.mark] += 1
        result = {
            "ruleId": finding.rule,
            "ruleIndex": names.index(finding.rule),
            "level": LEVELS[each.effect],
            "message": {"text": each.text},
            "locations": [_location(_under(folder, finding.path), finding.line, finding.column)],
            "partialFingerprints": {FINGERPRINT: f"{each.mark}:{seen[each.mark]}"},
            "properties": {
                "effect": finding.effect,
                "fix": finding.fix,
                "since": finding.since,
                "symbol": one_line(finding.symbol),
                "tensorflow": list(each.versions),
            },
        }
        if finding.ignored is not None:
            why = one_line(finding.ignored.reason, 2_000)
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
        if report.patch is not None and report.patch.to in each.versions and finding in edits:
            result["fixes"] = [_fix(report.patch.to, edits[finding], folder)]
        yield result


def _fix(version: str, edits: tuple[Replacing, ...], folder: str) -> dict[str, Any]:
    """Whole lines, from the start of the first to the start of the one behind the last."""
    (path,) = {each.path for each in edits}
    replacements = [
        {
            "deletedRegion": {
                "startLine": each.first,
                "startColumn": 1,
                "endLine": each.first + each.lines,
                "endColumn": 1,
            },
            "insertedContent": {"text": each.text.encode("utf-8", "replace").decode()},
        }
        for each in edits
    ]
    change = {"artifactLocation": _artifact(_under(folder, path)), "replacements": replacements}
    return {"description": {"text": f"As the patch to TensorFlow {version} has it."}, "artifactChanges": [change]}


def _notifications(report: Report, folder: str) -> Iterator[dict[str, Any]]:
    for candidate in report.candidates:
        verdict = Verdict(candidate.verdict)
        said = " ".join((f"TensorFlow {label(report, candidate)}: {verdict}.", *without_place(candidate)))
        yield {"descriptor": {"id": "candidate"}, "level": VERDICTS[verdict], "message": {"text": said}}
    for note in report.notes:
        told: dict[str, Any] = {
            "descriptor": {"id": "note"},
            "level": "note",
            "message": {"text": one_line(note.message, 2_000)},
        }
        yield {**told, "locations": [_location(_under(folder, note.path), note.line)]} if note.path else told


def _under(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _location(path: str, line: int | None, column: int | None = None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if line:
        place["region"] = {"startLine": line, **({"startColumn": column} if column else {})}
    return {"physicalLocation": place}
