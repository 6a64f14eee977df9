"""Records come back as they were, whatever bytes a project made of them."""

import json

import pytest

from service.nouns import Outcome
from service.probes import Array, Level, Probe, Probed, Run, Way
from service.reasons import Reason
from service.store import plain_data
from service.testing import Ending, PerTest, Suite, Warned

TESTS = (PerTest("a::b", Ending.FAILED, "\udcff", "a.py", 3, 0.5, True), PerTest("c", Ending.PASSED))
SUITE = Suite(("a::b", "c"), TESTS, 1, "", "", (Warned("UserWarning", "old", "a.py", 1),))
ARRAY = Array("x", "float32", (2, 3), "abc", (0.0, -1.5, 2.0, 0.1), (1.5, 2, "text"))
RUNS = (Run(None, "", Level.LOADED, "", (ARRAY,), (("part", "why"),), 0.1), Run(Reason.EXCEPTION, "no"))


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(None),
        Outcome(Reason.TESTS_FAILED, "\0\udcff", "log\n" * 3, -9, 1.25, SUITE, (Probed(Probe(Way.H5, "m.h5"), RUNS),)),
    ],
)
def test_an_outcome_comes_back(outcome):
    kept = plain_data.dump(outcome)
    assert kept.isascii()
    assert plain_data.parse(Outcome, kept) == outcome


def test_what_was_not_known_yet_keeps_its_default_and_what_is_not_known_any_more_is_left():
    kept = json.loads(plain_data.dump(Outcome(Reason.SILENT, "quiet")))
    del kept["probed"]
    assert plain_data.parse(Outcome, json.dumps({**kept, "newer": 1})) == Outcome(Reason.SILENT, "quiet")
