"""The Keras that answers for a TensorFlow is the newest that works with it."""

from matrices import query
from matrices.index.beside import keras_minors
from matrices.load import load


def test_keras_2_is_of_the_same_minor_and_keras_3_the_newest():
    matrix = load()
    found = keras_minors(matrix)
    assert all(found[f"2.{minor}"] == f"2.{minor}" for minor in range(6, 16))
    newest = query.minor(query.releases(matrix, "keras")[0].version)
    assert found[query.minor(query.releases(matrix)[0].version)] == newest
    assert "2.5" not in found
    assert "1.15" not in found
