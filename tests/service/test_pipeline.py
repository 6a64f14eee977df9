"""The story of a run: what is tried, in which order, and what the report makes of every ending."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matrices.load import load
from service import pipeline
from service.edges import OpenTrials
from service.errors import NotReachable
from service.events import Event, StaticAnswer, TrialEnded, TrialStarted, Untried
from service.nouns import Environment, Outcome, Package, Reason
from service.project.checkout import read_folder
from service.reading import Question
from service.render import evidence, label
from service.report import Report
from service.showing import NOTHING_CHANGED
from tests.service.suites import outcome

EXAMPLES = Path(__file__).parents[2] / "examples"
UNPACK = Outcome(Reason.EXCEPTION, "ValueError: not enough values to unpack (expected 2, got 0)")
PASSED = Outcome(None)


@dataclass
class Recorded:
    """Trials that end as they are told to: `endings` maps (TensorFlow, patched) to an outcome, else they pass.

    An outcome is itself, or those of one run after the other; the last stays.
    """

    endings: Mapping[tuple[str, bool], Outcome | list[Outcome]]
    unprepared: Mapping[str, Outcome] = field(default_factory=dict)
    tried: list[tuple[str, bool]] = field(default_factory=list)
    installed: list[tuple[str, ...]] = field(default_factory=list)
    there: Mapping[str, Mapping[str, Package]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    def prepare(self, wanted, limits, python, say):
        say("install")
        exact = next(str(limit.specifier)[2:] for limit in limits if limit.name.startswith("tensorflow"))
        self.installed.append((*map(str, wanted), *map(str, limits)))
        return self.unprepared.get(exact[:4]) or Environment(exact[:4], "/env", python, "image")

    def packages(self, environment):
        return self.there[environment.key]

    def run(self, environment, files, command, say, number=0):  # noqa: ARG002  # as the real one takes it
        self.numbers.append(number)
        patched = b"def trainable_variables" in b"".join(files.values())
        self.tried.append((environment.key, patched))
        say("Epoch 0")
        match self.endings.get((environment.key, patched), PASSED):
            case Outcome() as always:
                return always
            case [last]:
                return last
            case outcomes:
                return outcomes.pop(0)


def opened(trials: Recorded) -> OpenTrials:
    return lambda _say: nullcontext(trials)


def check(trials: Recorded | None, project: str = "focal-loss", **question) -> tuple[Report, list[Event]]:
    events: list[Event] = []
    asked = Question(targets=("2.16", "newest"), **question)
    report = pipeline.check(
        read_folder(EXAMPLES / project), asked, load(), opened(trials) if trials else None, events.append
    )
    return report, events


def test_baseline_first_then_each_candidate_without_and_with_the_patch_and_the_baseline_with_it():
    trials = Recorded({("2.16", False): UNPACK, ("2.21", False): UNPACK})
    report, events = check(trials)
    once = [("2.15", False), ("2.16", False)]
    again = [("2.16", False), ("2.15", False)]
    order = [*once, *again, ("2.16", True), ("2.21", False), ("2.21", False), ("2.21", True), ("2.15", True)]
    assert trials.tried == order
    assert [(c.verdict, c.certainty, c.after_patch) for c in report.candidates] == [("breaks", "measured", "works")] * 2
    assert [trial.outcome for trial in report.project.baseline.trials] == ["passed", "passed"]
    assert isinstance(events[0], StaticAnswer)
    assert (
        sum(isinstance(event, TrialStarted) for event in events) == sum(isinstance(e, TrialEnded) for e in events) == 9
    )
    assert report.candidates[1].advice == "apply the patch: it passed with it"
    assert report.notes[-1].message == f"TensorFlow 2.16.2 and 2.21.0 fail alike: {UNPACK.message}"


def test_the_static_answer_is_already_there_before_a_trial():
    _, events = check(Recorded({}))
    assert isinstance(events[0], StaticAnswer)
    answer = events[0].report
    assert [(c.verdict, c.certainty, c.after_patch) for c in answer.candidates] == [("breaks", "stated", "works")] * 2
    assert "focal_loss.py:" in answer.candidates[0].reasons[0].message
    assert not answer.project.baseline.trials


def test_each_environment_has_its_own_tensorflow_and_the_changed_requirements():
    trials = Recorded({})
    check(trials)
    assert trials.installed[0] == ("tensorflow==2.15.1", "numpy", "tensorflow==2.15.1")
    assert trials.installed[1] == ("tensorflow==2.16.2", "numpy", "tensorflow==2.16.2")


def test_a_project_that_works_is_inferred_to_from_its_text_and_measured_to_by_its_trials():
    report, events = check(Recorded({}), "linear-regression")
    assert [(c.verdict, c.certainty) for c in report.candidates] == [("works", "measured")] * 2
    assert isinstance(events[0], StaticAnswer)
    assert [(c.verdict, c.certainty) for c in events[0].report.candidates] == [("works", "inferred")] * 2
    assert report.patch is not None
    assert report.patch.diff.count("\n+") == 2


def test_a_baseline_that_fails_proves_nothing():
    endings = {(version, False): UNPACK for version in ("2.15", "2.16", "2.21")}
    report, _ = check(Recorded(endings), "linear-regression")
    assert [c.verdict for c in report.candidates] == ["unknown"] * 2
    assert "the baseline itself does not pass" in report.candidates[0].reasons[-1].message


def test_a_failure_that_does_not_come_again_is_no_regression():
    trials = Recorded({("2.21", False): [UNPACK, PASSED]})
    report, _ = check(trials, "linear-regression")
    assert trials.tried.count(("2.21", False)) == trials.tried.count(("2.15", False)) == 2
    assert [(c.verdict, c.certainty) for c in report.candidates] == [("works", "measured"), ("works", "inferred")]
    assert "passed once and failed once in 2 runs of the same" in report.candidates[1].reasons[0].message
    assert report.candidates[1].trials[0].reason == "flaky"


def test_a_test_that_fails_now_and_then_on_the_baseline_is_no_regression_elsewhere():
    good, worse = outcome("a=passed b=passed"), outcome("a=passed b=failed")
    report, _ = check(Recorded({("2.15", False): [good, worse], ("2.21", False): worse}), "linear-regression")
    assert [(c.verdict, c.certainty) for c in report.candidates] == [("works", "measured")] * 2
    (trial,) = report.candidates[1].trials
    assert trial.tests is not None
    assert (trial.outcome, trial.shown, trial.tests.flaky) == ("failed", "works", ("b",))


def test_tests_that_fail_on_the_baseline_hide_no_other():
    base, worse = outcome("a=passed b=failed c=passed"), outcome("a=passed b=failed c=failed")
    endings = {("2.15", False): base, ("2.16", False): base, ("2.21", False): worse}
    report, _ = check(Recorded(endings), "linear-regression")
    assert [(c.verdict, c.certainty) for c in report.candidates] == [("works", "measured"), ("breaks", "measured")]
    assert report.candidates[1].reasons[-1].message == "its trial: c passed on the baseline, and fails: c broke"
    assert evidence(report) == [
        "Loses no test on 2.16.2 that passes on 2.15.1 as it is.",
        "Fails on 2.21.0 as it is.",
    ]


def test_the_first_version_that_breaks_is_found_with_few_trials():
    endings = {(f"2.{minor}", False): UNPACK for minor in range(18, 22)}
    trials = Recorded(endings)
    project, asked = read_folder(EXAMPLES / "linear-regression"), Question(baseline="2.10")
    report = pipeline.check(project, asked, load(), opened(trials), lambda _event: None, bisect=True)
    tried = {version for version, _ in trials.tried}
    assert tried == {"2.10", "2.21", "2.15", "2.18", "2.16", "2.17"}
    assert report.notes[-1].message == ("the first that breaks is 2.18.1; 2.17.1 works; 5 of 11 were tried")
    verdicts = {candidate.tensorflow[:4]: (candidate.verdict, candidate.certainty) for candidate in report.candidates}
    assert verdicts["2.18"] == ("breaks", "measured")
    assert verdicts["2.13"] == ("works", "inferred")


def test_where_nothing_breaks_the_newest_alone_is_tried():
    trials = Recorded({})
    project = read_folder(EXAMPLES / "linear-regression")
    report = pipeline.check(project, Question(), load(), opened(trials), lambda _event: None, bisect=True)
    assert [version for version, _ in trials.tried] == ["2.15", "2.21"]
    assert report.notes[-1].message == "none was found that breaks: 2.21.0 works; 1 of 6 were tried"


def test_after_the_version_the_package_is_looked_for():
    there = {
        version: {"tensorflow": Package(f"{version}.0", ("numpy",)), "numpy": Package(numpy)}
        for version, numpy in (("2.17", "1.26.4"), ("2.18", "2.0.2"))
    }
    trials = Recorded({("2.18", False): UNPACK}, there=there)
    project, asked = read_folder(EXAMPLES / "linear-regression"), Question(targets=("2.17", "2.18"))
    report = pipeline.check(project, asked, load(), opened(trials), lambda _event: None, culprit=True)
    assert [note.message for note in report.notes[-2:]] == [
        "the first that breaks is 2.18.1; 2.17.1 works; 2 of 2 were tried",
        (
            "the culprit is tensorflow 2.17.0 -> 2.18.0; with it as before, the rest of TensorFlow 2.18.1 works; "
            "1 of the sets between was tried, 2 packages differ"
        ),
    ]
    assert trials.installed[-1] == ("tensorflow", "numpy", "numpy==2.0.2", "tensorflow==2.17.0")


def test_a_failure_that_is_known_already_is_not_tried_a_third_time():
    trials = Recorded(dict.fromkeys([("2.21", False), ("2.21", True)], UNPACK))
    check(trials)
    assert (trials.tried.count(("2.21", False)), trials.tried.count(("2.21", True))) == (2, 1)


@pytest.mark.parametrize("reason", [Reason.OUT_OF_MEMORY, Reason.NO_IMAGE, Reason.INDEX_UNREACHABLE])
def test_infrastructure_is_no_break(reason: Reason):
    happened = Outcome(reason, "it happened")
    report, _ = check(Recorded({}, unprepared={"2.21": happened}), "linear-regression")
    assert [(c.verdict, c.certainty) for c in report.candidates] == [("works", "measured"), ("works", "inferred")]
    assert report.candidates[1].reasons[0].message == "its trial says nothing: it happened"


def test_what_does_not_install_breaks():
    refused = Outcome(Reason.NOT_INSTALLABLE, "no wheel for numpy 9")
    report, _ = check(Recorded({}, unprepared={"2.21": refused}), "linear-regression")
    assert [c.verdict for c in report.candidates] == ["works", "breaks"]
    assert report.candidates[1].reasons[0].message == "its trial: no wheel for numpy 9"


def test_a_trial_that_disagrees_with_a_finding_is_shown():
    report, _ = check(Recorded({}))
    assert [c.verdict for c in report.candidates] == ["breaks"] * 2
    assert "its trial passed" in report.candidates[0].reasons[-1].message


def test_without_containers_the_static_answer_is_all():
    report, events = check(None)
    assert [type(event) for event in events] == [StaticAnswer]
    assert not report.candidates[0].trials


def test_an_engine_that_does_not_answer_leaves_the_static_answer_and_says_so():
    def closed(_say):
        raise NotReachable("No engine answers.", "Install one.")

    events: list[Event] = []
    asked = Question(targets=("2.16",))
    report = pipeline.check(read_folder(EXAMPLES / "focal-loss"), asked, load(), closed, events.append)
    assert [type(event) for event in events] == [StaticAnswer, Untried]
    assert report.candidates[0].verdict == "breaks"
    assert report.notes[-1].message == "No engine answers: what was not tried has a static answer only; Install one."


def test_an_engine_lost_in_the_middle_keeps_what_was_tried_and_ends_the_rest():
    trials = Recorded({("2.16", False): UNPACK, ("2.21", False): Outcome(Reason.ENGINE_LOST, "the engine was lost")})
    report, events = check(trials)
    twice = [("2.15", False), ("2.16", False)]
    assert trials.tried == [*twice, *reversed(twice), ("2.16", True), ("2.21", False)]
    assert isinstance(events[-1], Untried)
    assert [(c.verdict, c.certainty, c.after_patch) for c in report.candidates] == [
        ("breaks", "measured", "works"),
        ("breaks", "stated", "works"),
    ]
    assert "start the engine again" in report.notes[-1].message


def test_a_version_that_is_only_assumed_is_not_tried(tmp_path: Path):
    (tmp_path / "main.py").write_text("import tensorflow\n")
    trials = Recorded({})
    events: list[Event] = []
    asked = Question(targets=("newest",))
    report = pipeline.check(read_folder(tmp_path), asked, load(), opened(trials), events.append)
    assert trials.tried == []
    assert [type(event) for event in events] == [StaticAnswer, Untried]
    assert "--from" in report.notes[-1].message


def test_pytest_is_installed_where_it_runs_the_tests(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("tensorflow-cpu==2.15.1\n")
    (tmp_path / "test_a.py").write_text("import tensorflow\ndef test_a(): pass\n")
    trials = Recorded({})
    pipeline.check(read_folder(tmp_path), Question(targets=("newest",)), load(), opened(trials), lambda _event: None)
    assert trials.installed[1] == ("tensorflow-cpu==2.21.0", "pytest", "tensorflow-cpu==2.21.0")


def test_cures_limit_what_is_installed(tmp_path: Path):
    (tmp_path / "main.py").write_text("import tensorflow\n")
    (tmp_path / "requirements.txt").write_text("tensorflow==2.10.1\nh5py\n")
    trials = Recorded({})
    pipeline.check(read_folder(tmp_path), Question(targets=("2.11",)), load(), opened(trials), lambda _event: None)
    assert trials.installed[0] == ("tensorflow==2.10.1", "h5py", "tensorflow==2.10.1", "numpy<2")


def against_itself(trials: Recorded, *targets: str) -> Report:
    project = read_folder(EXAMPLES / "linear-regression")
    return pipeline.check(project, Question(targets=targets), load(), opened(trials), lambda _event: None, again=True)


def test_the_version_of_today_is_held_against_itself_alone():
    trials = Recorded({})
    report = against_itself(trials)
    assert trials.tried == [("2.15", False)] * 2
    assert trials.numbers == [0, 1]
    (itself,) = report.candidates
    assert (itself.verdict, itself.certainty) == ("works", "measured")
    assert itself.reasons[0].message == "its trial passed, as the baseline's did"
    assert (label(report, itself), report.patch) == ("2.15.1 again", None)


def test_what_differs_of_the_same_is_asked_again_and_accuses_nobody():
    endings = [outcome("a=passed b=passed"), outcome("a=passed b=failed")]
    trials = Recorded({("2.15", False): [*endings, endings[1], endings[0]]})
    report = against_itself(trials)
    assert trials.numbers == [0, 1, 2, 3]
    (itself,) = report.candidates
    assert itself.verdict == "unknown"
    assert [reason.message for reason in itself.reasons] == [
        NOTHING_CHANGED,
        "its trial: b passed on the baseline, and fails: b broke",
    ]


def test_a_test_that_a_second_run_of_the_same_shows_to_be_flaky_is_held_against_no_other():
    endings = {("2.15", False): [outcome("a=passed b=passed"), outcome("a=passed b=failed")]}
    report = against_itself(Recorded({**endings, ("2.21", False): outcome("a=passed b=failed")}), "newest")
    assert [(c.tensorflow, c.verdict) for c in report.candidates] == [("2.15.1", "works"), ("2.21.0", "works")]


DISPLAY = "tensorflow==2.15.1\nopencv-python>=4.5\n"


def test_opencv_is_tried_in_the_form_that_needs_no_display(tmp_path: Path):
    """`import cv2` asked for libGL.so.1, and no trial of such a project said anything."""
    (tmp_path / "requirements.txt").write_text(DISPLAY)
    (tmp_path / "main.py").write_text("import cv2\nimport tensorflow\n")
    trials = Recorded({})
    asked = Question(targets=("2.16",))
    report = pipeline.check(read_folder(tmp_path), asked, load(), opened(trials), lambda _event: None)
    assert all("opencv-python-headless>=4.5" in each for each in trials.installed)
    assert "opencv-python-headless in place of opencv-python, as they have no display" in report.notes[-1].message
    assert "headless" not in (report.patch.diff if report.patch else "")


def test_a_version_that_has_no_such_form_is_tried_as_it_is(tmp_path: Path):
    class Without(Recorded):
        def prepare(self, wanted, limits, python, say):
            there = super().prepare(wanted, limits, python, say)  # type: ignore[no-untyped-call] # as all of the tests
            refused = Outcome(Reason.NOT_INSTALLABLE, "no such version")
            return refused if any("headless" in each.name for each in wanted) else there

    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\nopencv-python==3.1.0.5\n")
    (tmp_path / "main.py").write_text("import cv2\nimport tensorflow\n")
    trials = Without({})
    asked = Question(targets=("2.16",))
    report = pipeline.check(read_folder(tmp_path), asked, load(), opened(trials), lambda _event: None)
    assert trials.tried == [("2.15", False), ("2.16", False)]
    assert [candidate.verdict for candidate in report.candidates] == ["works"]
