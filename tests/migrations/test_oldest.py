import pytest

from matrices import symbols
from migrations.oldest import suits

INDEX = symbols.load()


@pytest.mark.parametrize(
    ("code", "minor"),
    [
        ("import tensorflow as tf\nx = tf.placeholder(tf.float32)\nwith tf.Session() as s:\n    s.run(x)\n", "1.13"),
        ("import tensorflow as tf\ntf.keras.layers.TextVectorization(9)\n", "2.6"),
        ("from tensorflow.keras.layers.experimental import preprocessing\n", "2.1"),
        ("import tensorflow as tf\ntf.keras.losses.MeanSquaredError()\n", None),
        (
            "import tensorflow as tf\nif hasattr(tf, 'Session'):\n    tf.Session()\ntf.random.set_seed(1)\n",
            "2.0",
        ),
        ("import tensorflow as tf\ntf.constant(1)\n", None),
        ("print('no TensorFlow')\n", None),
        ("import tensorflow as tf\nthis is no Python\n", None),
    ],
)
def test_the_oldest_that_has_the_most_of_it(code: str, minor: str | None):
    assert suits({"a.py": code.encode()}, INDEX) == minor


def test_all_files_count():
    files = {
        "a.py": b"import tensorflow as tf\ntf.random.set_seed(1)\n",
        "b.py": b"import tensorflow as tf\ntf.keras.layers.TextVectorization(9)\n",
    }
    assert suits(files, INDEX) == "2.6"
