"""Only members that went or changed are looked at, where there are their classes; the index tells which they are."""

import pytest

from matrices import symbols
from migrations import members
from migrations.__main__ import main

LINES = dict(line.split(" ", 1) for line in members.FILE.read_text(encoding="utf-8").splitlines())
ADVICE = "run: python -m migrations members"


def test_the_file_is_sorted_and_says_nothing_twice():
    lines = members.FILE.read_text(encoding="utf-8").splitlines()
    assert [line.partition(" ")[0] for line in lines] == sorted(LINES)
    assert all(classes.split() == sorted(set(classes.split())) for classes in LINES.values())


def test_the_file_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(members, "FILE", tmp_path / "members.txt")
    monkeypatch.setattr(members, "current", lambda index: f"fit {index.minors()[0]}\n")
    assert main(["members"]) == 0
    assert (tmp_path / "members.txt").read_text(encoding="utf-8") == "fit 1.13\n"


@pytest.mark.parametrize(
    "name",
    [
        "keras.callbacks.EarlyStopping",
        "keras.layers.BatchNormalization",
        "tf.compat.v1.keras.layers.LSTM",
        "tf.data.Dataset",
        "tf.distribute.MirroredStrategy",
        "tf.keras.Model",
        "tf.keras.Sequential",
        "tf.keras.layers.Layer",
        "tf.keras.metrics.Mean",
        "tf.keras.optimizers.Adam",
        "tf.keras.preprocessing.text.Tokenizer",
        "tf.losses.Reduction",
        "tf.summary.FileWriter",
        "tf.test.TestCase",
        "tf.train.AdamOptimizer",
        "tf_keras.Model",
    ],
)
def test_the_file_has_what_the_index_tells(name):
    told = dict(line.split(" ", 1) for line in members.current(symbols.load(), [name]).splitlines())
    for member, classes in told.items():
        known = LINES.get(member, "")
        assert known == members.ANY or set(classes.split()) <= set(known.split()), f"{member}: {ADVICE}"


def test_the_classes_of_the_file_are_public():
    """And none is left that the index does not know any more."""
    public = {name.rpartition(".")[2] for table in members.tables() for name in members.rows(table.read_text())}
    assert {word for classes in LINES.values() for word in classes.split()} - {members.ANY} <= public, ADVICE


@pytest.mark.parametrize(
    ("source", "member"),
    [
        ("tf.keras.Model().predict_classes(x)", "predict_classes"),
        ("model = load_model(path)\nmodel.fit_generator(x)", "fit_generator"),
        ("model = applications.ResNet50()\nmodel.fit_generator(x)", "fit_generator"),
        ("class Mine(tf.keras.layers.Layer):\n    x = self.add_update(y)", "add_update"),
        ("strategy = tf.distribute.get_strategy()\nstrategy.experimental_run_v2(f)", "experimental_run_v2"),
        ("data = tf.data.TFRecordDataset(path)\ndata.make_one_shot_iterator()", "make_one_shot_iterator"),
        ("data = image_dataset_from_directory(path)\ndata.output_types", "output_types"),
    ],
)
def test_what_went_is_looked_at_where_its_class_can_be(source, member):
    assert member in members.eventful(_words(source))


@pytest.mark.parametrize(
    ("source", "member"),
    [
        ("x.append(1)", "append"),
        ("tf.keras.Model().no_such_member", "no_such_member"),
        ("trainer.fit_generator(x)", "fit_generator"),
        ("tf.data.Dataset.range(3)", "make_one_shot_iterator"),
        ("tf.Variable(1).shape", "shape"),
    ],
)
def test_what_nothing_is_to_tell_of_costs_nothing(source, member):
    assert member not in members.eventful(_words(source))


def test_a_member_is_told_of_where_it_goes_or_takes_other_arguments():
    stays, goes, widens, comes = {"stays": "(a)"}, {"goes": "()"}, {"widens": "(a)"}, {"comes": "()"}
    course = [stays | goes | widens, stays | {"widens": "(a, b)"} | comes]
    assert members.changed(course) == {"goes", "widens"}


def test_what_is_no_function_has_no_arguments_to_change():
    assert members.changed([{"name": None}, {"name": "()"}, {"name": None}]) == set()


def test_a_class_that_becomes_a_function_loses_its_members():
    assert members.changed([{"fit": "()"}, {}]) == {"fit"}


def test_what_a_model_may_be_counts_for_models():
    told = members.current(symbols.load(), ["tf.keras.Sequential"])
    assert "predict_classes Model Sequential\n" in told


def test_classes_that_are_many_stand_for_all():
    names = [f"a.{chr(ord('A') + one)}{two}" for one in range(26) for two in range(2)]
    assert members.told({"One", "Two"}) == "One Two"
    assert members.told({name.rpartition(".")[2] for name in names}) == members.ANY


def test_functions_and_modules_have_no_members_to_tell_of():
    assert members.current(symbols.load(), ["tf.nn.relu", "tf.nn", "tf.no_such_name"]) == ""


def _words(source: str) -> frozenset[str]:
    return frozenset("".join(sign if sign.isidentifier() or sign.isdigit() else " " for sign in source).split())
