"""Spans of minors: open where the knowledge ends."""

import pytest

from matrices.index.spans import Timeline, order, runs

TIMELINE = Timeline(("1.15", "2.0", "2.9", "2.10"))


@pytest.mark.parametrize(("run", "text"), [((0, 3), "-"), ((0, 1), "-2.0"), ((1, 3), "2.0-"), ((2, 2), "2.9-2.9")])
def test_a_span_is_read_as_it_was_written(run, text):
    assert TIMELINE.write(run) == text
    assert TIMELINE.read(text) == run


def test_places_that_follow_each_other_are_one_run():
    assert list(runs([0, 1, 3, 5, 6])) == [(0, 1), (3, 3), (5, 6)]
    assert list(runs([])) == []


def test_minors_sort_as_numbers():
    assert sorted(["2.10", "2.9", "1.15"], key=order) == ["1.15", "2.9", "2.10"]
