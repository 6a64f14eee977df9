"""The pins of a set are known again, by all that decides them."""

import pytest
from packaging.requirements import Requirement

from service.nouns import Outcome, Reason, Set
from service.settled_pins import SettledPins

ASKED = Set((Requirement("tensorflow"), Requirement("numpy")), (Requirement("tensorflow==2.15.1"),), "3.11")
PINS = ("numpy==1.26.4", "tensorflow==2.15.1")


@pytest.fixture
def settled(tmp_path):
    return SettledPins(tmp_path / "resolutions")


def test_pins_come_back_whatever_the_order_of_the_requirements(settled):
    settled.put(ASKED, PINS)
    assert settled.get(ASKED._replace(wanted=ASKED.wanted[::-1])) == PINS


def test_another_set_another_python_and_another_index_are_not_known(settled, monkeypatch):
    settled.put(ASKED, PINS)
    assert settled.get(ASKED._replace(python="3.12")) is None
    assert settled.get(ASKED._replace(limits=())) is None
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.example/simple")
    assert settled.get(ASKED) is None


def test_a_refusal_is_kept_and_an_index_that_was_away_is_not(settled):
    refused = Outcome(Reason.NOT_INSTALLABLE, "no wheel", "log")
    settled.put(ASKED, refused)
    assert settled.get(ASKED) == refused
    other = ASKED._replace(python="3.9")
    settled.put(other, Outcome(Reason.INDEX_UNREACHABLE, "away"))
    assert settled.get(other) is None


@pytest.mark.parametrize("kept", [{"pins": 1}, {"refused": ["no reason"]}, [], "x"])
def test_what_is_no_answer_is_none(settled, kept, monkeypatch):
    monkeypatch.setattr("service.keeping.Keeping.get", lambda _self, _key: kept)
    assert settled.get(ASKED) is None
