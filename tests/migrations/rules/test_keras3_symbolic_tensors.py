import pytest
from packaging.version import Version

RULE = ("keras3_symbolic_tensors",)
START = "import tensorflow as tf\nfrom tensorflow.keras import layers\n"


@pytest.mark.parametrize(
    "code",
    [
        # real tensors
        "x = tf.ones((1, 2))\ny = tf.nn.relu(layers.Dense(3)(x))\n",
        "x = tf.compat.v1.placeholder(tf.float32)\ny = tf.reshape(layers.Dense(3)(x), [-1])\n",
        "i = tf.keras.Input((2,))\nm = tf.keras.Model(i, layers.Dense(1)(i))\ntf.abs(m(tf.ones((1, 2))))\n",
        "i = tf.keras.Input((2,))\nprint(tf.reduce_prod(tf.keras.backend.int_shape(i)[1:]))\n",
        "i = tf.keras.Input((2,))\ni = tf.ones((1, 2))\nprint(tf.abs(i))\n",
        # inside of layers, steps and traced functions
        "class L(layers.Layer):\n    def call(self, x):\n        return tf.abs(x)\ny = L()(tf.keras.Input((2,)))\n",
        "i = tf.keras.Input((2,))\ny = layers.Lambda(lambda t: tf.abs(t))(i)\n",
        "def f(t):\n    return tf.abs(t)\ny = layers.Lambda(f)(tf.keras.Input((2,)))\n",
        "@tf.function\ndef f(x):\n    return tf.abs(x)\n",
        # what takes them still
        "i = tf.keras.Input((2,))\nprint(tf.is_tensor(i))\ny = tf.keras.activations.relu(i * 2.0 + i[:, :1])\n",
        "i = tf.keras.Input((2,))\nprint(tf.zeros((1, i.shape[1])))\n",
        # a function that gets both kinds
        "def f(x):\n    return tf.abs(x)\nf(tf.keras.Input((2,)))\nf(tf.ones((1, 2)))\n",
        # losses
        (
            "def loss(y_true, y_pred):\n    return tf.reduce_mean(y_true - y_pred)\ni = tf.keras.Input((2,))\n"
            "tf.keras.Model(i, i).compile('sgd', loss)\n"
        ),
    ],
)
def test_leaves_alone(see, code):
    assert see(START + code, baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = tf.abs(i)", "y = layers.Lambda(lambda i: tf.abs(i))(i)"),
        ("y = tf.nn.relu(layers.Dense(2)(i))", "y = layers.ReLU()(layers.Dense(2)(i))"),
        ("y = tf.abs(layers.Dense(2)(i))", "y = layers.Lambda(lambda tensor: tf.abs(tensor))(layers.Dense(2)(i))"),
        ("y = tf.add(i, j)", "y = layers.Lambda(lambda tensors: tf.add(tensors[0], tensors[1]))([i, j])"),
        ("y = tf.concat([i, j], 1)", "y = layers.Lambda(lambda tensors: tf.concat(tensors, 1))([i, j])"),
        ("y = tf.concat([i, i], 1)", "y = layers.Lambda(lambda tensors: tf.concat(tensors, 1))([i, i])"),
        (
            "for n in (1, 2):\n    i = tf.pad(i, [[0, 0], [n, n]])",
            "for n in (1, 2):\n    i = layers.Lambda(lambda i, n=n: tf.pad(i, [[0, 0], [n, n]]))(i)",
        ),
        (
            "mask = tf.abs(i)\ny = tf.exp(mask)",
            "mask = layers.Lambda(lambda i: tf.abs(i))(i)\ny = layers.Lambda(lambda tensor: tf.exp(tensor))(mask)",
        ),
        (
            "y = tf.gather(i, tf.argmax(i, axis=1), axis=1)",
            "y = layers.Lambda(lambda i: tf.gather(i, tf.argmax(i, axis=1), axis=1))(i)",
        ),
        (
            "k = tf.argmax(i, axis=1)\ny = tf.one_hot(k, 4)",
            (
                "k = layers.Lambda(lambda i: tf.argmax(i, axis=1))(i)\n"
                "y = layers.Lambda(lambda k: tf.one_hot(tf.cast(k, tf.int32), 4))(k)"
            ),
        ),
    ],
)
def test_moves_into_a_layer(see, before, after):
    start = START + "i, j = tf.keras.Input((4,)), tf.keras.Input((4,))\n"
    files = see(f"{start}{before}\n", baseline="2.15", select=RULE).patched(Version("2.21"))
    assert files["code.py"].decode() == f"{start}{after}\n"


@pytest.mark.parametrize(
    "code",
    [
        "def block(x):\n    return tf.abs(x)\ny = block(block(i))\n",
        "def block(x):\n    x = layers.Dense(2)(x)\n    return tf.abs(x)\nx = i\nx = block(x)\nx = block(x)\n",
        "x = i\nfor n in range(9):\n    x = layers.Dense(2)(x)\nx = tf.abs(x)\n",
        "xs = []\nfor n in range(3):\n    xs.append(layers.Dense(2)(i))\ny = tf.concat(xs, 1)\n",
        "a, b = tf.split(i, 2, axis=1)\n",
        (
            "class Net:\n    def __init__(self):\n        self.dense = layers.Dense(2)\n    def make(self):\n"
            "        x = tf.keras.Input((2,))\n        return tf.abs(self.dense(x))\n"
        ),
        "y = tf.reduce_sum(tf.keras.Model(i, i).output)\n",
        "if y:\n    x = layers.Dense(2)(i)\nelse:\n    x = layers.Dense(3)(i)\nz = tf.abs(x)\n",
    ],
)
def test_finds_it(see, code):
    start = START + "i = tf.keras.Input((4,))\n"
    findings = see(start + code, baseline="2.15", select=RULE).findings
    assert {finding.since for finding in findings} == {"2.16"}


def test_text_stays(see):
    code = START + "i = tf.keras.Input((1,), dtype='string')\ny = tf.strings.lower(i)\n"
    [finding] = see(code, baseline="2.15", select=RULE).findings
    assert finding.fix == "manual"


def test_the_backend_of_standalone_keras_moves_and_is_called_inside_a_layer(see):
    code = """\
    from keras import backend as K
    from keras.layers import Dense, Input, Lambda

    x = Dense(2)(Input((3,)))
    y = K.sum(K.square(x), axis=-1)
    """
    once = see(code, baseline="2.3").patched(Version("2.21"))["code.py"].decode()
    assert "from tensorflow.keras import backend as K\n" in once
    assert "y = Lambda(lambda x: K.sum(K.square(x), axis=-1))(x)\n" in once
    assert see(once, baseline="2.3").patched(Version("2.21")) == {}
