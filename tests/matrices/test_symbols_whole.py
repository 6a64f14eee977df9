"""The API index has every minor of the matrix, and the Keras beside each is the one that the matrix says."""

from matrices import query, symbols
from matrices.index.beside import keras_minors
from matrices.load import load

INDEX = symbols.load()


def test_every_minor_that_the_matrix_knows_is_in_it():
    matrix = load()
    for package, oldest in {"tensorflow": "1.13", "keras": "2.0", "tf-keras": "2.14"}.items():
        minors = {query.minor(release.version) for release in query.releases(matrix, package)}
        known = INDEX.minors(package)
        assert known[0] == oldest
        assert set(known) == {minor for minor in minors if _number(minor) >= _number(oldest)}


def test_the_keras_beside_is_the_one_that_the_matrix_says():
    for tensorflow, keras in keras_minors(load()).items():
        assert INDEX.beside("keras", tensorflow) == keras


def _number(minor: str) -> list[int]:
    return [int(part) for part in minor.split(".")]
