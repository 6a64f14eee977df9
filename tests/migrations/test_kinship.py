"""Which class derives from which, in whichever version has both."""

import pytest

from matrices import symbols
from migrations.kinship import Kinship

MINORS = symbols.load().minors()


@pytest.fixture(scope="module")
def kinship() -> Kinship:
    return Kinship(symbols.load(), MINORS[MINORS.index("2.10") :])


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("tf.keras.Sequential", "tf.keras.Model"),
        ("tf.keras.models.Sequential", "tf.keras.Model"),
        ("tf.keras.Model", "tf.keras.layers.Layer"),
        ("tf.keras.layers.LSTM", "tf.keras.layers.RNN"),
        ("tf.keras.layers.Dense", "tf.keras.layers.Layer"),
        ("tf.keras.optimizers.Adam", "tf.keras.optimizers.Optimizer"),
        ("tf.keras.callbacks.EarlyStopping", "tf.keras.callbacks.Callback"),
        ("tf.distribute.MirroredStrategy", "tf.distribute.Strategy"),
        ("keras.Sequential", "keras.Model"),
        ("unknown.Thing", "unknown.Thing"),
    ],
)
def test_derives(kinship, name, above):
    assert kinship.derives(name, above)
    assert kinship.derives(name, above), "asked twice"


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("tf.keras.Model", "tf.keras.Sequential"),
        ("tf.keras.layers.Dense", "tf.keras.Model"),
        ("tf.keras.optimizers.Adam", "tf.keras.layers.Layer"),
        ("tf.keras.Input", "tf.keras.layers.Layer"),
        ("tf.math.log", "tf.Module"),
        ("unknown.Thing", "tf.Module"),
        ("tf.keras.Model", "unknown.Thing"),
        ("tf.no.such.Name", "tf.keras.Model"),
    ],
)
def test_does_not_derive(kinship, name, above):
    assert not kinship.derives(name, above)


def test_a_class_that_is_gone_is_known_from_before():
    whole = Kinship(symbols.load(), MINORS[MINORS.index("1.15") :])
    assert whole.derives("tf.keras.layers.CuDNNLSTM", "tf.keras.layers.RNN") or whole.derives(
        "tf.keras.layers.CuDNNLSTM", "tf.keras.layers.Layer"
    )


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("keras.models.Sequential", "tf.keras.Model"),
        ("keras.callbacks.EarlyStopping", "tf.keras.callbacks.Callback"),
        ("keras.optimizers.Adam", "tf.keras.optimizers.Optimizer"),
        ("tf.keras.Sequential", "keras.Model"),
    ],
)
def test_keras_of_its_own_counts_as_that_of_tensorflow_in_the_days_of_both(name, above):
    assert Kinship(symbols.load(), MINORS[MINORS.index("1.15") :]).derives(name, above)
