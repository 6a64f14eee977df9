"""Saved files and functions in a run: in the verdict, with the patch, and in the search for the first that breaks."""

import pytest

from matrices.load import load
from service import pipeline
from service.nouns import Outcome, Reason
from service.probes import Array, Level, Probe, Probed, Run, Way
from service.project.checkout import read_folder
from service.reading import Question
from service.report import Report
from tests.service.test_pipeline import EXAMPLES, Recorded, opened

H5, CALL = Probe(Way.H5, "m.h5"), Probe(Way.CALL, "linear_regression:train")
FILES = {"m.h5": b"\x89HDF\r\n\x1a\n", "pyproject.toml": b'[tool.upflow]\nnumbers = "linear_regression:train"\n'}
FAILS = Run(Reason.EXCEPTION, "ValueError: it loads with compile=False only")


def works(value: float = 1.0) -> Run:
    return Run(None, "", Level.LOADED, "", (Array("", "float32", (), str(value), (), (value,)),))


def outcome(file: Run = works(), function: Run = works()) -> Outcome:  # noqa: B008 - they are frozen
    return Outcome(None, probed=(Probed(H5, (file, file)), Probed(CALL, (function, function, function))))


def check(
    endings: dict[tuple[str, bool], Outcome], project: str = "linear-regression", *, bisect: bool = False
) -> Report:
    read = read_folder(EXAMPLES / project)
    every = {(f"2.{minor}", patched): outcome() for minor in range(10, 22) for patched in (False, True)}
    return pipeline.check(
        read._replace(files={**read.files, **FILES}),
        Question(baseline="2.10") if bisect else Question(targets=("2.16", "newest")),
        load(),
        opened(Recorded({**every, **endings})),
        lambda _event: None,
        bisect=bisect,
    )


def test_where_all_is_as_before_the_trial_decides():
    report = check({})
    assert [(each.verdict, each.certainty) for each in report.candidates] == [("works", "measured")] * 2
    assert [(each.path, each.problem) for each in report.project.saved] == [("m.h5", "")]
    assert {each.dtype: each.rtol for each in report.project.tolerance}["float32"] == 1e-4
    (file,) = report.candidates[0].artifacts
    assert (file.verdict, file.baseline, file.candidate) == ("works", "loaded", "loaded")


@pytest.mark.parametrize(
    ("ending", "verdict", "kind", "advice"),
    [
        (outcome(file=FAILS), "breaks", "artifact", "for m.h5: load_model(path, compile=False)"),
        (outcome(file=works(2.0)), "changes", "artifact", None),
        (outcome(function=works(2.0)), "changes", "numbers", None),
        (outcome(function=FAILS), "breaks", "numbers", None),
        (outcome(file=Run(Reason.TIMED_OUT, "did not end within 120 s")), "unknown", "artifact", None),
        (outcome()._replace(probed=()), "unknown", "artifact", None),
    ],
)
def test_a_trial_that_passes_does_not_hide_what_its_files_and_functions_show(ending, verdict, kind, advice):
    report = check({("2.21", False): ending})
    works_still, newest = report.candidates
    assert works_still.verdict == "works"
    assert newest.verdict == verdict
    assert kind in {reason.kind for reason in newest.reasons}
    assert advice is None or newest.advice.startswith(advice)


def test_with_the_patch_the_functions_are_asked_again_and_the_files_stay_what_they_are():
    failed = failing(outcome(file=FAILS, function=FAILS))
    report = check({("2.16", False): failed, ("2.21", False): failed}, "focal-loss")
    first = report.candidates[0]
    assert [(each.patched, each.verdict) for each in first.numbers] == [(False, "breaks"), (True, "works")]
    assert first.after_patch == "breaks"
    mended = failing(outcome(function=FAILS))
    report = check({("2.16", False): mended, ("2.21", False): mended}, "focal-loss")
    assert [each.after_patch for each in report.candidates] == ["works", "works"]


def failing(ending: Outcome) -> Outcome:
    return ending._replace(reason=Reason.EXCEPTION, message="ValueError: no")


def test_the_first_that_breaks_is_also_the_first_on_which_a_file_does_not_load():
    report = check({(f"2.{minor}", False): outcome(file=FAILS) for minor in range(18, 22)}, bisect=True)
    assert "the first that breaks is 2.18.1" in report.notes[-1].message
