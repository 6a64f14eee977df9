"""The map of a run: its columns are there from the beginning, and trials fill them while they go on."""

from dataclasses import replace
from datetime import UTC, datetime

from service.report import EndPart, SuitePart, TrialPart
from service.stages import Stage, Told
from service.store.live import EndedTrial, Live, RunningTrial
from service.web.heat import HeatMap, heat
from service.web.tests_table import MOST_ROWS, side_by_side
from tests.service.test_headline import candidate, report

GIVEN = report(candidate("2.16.2", "breaks", "works"), candidate("2.17.1", "breaks", "works"))
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def told(found: HeatMap, version: str) -> dict[Stage, Told]:
    return {cell.stage: cell.plain.told for row in found.rows if row.tensorflow == version for cell in row.cells}


def test_no_column_comes_later_while_candidates_are_tried():
    assert heat(GIVEN, Live(), limit=9).stages == (Stage.CODE,)
    assert heat(GIVEN, Live(), limit=9, tried=True).stages == (Stage.CODE, Stage.INSTALL, Stage.IMPORT, Stage.TESTS)


def test_a_trial_that_passed_came_by_every_stage_and_one_that_goes_on_is_told_where_it_ends():
    ended = EndedTrial("TensorFlow 2.16.2, Python 3.11", "passed", "", 2.0)
    running = RunningTrial("TensorFlow 2.17.1, Python 3.11", NOON, "epoch 1")
    found = heat(GIVEN, Live(ended=(ended,), running=(running,)), limit=9, tried=True)
    tests, nothing = (
        heat(GIVEN, Live(ended=(replace(ended, outcome="failed", message=message),)), limit=9, tried=True)
        for message in ("tests/test_a.py::test_b: ValueError", "ImportError: no")
    )
    stages = (Stage.INSTALL, Stage.IMPORT, Stage.TESTS)
    assert [told(found, "2.16.2")[stage] for stage in stages] == [Told.WORKS, Told.WORKS, Told.WORKS]
    assert [told(tests, "2.16.2")[stage] for stage in stages] == [Told.WORKS, Told.WORKS, Told.BREAKS]
    assert [told(nothing, "2.16.2")[stage] for stage in stages] == [Told.NONE, Told.NONE, Told.BREAKS]
    assert [told(found, "2.17.1")[stage] for stage in stages] == [Told.NONE, Told.NONE, Told.RUNNING]


def test_of_many_tests_that_ended_badly_the_first_are_shown_and_the_rest_counted():
    ends = tuple(EndPart(f"test_{number}", "failed") for number in range(MOST_ROWS + 5))
    tests = SuitePart(len(ends), 0, len(ends), 0, (), (), (), ends)
    many = TrialPart(False, "failed", "tests-failed", "", ("pytest",), 1.0, "", tests=tests)
    found = side_by_side(GIVEN, candidate("2.16.2", "breaks", "works", many))
    assert found is not None
    assert (len(found.rows), found.more) == (MOST_ROWS, 5)
