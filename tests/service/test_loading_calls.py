"""How code loads models: what it never calls cannot break it."""

import pytest

from service.loading_calls import calls
from service.probes import Way


@pytest.mark.parametrize(
    ("code", "loads", "compiled"),
    [
        (b"tf.keras.models.load_model('a')", True, True),
        (b"load_model(path(1), compile=False)", True, False),
        (b"load_model('a', compile = False)\nload_model('b')", True, True),
        (b"def load_model(path):\n    ...", False, True),
        (b"x = 1", False, True),
        (b"load_model(", True, True),
    ],
)
def test_calls_are_seen_with_their_arguments(code, loads, compiled):
    said = calls({"a.py": code, "notes.txt": b"load_model('x')"})
    assert (said.loads, said.compiled) == (loads, compiled)


def test_a_saved_model_by_keras_counts_only_where_keras_is_asked_for_models():
    assert not calls({}).counts(Way.SAVED_MODEL_KERAS)
    assert calls({"a.ipynb": b'"m = load_model(\\"x\\")"'}).counts(Way.SAVED_MODEL_KERAS)
    assert all(calls({}).counts(way) for way in (Way.H5, Way.KERAS, Way.SAVED_MODEL, Way.CHECKPOINT, Way.TFLITE))


def test_a_graph_of_tensorflow_1_counts_where_it_is_imported():
    assert calls({"a.py": b"saver = tf.train.import_meta_graph('m.meta')"}).counts(Way.META_GRAPH)
    assert not calls({"a.py": b"tf.train.Saver()"}).counts(Way.META_GRAPH)
