"""Statements that TensorFlow 1 only added to a graph that nothing runs."""

import pytest
from packaging.version import Version

from migrations.engine import analyse

HEAD = "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"


def lines(source: str, baseline: str = "1.15") -> list[int]:
    found = analyse({"p.py": source.encode()}, baseline=Version(baseline), select=["graph_unrun"])
    return [each.line for each in found.findings]


@pytest.mark.parametrize(
    "source",
    [
        "add = weight.assign_add(1.0)\n",
        "weight.assign(1.0)\ntf.keras.backend.get_session().run(weight)\n",
        "search.apply_gradients([])\n",
    ],
)
def test_what_something_runs_or_keeps_is_left(source: str) -> None:
    assert not lines(HEAD + source)


def test_tensorflow_2_always_did_it() -> None:
    assert not lines(HEAD + "weight.assign(1.0)\n", "2.0")


@pytest.mark.parametrize(
    "source", ["weight.assign(1.0)\n", "tf.keras.optimizers.SGD(0.1).apply_gradients(zip([], model.weights))\n"]
)
def test_what_nothing_runs_is_told(source: str) -> None:
    assert lines(HEAD + source) == [3]
