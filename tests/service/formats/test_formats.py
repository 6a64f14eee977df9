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
from service.formats import github, junit, sarif, summary
from service.formats.objections import objections
from service.report import (
    BaselinePart,
    CandidatePart,
    FindingPart,
    IgnoredPart,
    NotePart,
    PatchPart,
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


def test_a_fingerprint_is_of_the_line_and_not_of_its_neighbours():
    line = replace(BREAKS, excerpt=("", "x = np.x()", ""), excerpt_from=8)
    other = replace(line, line=2, excerpt=("y = np.x(2)",), excerpt_from=2)
    alone, both = (replace(report(), findings=found) for found in ((line,) * 4, (other, other, line, line)))
    kept = json.loads(sarif.write(alone))["runs"][0]["results"][0]["partialFingerprints"]
    assert kept in [one["partialFingerprints"] for one in json.loads(sarif.write(both))["runs"][0]["results"]]


def test_a_safe_edit_is_a_fix_of_whole_lines_and_what_wants_a_look_is_none():
    diff = "--- a/a.py\n+++ b/a.py\n@@ -8,2 +8,2 @@\n # --- b\n-x = np.x\n+x = np.y\n@@ -20 +20,2 @@\n-z\n+z1\n+z2\n"
    safe = replace(BREAKS, edits=(9,))
    looked_at = replace(safe, line=20, edits=(20,), fix="review")
    found = replace(report(), findings=(safe, looked_at, safe, safe), patch=PatchPart("2.17.1", diff, 1, 2, ()))
    log = json.loads(sarif.write(found, "models é"))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    fixed = {one["locations"][0]["physicalLocation"]["region"]["startLine"]: one for one in log["runs"][0]["results"]}
    (change,) = fixed[9]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "models%20%C3%A9/a.py"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 9, "startColumn": 1, "endLine": 10, "endColumn": 1},
            "insertedContent": {"text": "x = np.y\n"},
        }
    ]
    assert "fixes" not in fixed[20]


def test_what_is_ignored_is_suppressed_and_no_annotation():
    accepted = replace(BREAKS, ignored=IgnoredPart("we know", "2027-01-01"))
    fine = replace(candidate("2.16.2", "works"), ignored=(0,))
    found = replace(report(), findings=(accepted,), candidates=(fine,), notes=())
    (result,) = json.loads(sarif.write(found))["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "we know"}]
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads(sarif.write(found)))
    assert github.write(found) == ""
    case = ET.fromstring(junit.write(found)).find(".//testcase")
    assert case is not None
    assert case.find("failure") is None
    assert "a.py:9:5: It goes." in (case.findtext("system-out") or "")
    assert "1 place ignored by the project" in summary.write(found)


def test_what_a_runner_would_not_show_is_told_and_stays_in_the_log():
    many = tuple(replace(BREAKS, line=line, message=f"line {line} ##[add-path]x") for line in range(1, 31))
    asked = candidate("2.16.2", "breaks", ReasonPart("code", "a", tuple(range(30))))
    found = replace(
        report(), findings=many, candidates=(asked,), notes=tuple(NotePart("", None, "n") for _ in range(12))
    )
    lines = github.write(found, "models").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    levels = [re.match("::([a-z]+)", line)[1] for line in commands]  # type: ignore[index]  # each is one
    assert {level: levels.count(level) for level in levels} == {"error": 10, "notice": 10}
    assert "20 more of level error, 3 more of level notice in the log of this step" in commands[-1]
    assert commands[0].startswith("::error file=models/a.py,line=1,")
    beyond = lines[len(commands) :]
    assert len(beyond) == 23
    assert beyond[0].startswith("upflow: error: models/a.py:11:5: line 11 # [add-path]x")


def test_a_summary_is_short_says_what_to_do_and_nothing_in_it_is_markup():
    found = report(path=HOSTILE, place="[x](http://evil.example) @team | `a`\n# title <b>.py")
    found = replace(found, patch=PatchPart("2.17.1", "", 2, 5, ()), findings=(*found.findings[:1], *found.findings[1:]))
    page = summary.write(found)
    assert page.startswith("### ✘ upflow: breaks on TensorFlow 2.16.2, 2.17.1\n")
    assert "**Next:** " in page
    prose = re.sub(r"(`+).*?\1", "", page)
    for mark in ("](", "@team", "<b>", "://", "\n# "):
        assert mark not in prose
    many = replace(found, findings=(BREAKS,) * 4, candidates=tuple(candidate(f"2.{n}.0", "breaks") for n in range(300)))
    assert len(summary.write(many)) < 10_000


def test_one_report_in_every_form(tmp_path, capsys):
    (tmp_path / "a.py").write_text("import tensorflow as tf\n\ntf.keras.optimizers.Adam(lr=0.1)\n")
    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\n")
    kept = tmp_path / "report.json"
    assert main(["check", str(tmp_path), "--no-run", "--to", "2.16", "--format", "json", "--output", str(kept)]) == 1
    for form in ("text", "json", "markdown", "summary", "sarif", "junit", "github"):
        assert main(["report", str(kept), "--format", form]) == 1
        told = capsys.readouterr().out
        assert "learning_rate" in told
        assert main(["check", str(tmp_path), "--no-run", "--to", "2.16", "--format", form]) == 1
        assert capsys.readouterr().out == told
    kept.write_text('{"schema": "other/1"}')
    assert main(["report", str(kept)]) == 2
    assert main(["report", str(tmp_path / "none")]) == 2


def test_places_are_told_from_the_folder_that_the_command_runs_in(tmp_path, capsys, monkeypatch):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/a.py").write_text("import tensorflow as tf\n\ntf.keras.optimizers.Adam(lr=0.1)\n")
    (tmp_path / "models/requirements.txt").write_text("tensorflow==2.15.1\n")
    monkeypatch.chdir(tmp_path)
    words = ("--no-run", "--to", "2.16", "--format", "github")
    for source, file in (("models", "models/a.py"), ("models/a.py", "models/a.py"), ("./models/", "models/a.py")):
        main(["check", source, *words, "--from", "2.15"])
        assert f"::error file={file},line=3," in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "models")
    main(["check", ".", *words])
    assert "::error file=a.py,line=3," in capsys.readouterr().out


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
