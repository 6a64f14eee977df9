"""Questions about one minor: what a name leads to, and whether it is there at all."""

import pytest

from matrices.index.facts import Kind, Presence
from matrices.index.lookups import UnknownMinor


def test_tf_keras_is_in_the_package_that_belongs_to_the_minor(index):
    layer = {minor: index.at("tf.keras.layers.Layer", minor) for minor in index.minors()}
    assert {minor: (each.package, each.release) for minor, each in layer.items()} == {
        "1.15": ("tensorflow", "1.15"),
        "2.6": ("keras", "2.6"),
        "2.16": ("keras", "3.1"),
    }
    assert layer["2.16"].id == "keras.src.layer:Layer"
    assert layer["2.16"].bases == ("tensorflow.python.m:Module",)


def test_another_keras_can_be_asked_for(index):
    assert index.member("tf.keras.layers.Layer", "path", "2.16") is not None
    older = index.with_keras({"2.16": "3.0"})
    assert older.at("tf.keras.layers.Layer", "2.16").release == "3.0"
    assert older.member("tf.keras.layers.Layer", "path", "2.16") is None


def test_keras_by_itself_is_asked_for_in_its_own_minors(index):
    assert index.minors("keras") == ("2.6", "3.0", "3.1")
    assert index.at("keras.ops.relu", "2.6") is None
    assert index.at("keras.ops.relu", "3.0").signature.text == "(x)"


def test_beside_a_tensorflow_a_package_has_a_minor_of_its_own(index):
    assert [index.beside(name, "2.16") for name in ("tf.nn", "keras.ops", "tensorflow.nn")] == ["2.16", "3.1", "2.16"]
    with pytest.raises(UnknownMinor, match=r"tensorflow 2.99 is not known, but of 1.15 to 2.16"):
        index.beside("keras.ops", "2.99")


@pytest.mark.parametrize(
    "name",
    [
        "tensorflow.nn.relu",
        "import tensorflow.nn.relu",
        "from tensorflow.nn import relu",
        " from tensorflow.nn import relu as r",
    ],
)
def test_every_way_to_write_a_name_is_understood(index, name):
    assert index.at(name, "2.6").id == "tensorflow.python.ops.nn:relu"


def test_a_minor_that_nobody_knows_is_no_answer(index):
    with pytest.raises(UnknownMinor, match=r"tensorflow 3.0 is not known, but of 1.15 to 2.16"):
        index.at("tf.nn.relu", "3.0")


@pytest.mark.parametrize(
    ("name", "minor", "there"),
    [
        ("tf.nn.relu", "2.6", Presence.YES),
        ("tf.nn.selu", "2.6", Presence.NO),
        ("tf.nn.relu.more", "2.6", Presence.NO),
        ("tf.kept", "1.15", Presence.NO),
        ("tf.no.such.thing", "2.6", Presence.NO),
        ("tf.keras.layers.Dense.call", "2.6", Presence.YES),
        ("tf.keras.layers.Dense.name", "2.6", Presence.YES),
        ("tf.keras.layers.Dense.call.more", "2.6", Presence.NO),
        ("tf.keras.layers.Dense.name.more", "2.6", Presence.UNKNOWN),
        ("tf.keras.layers.Dense.nothing", "2.6", Presence.NO),
        ("tf.estimator.Estimator.anything", "2.6", Presence.UNKNOWN),
        ("tf.estimator.Estimator", "2.16", Presence.NO),
        ("tensorflow.python.keras", "1.15", Presence.YES),
        ("tensorflow.python.keras", "2.6", Presence.NO),
        ("tensorflow.python.keras.what", "1.15", Presence.UNKNOWN),
        ("tensorflow.python.ops.nn.relu", "2.6", Presence.YES),
        ("keras.src.layer.Layer", "3.0", Presence.YES),
        ("keras.src.layer.Layer", "2.6", Presence.NO),
        ("numpy.zeros", "2.6", Presence.UNKNOWN),
    ],
)
def test_presence(index, name, minor, there):
    assert index.presence(name, minor) is there


@pytest.mark.parametrize(
    ("name", "minor", "is_named"),
    [
        ("tf.nn.relu", "2.6", True),
        ("tf.nn", "2.6", True),
        ("tensorflow.python.ops", "2.6", True),
        ("tf.nn.selu", "2.6", False),
        ("tf.keras.layers.Dense.call", "2.6", False),
        ("numpy.zeros", "2.6", False),
    ],
)
def test_members_are_no_public_names(index, name, minor, is_named):
    assert index.is_named(name, minor) is is_named


def test_a_module_path_is_a_module(index):
    assert index.at("tensorflow.python.ops", "2.6").kind is Kind.MODULE
    assert index.at("tf.nn", "2.6").kind is Kind.MODULE


def test_aliases_stand_with_the_best_one_first(index):
    assert index.aliases("tf.compat.v1.nn.relu", "2.6") == ("tf.kept", "tf.nn.relu")
    assert index.aliases("tf.nn.relu", "2.16") == ("tf.compat.v1.nn.relu",)
    assert index.aliases("keras.layers.Layer", "3.0") == ("tf.keras.layers.Layer",)
    assert index.aliases("tf.nothing", "2.6") == ()


def test_a_method_is_called_without_self(index):
    member = index.member("tf.keras.layers.Layer", "call", "2.6")
    assert (member.signature.text, member.called.text) == ("(self, inputs)", "(inputs)")


def test_what_was_described_over_lines_comes_back(index):
    assert index.member("tf.keras.layers.Dense", "apply", "2.6").deprecated.instructions.endswith("\n\tSoon.")
