"""What a person reads: the proof in one sentence, and nothing from a project that could steer a terminal or a page."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from service import render
from service.report import (
    BaselinePart,
    CandidatePart,
    FindingPart,
    NotePart,
    PatchPart,
    ProjectPart,
    ReasonPart,
    Report,
    TrialPart,
)

HOSTILE = "\x1b]0;owned\x07<script>|`[x](y)\n@team\u202e"
PASSED = TrialPart(False, "passed", None, "", ("python", "a.py"), 1.0, "")
FAILED = TrialPart(False, "failed", "exception", "ValueError: no", ("python", "a.py"), 1.0, "")
FINDING = FindingPart("rule", "a.py", 3, 5, "tf.x", "It goes.", "breaks", "2.16", None, "safe", "https://example.org")


def candidate(*trials: TrialPart, **changes: object) -> CandidatePart:
    reasons = (ReasonPart("code", "a.py:3: It goes.", (0,)), ReasonPart("runtime", "its trial: ValueError: no", ()))
    fresh = CandidatePart("2.21.0", "3.11", "3.15.1", "breaks", "measured", reasons, (), "works", "apply", trials)
    return replace(fresh, **changes)  # type: ignore[arg-type]  # any field may be named


def report(*candidates: CandidatePart, base: tuple[TrialPart, ...] = (PASSED, replace(PASSED, patched=True))) -> Report:
    baseline = BaselinePart("2.15.1", "3.11", "2.15.0", False, (), base)
    patch = PatchPart("2.21.0", "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-old\n+new\n", 1, 1, ())
    project = ProjectPart("demo", 1, 10, baseline)
    return Report("upflow.report/1", project, candidates, (FINDING,), patch, (NotePart("r.txt", 2, "not read"),))


def shown(what: Report, **console: object) -> str:
    out = io.StringIO()
    render.text(what, Console(file=out, width=118, highlight=False, **console))  # type: ignore[arg-type]  # as above
    return out.getvalue()


def test_the_sentence_that_a_reviewer_needs():
    proven = report(candidate(FAILED, replace(PASSED, patched=True)))
    assert render.evidence(proven) == [
        "Fails on 2.21.0, passes on 2.21.0 with the patch.",
        "Passes on 2.15.1 with the patch, too.",
    ]


def test_what_is_true_of_many_versions_is_one_sentence():
    versions = ("2.16.2", "2.17.1", "2.18.1")
    failing = [candidate(FAILED, replace(FAILED, patched=True), tensorflow=each) for each in versions]
    assert render.evidence(report(*failing, candidate(PASSED), base=(PASSED,))) == [
        "Fails on 2.16.2, 2.17.1 and 2.18.1; fails on each with the patch.",
        "Passes on 2.21.0 as it is.",
    ]


def test_what_fails_everywhere_is_told_from_what_was_lost():
    some = replace(FAILED, shown="works")
    proven = report(
        candidate(replace(FAILED, shown="breaks"), replace(some, patched=True)),
        base=(FAILED, replace(some, patched=True)),
    )
    assert render.evidence(proven) == [
        "Fails on 2.21.0, loses no test on 2.21.0 that passes on 2.15.1 with the patch.",
        "Loses no test on 2.15.1 with the patch, too.",
    ]
    assert render.evidence(report(candidate(FAILED), base=(FAILED,))) == [
        "Fails on 2.21.0 (failed on 2.15.1) as it is."
    ]


def test_what_needs_no_patch_is_said_to_pass_as_it_is():
    assert render.evidence(report(candidate(PASSED), base=(PASSED,))) == ["Passes on 2.21.0 as it is."]


def test_no_sentence_without_trials():
    assert render.evidence(report(candidate())) == []


@pytest.mark.parametrize("outcome", ["failed", "undecided"])
def test_a_patch_that_does_not_pass_is_said(outcome: str):
    sentences = render.evidence(report(candidate(FAILED, replace(PASSED, patched=True, outcome=outcome))))
    assert sentences[0].endswith(("fails on 2.21.0 with the patch.", "undecided on 2.21.0 with the patch."))


def test_everything_is_there_for_a_reader():
    text = shown(report(candidate(FAILED, replace(PASSED, patched=True))))
    for words in ("✘ breaks", "✔ works", "[1] a.py:3 tf.x", "its trial: ValueError: no", "apply", "It goes.", "+new"):
        assert words in text
    assert "r.txt:2  not read" in text


def test_hostile_text_stays_text():
    reasons = (ReasonPart("runtime", HOSTILE, ()),)
    hostile = replace(
        report(candidate(FAILED, reasons=reasons, advice=HOSTILE)),
        findings=(replace(FINDING, message=HOSTILE, path=HOSTILE, symbol=HOSTILE),),
        notes=(NotePart(HOSTILE, 1, HOSTILE),),
        patch=PatchPart("2.21.0", f"--- {HOSTILE}\n```\n+x\n", 1, 1, ()),
    )
    assert "\x1b" not in shown(hostile)
    assert "\u202e" not in shown(hostile)
    page = render.markdown(hostile)
    assert "<script>" not in page.split("````diff")[0]
    assert "````diff" in page
    rows = [line for line in page.splitlines() if line.startswith("| 2.21.0")]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 6
    assert "@team" not in page.split("````diff")[0]


def test_colours_only_where_they_are_asked_for():
    proven = report(candidate(FAILED))
    assert "\x1b[" not in shown(proven)
    assert "\x1b[" in shown(proven, force_terminal=True)


def test_nothing_newer_is_said():
    assert "there is no newer TensorFlow, or none was asked for" in shown(report())
