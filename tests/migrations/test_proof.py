"""Nothing is written that the target does not have."""

import pytest

from matrices import symbols
from migrations.proof import missing


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("tf.math.log", "2.21"),
        ("tf.math.log", "1.15"),
        ("tf.keras.Model.fit", "2.21"),
        ("tf.keras.Model.fit(epochs)", "2.21"),
        ("tf.keras.optimizers.Adam(learning_rate)", "2.21"),
        ("tf.keras.optimizers.SGD(clipnorm)", "2.3"),  # by its **kwargs
        ("tf.compat.v1.layers.dense(units)", "2.15"),
        ("keras.layers.Dense", "2.21"),
        ("keras.ops.mean(axis)", "2.16"),
        ("tf.float32", "2.21"),
        ("numpy.whatever.it.is", "2.21"),
        ("os.path.join(x)", "2.21"),
    ],
)
def test_what_is_there(written, minor):
    assert missing(symbols.load(), [written], minor) is None


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("tf.log", "2.21"),
        ("tf.keras.ops.mean", "2.15"),
        ("keras.ops.mean", "2.15"),
        ("tf.math.log(rate)", "2.21"),
        ("tf.keras.Model.fit_generator", "2.21"),
        ("tf.keras.Model.fit(workers)", "2.21"),
        ("tf.keras.Model.no_such_member", "2.21"),
        ("tf.no.such.name", "2.21"),
        ("tf_keras.layers.Dense", "1.15"),
        ("tf.math.log", "0.9"),
    ],
)
def test_what_is_not(written, minor):
    assert missing(symbols.load(), [written], minor) == written


def test_the_first_that_is_missing_is_named():
    written = ["tf.math.log", "tf.log", "tf.no", "numpy.x"]
    assert missing(symbols.load(), written, "2.21") == "tf.log"
    assert missing(symbols.load(), [], "2.21") is None
