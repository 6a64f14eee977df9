"""Symbols as the doors show them, from the real index."""

import pytest

from matrices import symbols
from service.errors import NotFound, WrongUse
from service.symbols import AtShown, show

NEWEST = symbols.load().minors()[-1]


def test_a_name_with_signatures_and_what_changed():
    shown = show("tf.nn.dropout")
    assert (shown.name, shown.kind, shown.until, shown.package) == ("tf.nn.dropout", "function", None, "tensorflow")
    assert shown.signatures[0].signature == "(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None)"
    assert shown.signatures[1].signature == "(x, rate, noise_shape=None, seed=None, name=None)"
    assert "loses `keep_prob`" in shown.signatures[1].changes
    assert shown.at is None


def test_a_dead_name_has_a_living_successor_that_says_how_it_is_known():
    shown = show("tf.gfile.Exists")
    assert (shown.until, shown.successor, shown.successor_how) == ("1.15", "tf.io.gfile.exists", "stated")
    assert shown.successor_reason


def at(name: str, tf: str) -> AtShown:
    found = show(name, tf).at
    assert found is not None
    return found


def test_a_name_in_one_version():
    assert (at("tf.gfile.Exists", "2.15.1").minor, at("tf.gfile.Exists", "2.15.1").there) == ("2.15", "no")
    assert at("tf.io.gfile.exists", "newest").signature == "(path)"
    assert at("tf.io.gfile.exists", NEWEST).there == "yes"


def test_keras_by_itself_is_looked_up_beside_that_tensorflow():
    assert at("keras.layers.Dense", "2.15").minor == "2.15"
    assert at("keras.layers.Dense", NEWEST).minor.startswith("3.")


def test_a_version_that_is_none_is_wrong_use():
    with pytest.raises(WrongUse, match=r"tensorflow 9\.9 is not known"):
        show("tf.nn.relu", "9.9")


def test_an_unknown_name_says_what_comes_close():
    with pytest.raises(NotFound) as caught:
        show("tf.nn.dropuot")
    assert caught.value.message == "tf.nn.dropuot: no known version has that name"
    assert caught.value.hint.startswith("did you mean tf.nn.dropout")


def test_a_name_of_another_library_says_what_names_look_like():
    with pytest.raises(NotFound) as caught:
        show("zzz\x1b[2J.qqq")
    assert "\x1b" not in caught.value.message
    assert caught.value.hint == "names begin with tf., keras. or tf_keras."
