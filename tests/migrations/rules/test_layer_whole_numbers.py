"""Sizes that are no whole numbers of Python's own."""

import pytest
from packaging.version import Version

from migrations.engine import analyse

HEAD = "import math\nimport numpy as np\nimport tensorflow as tf\nL = tf.keras.layers\n"


def found(code: str) -> list[str]:
    analysis = analyse({"m.py": f"{HEAD}{code}".encode()}, baseline=Version("2.15"), select=["layer_whole_numbers"])
    return [finding.symbol.rpartition(".")[2] for finding in analysis.findings]


@pytest.mark.parametrize(
    "code",
    [
        "L.Dense(4)",
        "L.Dense(n)",
        "L.Dense(n * 2)",
        "L.Dense(len(x) // 2)",
        "L.Dense(int(n / 2))",
        "L.Dense(*sizes)",
        "L.Dense(True)",
        "L.Conv2D(np.max(x), 3)",
        "L.LSTM(np.max(x))",
        "L.Embedding(len(words) + 1, 3)",
        "L.Dense(np.max(x, axis=0))",
        "n = 3\nn = np.prod(x)\nL.Dense(n)",
        "def f(n=3):\n    L.Dense(n)",
        "L.Dropout(1 / 2)",
    ],
)
def test_whole_and_unknown_sizes_stay(code: str) -> None:
    assert found(code) == []


@pytest.mark.parametrize(
    ("code", "layers"),
    [
        ("L.Dense(np.prod(x))", ["Dense"]),
        ("L.Dense(units=4 / 2)", ["Dense"]),
        ("L.Dense(3.0)", ["Dense"]),
        ("L.Dense(2 * np.int64(3) + 1)", ["Dense"]),
        ("L.Conv2DTranspose(64 / 2, 3)", ["Conv2DTranspose"]),
        ("L.SeparableConv1D(math.sqrt(4), 3)", ["SeparableConv1D"]),
        ("L.Embedding(np.max(x) + 1, output_dim=np.int32(3))", ["Embedding", "Embedding"]),
        ("L.MultiHeadAttention(2, np.int64(4))", ["MultiHeadAttention"]),
        ("def f():\n    n = np.amax(x)\n    return lambda: L.GRU(n)", ["GRU"]),
    ],
)
def test_others_are_told(code: str, layers: list[str]) -> None:
    assert found(code) == layers
