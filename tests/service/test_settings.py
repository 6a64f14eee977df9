"""Settings come from the environment, and a wrong one is told with all the others."""

from pathlib import Path

import pytest

from service.errors import WrongUse
from service.settings import Settings


def test_environment_and_overrides():
    settings = Settings.from_environment({"UPFLOW_DATA": "/srv/u", "UPFLOW_SECONDS": "5"}, seconds=7, images=None)
    assert (settings.data, settings.seconds, settings.images) == (Path("/srv/u"), 7, "auto")


def test_every_problem_at_once():
    with pytest.raises(WrongUse) as caught:
        Settings.from_environment({"UPFLOW_MEMORY": "lots", "UPFLOW_CPUS": "-1", "UPFLOW_COLOUR": "red"})
    assert "UPFLOW_MEMORY='lots': expected a whole number above 0" in caught.value.message
    assert "UPFLOW_CPUS='-1': expected a number above 0" in caught.value.message
    assert "UPFLOW_COLOUR is no setting of upflow" in caught.value.message
    assert "UPFLOW_MEMORY" in caught.value.hint


def test_yes_and_no_are_words():
    assert not Settings.from_environment({"UPFLOW_REMEMBER": "no"}).remember
    assert Settings.from_environment({"UPFLOW_REMEMBER": "yes"}).remember
    with pytest.raises(WrongUse, match="expected yes or no"):
        Settings.from_environment({"UPFLOW_REMEMBER": "1"})
