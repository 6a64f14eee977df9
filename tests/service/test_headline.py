"""What a person is told first, at each kind of report."""

import pytest

from service.headline import TEST, WAIT, headline
from service.report import (
    SCHEMA,
    BaselinePart,
    CandidatePart,
    FindingPart,
    PatchPart,
    ProjectPart,
    ReasonPart,
    Report,
    TrialPart,
)

FINDING = FindingPart("r", "a.py", 3, 1, "tf.x", "It goes. Use y.", "breaks", "2.16", None, "safe", "https://x.org")
PASSED = TrialPart(True, "passed", None, "", ("pytest",), 1.0, "")


def candidate(version: str, verdict: str, after: str, *trials: TrialPart) -> CandidatePart:
    reasons = () if verdict == "works" else (ReasonPart("code", "a.py:3: It goes.", (0,)),)
    return CandidatePart(version, "3.11", None, verdict, "stated", reasons, (), after, "apply the patch", trials)


def report(*candidates: CandidatePart, patch: PatchPart | None = None) -> Report:
    project = ProjectPart("p", 1, 9, BaselinePart("2.15.1", "3.11", None, False, (), ()))
    return Report(SCHEMA, project, candidates, (FINDING,), patch, ())


@pytest.mark.parametrize(
    ("given", "as_it_is", "with_patch", "sentence"),
    [
        ((), None, None, "It is on the newest TensorFlow that upflow knows: 2.15.1."),
        ((("2.16.2", "works", "works"),), "2.16.2", "2.16.2", "It runs on TensorFlow 2.16.2, the newest, as it is."),
        (
            (("2.16.2", "works", "works"), ("2.17.1", "breaks", "works")),
            "2.16.2",
            "2.17.1",
            "With the patch it runs on TensorFlow 2.17.1, the newest; as it is, on 2.16.2.",
        ),
        (
            (("2.16.2", "breaks", "works"), ("2.17.1", "breaks", "breaks")),
            None,
            "2.16.2",
            "With the patch it runs on TensorFlow 2.16.2.",
        ),
        ((("2.16.2", "breaks", "breaks"),), None, None, "Stay on 2.15.1: nothing newer works yet."),
        ((("2.16.2", "unknown", "unknown"),), None, None, "Nobody can tell yet beyond 2.15.1."),
    ],
)
def test_how_far_it_can_go(given, as_it_is, with_patch, sentence):
    found = headline(report(*(candidate(*each) for each in given)))
    assert (found.on, found.as_it_is, found.with_patch, found.sentence) == ("2.15.1", as_it_is, with_patch, sentence)
    assert bool(found.blocked_by) == bool(given and given[-1][1] != "works")


def test_what_to_do_is_the_patch_where_it_leads_there_and_a_command_where_it_does_not():
    patch = PatchPart("2.17.1", "+++ b/a.py\n+++ b/requirements.txt\n", 2, 3, ())
    there = headline(report(candidate("2.17.1", "breaks", "works"), patch=patch))
    assert there.steps[0].text == "Apply the patch: 3 edits in 2 files, code and requirements."
    assert there.steps[0].command.startswith("git apply")
    assert "no trial" in there.steps[1].text
    short = headline(
        report(candidate("2.16.2", "breaks", "works"), candidate("2.17.1", "breaks", "breaks"), patch=patch)
    )
    assert short.steps[0].command == "upflow migrate . --to 2.16.2 --write"
    assert short.steps[-1].text == "For 2.17.1: apply the patch."


def test_a_trial_proves_it():
    assert headline(report(candidate("2.16.2", "breaks", "works", PASSED))).proven
    assert not headline(report(candidate("2.16.2", "works", "works", PASSED))).proven


def test_what_blocks_is_its_first_sentence():
    found = headline(report(candidate("2.16.2", "breaks", "breaks")))
    assert found.blocked_by == "It goes."


@pytest.mark.parametrize(
    ("diff", "kinds"),
    [("+++ b/a.ipynb\n", ", code."), ("+++ b/requirements.txt\n+++ b/Dockerfile\n", ", requirements."), ("", ".")],
)
def test_what_the_patch_changes_is_told_by_its_files(diff, kinds):
    found = headline(report(candidate("2.17.1", "works", "works"), patch=PatchPart("2.17.1", diff, 1, 1, ())))
    assert found.steps[0].text == f"Apply the patch: 1 edit in 1 file{kinds}"


def test_while_its_trials_go_on_nobody_is_told_to_run_the_tests():
    given = report(candidate("2.16.2", "breaks", "works"))
    assert [headline(given, going=going).steps[-1].text for going in (False, True)] == [TEST, WAIT]
