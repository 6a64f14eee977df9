"""The private makers of Keras's functions, told of whatever has them."""

import pytest
from packaging.version import Version


@pytest.mark.parametrize("word", ["predict", "train", "test"])
def test_each_has_a_public_name(see, word):
    analysis = see(f"import keras\ndef f(net):\n    net.inner._make_{word}_function()\n", baseline="1.15")
    assert f"net.inner.make_{word}_function()" in analysis.patched(Version("2.21"))["code.py"].decode()
    assert analysis.patched(Version("2.1")) == {}


@pytest.mark.parametrize(
    "code",
    [
        "class Mine:\n    def _make_predict_function(self): ...\ndef f(net):\n    net._make_predict_function()",
        "def f(net):\n    net._make_predict_function = None",
        "def f(net):\n    if hasattr(net, '_make_predict_function'):\n        net._make_predict_function()",
    ],
)
def test_what_the_project_has_itself_or_asks_for_is_left_alone(see, code):
    assert see(f"import keras\n{code}\n", baseline="1.15", select=("model_predict_function",)).findings == ()
