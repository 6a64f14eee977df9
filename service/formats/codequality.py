"""The findings as GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/."""

import json
from collections import Counter
from hashlib import sha256

from migrations.rule import Effect
from service.formats.objections import objections
from service.report import Report

SEVERITIES = {Effect.BREAKS: "critical", Effect.CHANGES: "major", Effect.DEPRECATED: "info"}


def write(report: Report, folder: str = "") -> str:
    """A list in ASCII; what the project accepts is not in it. `folder` is where the project lies in its repository."""
    seen = Counter[str]()
    found = []
    for each in objections(report):
        if not each.counts:
            continue
        finding = each.finding
        seen[each.mark] += 1
        path = f"{folder}/{finding.path}" if folder else finding.path
        found.append(
            {
                "description": each.text,
                "check_name": finding.rule,
                "fingerprint": sha256(f"{each.mark}:{seen[each.mark]}".encode()).hexdigest(),
                "severity": SEVERITIES[each.effect],
                "location": {"path": path.encode("utf-8", "replace").decode(), "lines": {"begin": finding.line}},
            }
        )
    return json.dumps(found, indent=2) + "\n"
