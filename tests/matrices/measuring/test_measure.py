from datetime import date

import pytest
from packaging.version import Version

from matrices.load import load
from matrices.measuring.laboratory import Unsettled, find
from matrices.measuring.measure import changes, is_nowhere, measure
from matrices.measuring.trial import STAGES, Outcome, Question, Results, Trial
from tests.matrices.measuring.world import DESCRIPTORS, HANDLE, Rule, World

DAY = date(2026, 11, 23)


def asked(world: World, version: str = "2.8.0", beside: tuple[str, ...] = ()) -> Trial:
    return measure(world, load(), Question("tensorflow", Version(version), "3.9", beside), DAY, lambda _: None)


def test_what_fails_is_recorded_with_its_cure(world):
    trial = asked(world)
    assert trial.outcome is Outcome.IMPORT_FAILS
    assert trial.results == Results((), {"import": DESCRIPTORS})
    assert trial.installed == {"numpy": "2.2.6", "protobuf": "7.36.2", "tensorflow": "2.8.0"}
    assert trial.cure
    assert trial.cure.pins == ("numpy<2", "protobuf<3.21")
    assert trial.cure.changed == {"numpy": "1.26.4", "protobuf": "3.20.3"}
    assert trial.cure.results == Results(STAGES)
    assert trial.interpreter == "3.9.9"


def test_what_works_needs_one_installation(world):
    world.rules = []
    trial = asked(world)
    assert trial.outcome is Outcome.WORKS
    assert trial.cure is None
    assert world.asked == [("tensorflow==2.8.0",)]


def test_what_cannot_be_installed_is_an_answer_too(world):
    trial = asked(world, "2.7.0")
    assert trial.outcome is Outcome.INSTALL_FAILS
    assert "no version of tensorflow==2.7.0" in trial.refused
    assert is_nowhere(trial)


def test_a_machine_at_fault_is_no_answer(world):
    world.away = True
    with pytest.raises(Unsettled):
        asked(world)


def test_companions_are_what_is_asked_about(world):
    world.versions["tensorflow-hub"] = ["0.16.1"]
    world.rules = [
        Rule("tensorflow-hub", "setuptools", "ModuleNotFoundError: No module named 'pkg_resources'", absent=True)
    ]
    trial = asked(world, beside=("tensorflow_hub",))
    assert trial.results.passed == ("import", "core")
    assert set(trial.results.failed) == {"tensorflow-hub"}
    assert trial.cure
    assert trial.cure.pins == ("setuptools<82",)
    assert trial.cure.changed == {"setuptools": "81.0"}


def test_of_two_tensorflows_over_each_other_no_cure_is_searched(world):
    trial = asked(world, beside=("tensorflow-cpu",))
    assert trial.is_doubled
    assert trial.outcome is Outcome.IMPORT_FAILS
    assert trial.cure is None
    assert len(world.asked) == 1


def test_changes_name_what_came_changed_and_went():
    assert changes({"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"}) == {"a": None, "b": "2", "d": "1"}


@pytest.mark.engine
@pytest.mark.network
def test_a_release_that_its_metadata_lets_down_is_measured_for_real(tmp_path, monkeypatch):
    """TensorFlow 2.14.0 has no upper bound for numpy; nothing of a later index can mend that."""
    monkeypatch.setenv("UPFLOW_DATA", str(tmp_path))
    question = Question("tensorflow-cpu", Version("2.14.0"), "3.11")
    with find()(lambda _: None) as laboratory:
        trial = measure(laboratory, load(), question, DAY, lambda _: None, left=["tensorboard"])
    assert trial.outcome is Outcome.IMPORT_FAILS
    assert trial.results.failed["import"] == HANDLE
    assert Version(trial.installed["numpy"]) >= Version("2")
    assert trial.cure
    assert trial.cure.pins == ("numpy<2",)
    assert {"import", "core", "function", "keras", "h5"} <= set(trial.cure.results.passed)
