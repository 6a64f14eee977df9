"""A small chaos: whatever is killed, nothing is lost and nothing is done twice. The large one is bench/chaos.py."""

import random

import pytest

from bench.chaos import Wanted, chaos
from service.settings import Settings

SMALL = Wanted(runs=2, kills=4, workers=2, seconds=0.1, silence=2.0, pause=1.0, patience=240)


def test_killed_workers_lose_nothing_and_repeat_nothing(tmp_path):
    told = chaos(Settings(data=tmp_path), SMALL)
    assert told.is_good, told
    assert (told.runs, told.trials, told.kills) == (2, 12, 4)


@pytest.mark.database
def test_nor_do_workers_that_are_cut_off_and_a_database_that_is_killed(tmp_path, postgres):
    random.seed(1)
    told = chaos(Settings(data=tmp_path, database=postgres.database()), SMALL, postgres.restart)
    assert told.is_good, told
    assert told.runs == 2
