"""The forms for other programs: what their own schema and parsers accept, with hostile names, and nothing lost."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from service.cli import main
from service.formats import github, junit, sarif
from service.formats.objections import objections
from service.report import (
    BaselinePart,
    CandidatePart,
    FindingPart,
    NotePart,
    ProjectPart,
    ReasonPart,
    Report,
)

SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
"""The one that OASIS publishes with SARIF 2.1.0, errata 01, as it is."""
BREAKS = FindingPart("numpy_names", "a.py", 9, 5, "np.x", "It goes.", "breaks", "2.16", None, "safe", "https://x.org")
CHANGES = replace(BREAKS, line=3, effect="changes", message="It computes something else.")
LATER = replace(BREAKS, path="z.py", effect="deprecated", message="It will go.")
BEHIND = replace(BREAKS, path="behind.py")
HOSTILE = "a,b::c%0A\n\x1b[31m\x00\ufffe\udcff<x>&é \u202e.py"


def candidate(version: str, verdict: str, *reasons: ReasonPart) -> CandidatePart:
    return CandidatePart(version, "3.11", "3.12.0", verdict, "inferred", reasons, (), "works", "apply the patch", ())


def report(path: str = "demo", place: str = "a.py") -> Report:
    findings = tuple(replace(each, path=place) if each.path == "a.py" else each for each in (BREAKS, CHANGES, LATER))
    candidates = (
        candidate("2.16.2", "breaks", ReasonPart("code", "a", (0,)), ReasonPart("code", "b", (1,))),
        candidate("2.17.1", "breaks", ReasonPart("code", "all", (0, 1, 2)), ReasonPart("package", f"no {place}", ())),
        candidate("2.18.1", "unknown", ReasonPart("doubt", "nobody knows", ())),
        candidate("2.19.1", "works"),
    )
    baseline = BaselinePart("2.15.1", "3.11", "2.15.0", False, (), ())
    notes = (NotePart("r.txt", 2, "not read"), NotePart("", None, "no place"))
    project = ProjectPart(path, 1, 10, baseline)
    return Report("upflow.report/1", project, candidates, (*findings, BEHIND), None, notes)


def test_what_breaks_comes_first_and_what_no_candidate_meets_is_left_out():
    found = objections(report())
    assert [each.finding.effect for each in found] == ["breaks", "changes", "deprecated"]
    assert [each.versions for each in found] == [("2.16.2", "2.17.1"), ("2.16.2", "2.17.1"), ("2.17.1",)]


@pytest.mark.parametrize("place", ["a.py", HOSTILE, "dir with space/ä.py"])
def test_sarif_is_what_its_schema_says(place):
    text = sarif.write(report(path=place, place=place))
    assert text.isascii()
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    assert [one["level"] for one in run["results"]] == ["error", "warning", "note"]
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert unquote(first["artifactLocation"]["uri"], errors="surrogateescape") == place
    assert not re.search(r"[^\w%/.~-]", first["artifactLocation"]["uri"], re.ASCII)
    assert first["region"] == {"startLine": 9, "startColumn": 5}
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in told] == ["error", "error", "note", "none", "note", "note"]
    assert "nobody knows" in told[2]["message"]["text"]


def test_a_fingerprint_stays_when_lines_are_added_above():
    marks = [
        [one["partialFingerprints"] for one in json.loads(sarif.write(each))["runs"][0]["results"]]
        for each in (report(), replace(report(), findings=tuple(_lower(one) for one in report().findings)))
    ]
    assert marks[0] == marks[1]
    assert len({json.dumps(mark) for mark in marks[0]}) == len(marks[0])


def _lower(finding: FindingPart) -> FindingPart:
    return replace(finding, line=finding.line + 40)


@pytest.mark.parametrize("place", ["a.py", HOSTILE])
def test_junit_counts_what_it_has(place):
    text = junit.write(report(path=place, place=place))
    top = ET.fromstring(text.encode())
    cases = list(top.iter("testcase"))
    assert cases[0].get("name") == "TensorFlow 2.16.2 on Python 3.11"
    failed = [case for case in cases if case.find("failure") is not None]
    assert (top.get("tests"), top.get("failures"), top.get("skipped")) == ("4", "2", "1")
    assert len(failed) == 2
    assert "It computes something else." in (failed[0].findtext("failure") or "")
    assert [case.find("skipped") is not None for case in cases] == [False, False, True, False]


def test_annotations_are_read_back_as_they_were_meant():
    """Read as the runner does: a line is one command, and what is escaped comes back."""
    lines = github.write(report(place=HOSTILE)).splitlines()
    pattern = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
    matches = [pattern.fullmatch(line) for line in lines]
    assert all(matches)
    levels = [match[1] for match in matches if match]
    assert levels == ["error", "notice", "error", "warning", "notice", "notice", "notice"]
    found = matches[2]
    assert found is not None
    properties = dict(each.split("=", 1) for each in found[2].split(","))
    back = {
        name: re.sub("%(25|0D|0A|3A|2C)", lambda code: chr(int(code[1], 16)), value)
        for name, value in properties.items()
    }
    assert back == {"file": HOSTILE.replace("\udcff", "?"), "line": "9", "col": "5", "title": "upflow: numpy_names"}


def test_nothing_to_say_is_no_annotation():
    fine = replace(report(), candidates=(candidate("2.19.1", "works"),), notes=())
    assert github.write(fine) == ""
    assert objections(fine) == ()


@pytest.mark.parametrize("form", ["sarif", "junit", "github"])
def test_the_command_writes_each_form(tmp_path, form, capsys):
    (tmp_path / "a.py").write_text(
        "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n", encoding="utf-8"
    )
    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["check", str(tmp_path), "--no-run", "--to", "2.16", "--format", form, "--output", str(out)]) == 1
    assert capsys.readouterr().out == ""
    text = out.read_text(encoding="utf-8")
    assert "learning_rate" in text
    if form == "sarif":
        jsonschema.Draft4Validator(SCHEMA).validate(json.loads(text))
    elif form == "junit":
        assert ET.fromstring(text.encode()).get("failures") == "1"
    else:
        assert text.startswith("::error file=a.py,line=3,col=")
