import json
from dataclasses import replace
from datetime import date

import pytest
from packaging.version import Version

from matrices.measuring import records
from matrices.measuring.trial import Cure, Question, Results, Trial
from matrices.problems import BadFacts

QUESTION = Question("tensorflow-cpu", Version("2.8.0"), "3.9")
CURED = Trial(
    QUESTION,
    date(2026, 11, 23),
    "3.9.18",
    "gast==0.2.2 numpy==2.0.2",
    ("gast",),
    results=Results(("tensorboard",), {"import": "TypeError: no"}),
    cure=Cure(("numpy<2",), {"numpy": "1.26.4", "gone": None}, Results(("import",), {"h5": "KeyError: 1"})),
)
REFUSED = Trial(Question("tensorflow", Version("2.10.0"), "3.9", ("tf-slim",)), date(2026, 11, 23), "3.9", refused="no")
BOTH = (CURED, REFUSED)
PLACE = "trials/tensorflow.json: trial[2.8.0]"


def problems(**changed: object) -> list[str]:
    record = json.loads(records.dump([CURED]))[0] | changed
    found = records.examine(json.dumps([{k: v for k, v in record.items() if v is not ...}]), "trials/tensorflow.json")[
        1
    ]
    return [str(problem) for problem in found]


def test_what_is_written_is_read_again():
    assert records.read(records.dump(BOTH), "x") == ((REFUSED, CURED), ())
    assert records.examine(records.dump(BOTH), "x") == ((REFUSED, CURED), ())


def test_the_order_of_records_does_not_matter():
    assert records.dump(BOTH) == records.dump(reversed(BOTH))


def test_what_is_empty_is_left_out():
    assert set(json.loads(records.dump([REFUSED]))[0]) == {
        "package", "version", "python", "with", "date", "interpreter", "outcome", "refused"
    }  # fmt: skip


def test_no_file_is_no_trials(tmp_path):
    assert records.load(records.path(tmp_path, "tensorflow")) == ()


def test_a_bad_file_is_not_taken_for_an_empty_one(tmp_path):
    file = records.path(tmp_path, "tensorflow")
    file.parent.mkdir()
    file.write_text("[{}]")
    with pytest.raises(BadFacts, match=r"trials/tensorflow.json: trial\[0\].package: found nothing, expected a text"):
        records.load(file)


def test_every_problem_has_its_place():
    assert problems() == []
    assert problems(outcome="works") == [
        f"{PLACE}.outcome: found 'works', expected 'import-fails' (it follows from the stages)",
    ]
    assert problems(date="yesterday", python=...) == [
        f"{PLACE}.python: found nothing, expected a text",
        f"{PLACE}.date: found 'yesterday', expected a day, like \"2026-11-23\"",
    ]
    (misspelt,) = problems(instaled="numpy==1")
    assert misspelt.startswith(f"{PLACE}.instaled: found an unknown key, expected one of built, cure, date")
    assert misspelt.endswith("(did you mean installed?)")


@pytest.mark.parametrize(
    "wrong",
    [
        {"installed": "numpy=1"},
        {"installed": ["numpy==1"]},
        {"installed": "numpy==first"},
        {"built": "gast"},
        {"passed": [1]},
        {"failed": {"import": ""}},
        {"failed": ["import"]},
        {"date": 20261123},
        {"outcome": "fine"},
        {"cure": {"pins": [], "changed": {}, "extra": 1}},
        {"cure": {"pins": ["numpy<2"], "changed": []}},
        {"cure": {"pins": ["numpy<2"]}},
        {"cure": "numpy<2"},
    ],
)
def test_wrong_values_are_problems(wrong):
    assert any(f"trial[2.8.0].{next(iter(wrong))}" in problem for problem in problems(**wrong))


def test_the_same_question_twice_is_a_problem():
    text = json.dumps(json.loads(records.dump([CURED])) * 2)
    assert "expected every question once" in str(records.examine(text, "x")[1][0])


def test_what_is_no_json_is_one_problem():
    assert "expected JSON" in str(records.read("[", "x")[1][0])
    assert "a list of tables" in str(records.read("{}", "x")[1][0])


def test_what_cannot_be_read_fast_is_read_with_care():
    text = json.dumps([*json.loads(records.dump([CURED])), {"package": "tensorflow"}])
    trials, wrong = records.read(text, "x")
    assert trials == (CURED,)
    assert "trial[1].version: found nothing" in str(wrong[0])


def test_a_newer_answer_takes_the_place_of_the_older():
    newer = replace(CURED, day=date(2026, 11, 24))
    assert records.replaced(BOTH, newer) == (REFUSED, newer)
