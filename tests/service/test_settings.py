"""Settings come from the environment, and a wrong one is told with all the others."""

from dataclasses import fields
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


def test_a_choice_is_one_of_its_words():
    assert Settings.from_environment({"UPFLOW_LOGS": "json"}).logs == "json"
    with pytest.raises(WrongUse, match="expected auto, yes, no"):
        Settings.from_environment({"UPFLOW_SIGN_IN": "maybe"})


def test_what_may_be_none_is_zero():
    assert Settings.from_environment({"UPFLOW_RETAIN": "0"}).retain == 0
    with pytest.raises(WrongUse, match="UPFLOW_RETAIN='-1'"):
        Settings.from_environment({"UPFLOW_RETAIN": "-1"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_loopback_nobody_has_to_sign_in(host):
    assert not Settings(host=host).wants_token
    assert Settings(host=host, sign_in="yes").wants_token


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.com", ""])
def test_elsewhere_a_token_is_wanted(host):
    assert Settings(host=host).wants_token
    assert not Settings(host=host, sign_in="no").wants_token


def test_every_setting_has_its_words_and_no_secret_is_shown():
    settings = Settings(token="secret", database="postgresql://me:secret@h/d")
    assert len(settings.shown()) == len(fields(Settings))
    assert all(about for _, _, about in settings.shown())
    assert "secret" not in " ".join(value for _, value, _ in settings.shown())
    assert ("UPFLOW_TOKEN", "(set)") in [(name, value) for name, value, _ in settings.shown()]


def test_a_secret_that_is_wrong_is_not_repeated():
    for setting in fields(Settings):
        if setting.metadata.get("secret"):
            assert setting.type is str, f"{setting.name} could be wrong, and its error would have to hide it"


def test_a_path_that_is_empty_is_not_set():
    found = Settings.from_environment({"UPFLOW_CA_BUNDLE": "", "UPFLOW_DATA": ""})
    assert (found.ca_bundle, found.data) == (Settings().ca_bundle, Settings().data)
