"""A report comes back as it was, whatever bytes its project holds."""

import json

import pytest

from service.report import (
    SCHEMA,
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
from service.store import reports

HOSTILE = ("", "plain", "\0\x1b[31m", "\udcff\ud800", "\u202e<b>", "\U0001f600", '"\\\n\r\u2028')


@pytest.mark.parametrize("line", [None, 3])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_every_text_comes_back(text, line):
    trial = TrialPart(True, "failed", None, text, (text, text), 1.5, text)
    base = BaselinePart("2.15", "3.11", None, True, (), (trial,))
    report = Report(
        SCHEMA,
        ProjectPart(text, 1, 2, base),
        (CandidatePart("2", "3", None, "breaks", "stated", (ReasonPart("code", text, (0,)),), (), "works", "", ()),),
        (FindingPart("r", text, 1, 1, text, text, "breaks", "2.16", None, "safe", "s"),),
        PatchPart("2", text, 1, 1, (0,)),
        (NotePart(text, line, text),),
    )
    kept = reports.dump(report)
    assert kept.isascii()
    assert json.loads(kept)["schema"] == SCHEMA
    assert reports.parse(kept) == report


def test_what_an_older_upflow_kept_is_read_with_what_it_did_not_know_left_empty():
    trial = TrialPart(False, "passed", None, "", ("python",), 1.0, "")
    base = BaselinePart("2.15", "3.11", None, False, (), (trial,))
    report = Report(SCHEMA, ProjectPart("p", 1, 2, base), (), (), None, ())
    kept = json.loads(reports.dump(report))
    for newer in ("runs", "shown", "tests", "warnings"):
        del kept["project"]["baseline"]["trials"][0][newer]
    assert reports.parse(json.dumps(kept)) == report
