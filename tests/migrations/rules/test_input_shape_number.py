"""Shapes of inputs that are a number alone."""

import pytest
from packaging.version import Version

from migrations.engine import analyse

HEAD = "import numpy as np\nfrom tensorflow import keras\n"


def patched(code: str) -> str:
    analysis = analyse({"m.py": f"{HEAD}{code}".encode()}, baseline=Version("2.15"), select=["input_shape_number"])
    return analysis.patched(Version("2.18")).get("m.py", f"{HEAD}{code}".encode()).decode().removeprefix(HEAD)


@pytest.mark.parametrize(
    "code",
    [
        "keras.Input((3,))",
        "keras.Input(shape)",
        "keras.Input(shape=[None, 3])",
        "keras.Input(shape=tensor.shape[1])",
        "keras.Input(shape=np.prod(sizes))",
        "keras.Input(batch_size=4)",
        "keras.layers.Dense(2, input_shape=3)",
        "def f(n):\n    return keras.Input(n * 2)",
    ],
)
def test_others_stay(code: str) -> None:
    assert patched(code) == code


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("keras.Input(3)", "keras.Input((3,))"),
        ("keras.layers.Input(shape=(1), name='a')", "keras.layers.Input(shape=((1,)), name='a')"),
        ("keras.layers.InputLayer(input_shape=len(x))", "keras.layers.InputLayer(input_shape=(len(x),))"),
        ("n = len(x) - 1\nkeras.Input(shape=n)", "n = len(x) - 1\nkeras.Input(shape=(n,))"),
    ],
)
def test_a_number_becomes_a_tuple(code: str, after: str) -> None:
    assert patched(code) == after
