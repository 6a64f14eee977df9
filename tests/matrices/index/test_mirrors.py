"""Names in namespaces that repeat others."""

import pytest

from matrices.index.mirrors import plainest, reflections


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tf.compat.v1.nn.relu", "tf.nn.relu"),
        ("tf.keras.Model", "keras.Model"),
        ("tf.compat.v2.keras.Model", "keras.Model"),
        ("tf.nn.relu", "tf.nn.relu"),
        ("tf.compat.v1", "tf.compat.v1"),
        ("tf_keras.Model", "tf_keras.Model"),
    ],
)
def test_the_plainest_form(name, expected):
    assert plainest(name) == expected
    assert name in set(reflections(name))
