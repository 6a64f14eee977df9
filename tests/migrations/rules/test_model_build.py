import pytest
from packaging.version import Version

RULE = ("model_build",)
START = """\
import tensorflow as tf

class Net(tf.keras.Model):
    def call(self, x):
        return x

"""
FUNCTIONAL = """\
class Made(tf.keras.Model):
    def __init__(self, i, o):
        super().__init__(inputs=i, outputs=o)
    def call(self, x):
        return x
i = tf.keras.Input((2,))
net = Made(i, i)
net.build((None, 2))
print(net.weights)
"""


@pytest.mark.parametrize(
    "code",
    [
        "net = Net()\nnet.build((None, 2))\n",
        "net = Net()\nnet.build((None, 2))\nnet.fit(x)\nprint(net.weights)\n",
        "net = Net()\nprint(net.weights)\nnet.build((None, 2))\n",
        "net, other = Net(), tf.keras.Sequential()\nnet.build((None, 2))\nprint(other.weights)\n",
        "class Built(Net):\n    def build(self, shape): ...\nnet = Built()\nnet.build((None, 2))\nprint(net.weights)\n",
        FUNCTIONAL,
    ],
)
def test_says_nothing(see, code):
    assert see(START + code, baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("call", "new"),
    [
        ("net.build((None, 2))", "net(tf.keras.Input(batch_shape=(None, 2)))"),
        ("net.build([None])", "net(tf.keras.Input(batch_shape=(None,)))"),
        ("net.build(input_shape=(8, None, 2))", "net(tf.keras.Input(batch_shape=(8, None, 2)))"),
        ("shape = [None, 2]\nnet.build(shape)", "shape = [None, 2]\nnet(tf.keras.Input(batch_shape=tuple(shape)))"),
        ("net.build([(None, 2), (None, 3)])", None),
        ("net.build(tf.TensorShape([None, 2]))", None),
        ("done = net.build((None, 2))", None),
    ],
)
def test_calls_it_on_an_input(see, call, new):
    start, end = f"{START}net = Net()\n", "\nnet.summary()\n"
    analysis = see(start + call + end, baseline="2.10", select=RULE)
    assert [(each.since, each.effect.value) for each in analysis.findings] == [("2.16", "changes")]
    patched = analysis.patched(Version("2.21"))
    assert patched == ({"code.py": (start + new + end).encode()} if new else {})
