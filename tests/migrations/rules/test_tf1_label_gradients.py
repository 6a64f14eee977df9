import pytest

from migrations.engine import Effect

HEAD = "import tensorflow as tf\nimport numpy as np\n"
CALL = "tf.nn.softmax_cross_entropy_with_logits"


@pytest.mark.parametrize(
    "labels",
    [
        "tf.one_hot(y, 3)",
        "tf.stop_gradient(y)",
        "tf.stop_gradient(f(y))",
        "tf.constant([0.0, 1.0])",
        "[[0.0, 1.0]]",
        "np.eye(3)",
        "tf.cast(tf.one_hot(y, 3), tf.float32)",
    ],
)
def test_labels_without_gradients_are_left_alone(see, labels):
    code = f"{HEAD}{CALL}(labels={labels}, logits=z)\n"
    assert see(code, baseline="1.15", select=("tf1_label_gradients",)).findings == ()


def test_the_second_version_always_let_them_through(patched):
    code = f"{HEAD}{CALL}_v2(labels=y, logits=z, dim=2)\n"
    assert patched(code, baseline="1.15") == f"{HEAD}{CALL}(labels=y, logits=z, axis=2)\n"


@pytest.mark.parametrize(
    ("labels", "effect"),
    [
        ("y", Effect.DEPRECATED),
        ("self.labels", Effect.DEPRECATED),
        ("tf.nn.softmax(teacher)", Effect.CHANGES),
        ("y * 0.9 + 0.1", Effect.CHANGES),
        ("foo().zz()", Effect.CHANGES),
    ],
)
def test_stops_the_gradients(see, patched, labels, effect):
    code = f"{HEAD}{CALL}(labels={labels}, logits=z, dim=-1)\n"
    after = f"{HEAD}{CALL}(labels=tf.stop_gradient({labels}), logits=z, axis=-1)\n"
    assert patched(code, baseline="1.15") == after
    assert effect in {finding.effect for finding in see(code, baseline="1.15").findings}
    assert see(after, baseline="1.15").findings == ()
