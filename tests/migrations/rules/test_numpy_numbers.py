import pytest

from migrations.engine import Effect

START = """\
import math
import numpy as np
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
p = model.predict(np.ones((3, 2)))
"""


@pytest.mark.parametrize(
    "code",
    [
        "float(p[0][0])",
        "float(p[0, 0])",
        "float(p.max())",
        "float(p[0].item())",
        "float(np.mean(p))",
        "float(p.mean(axis=0))",  # nobody counts what a mean leaves
        "float(np.float32(1))",
        "float(tf.constant(1.0))",
        "float(np.array(1.0))",
        "float(p[p > 1])",
        "float(tf.reduce_sum(p))",
        "float(other.predict(x)[0])",
        "'%s' % p[0]",
        "'%d%%' % 3",
        "'%(a)f' % {'a': 1.0}",
        "len(p[0])",
        "np.float32(p[0])",
        "a = np.zeros((3, 1)); a[0] = p[0]",
        "a = {}; a[0] = p[0]",
        "int('1')",
    ],
)
def test_leaves_alone(see, code):
    assert see(f"{START}{code}\n", select=("numpy_numbers",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("float(p)", "float(p.item())"),
        ("a = b = np.zeros(3)\na[0], b[0] = p[0], 1.0", "a = b = np.zeros(3)\na[0], b[0] = p[0].item(), 1.0"),
        ("float(p[0])", "float(p[0].item())"),
        ("float(p[-1])", "float(p[-1].item())"),
        ("int(p[0] > 0.5)", "int((p[0] > 0.5).item())"),
        ("math.sqrt(p[0] + 1)", "math.sqrt((p[0] + 1).item())"),
        ("'%.2f and %d' % (p[0], 3)", "'%.2f and %d' % (p[0].item(), 3)"),
        ("[float(row) for row in p]", "[float(row.item()) for row in p]"),
        ("float(tf.constant([1.0]))", "float(tf.squeeze(tf.constant([1.0])))"),
        ("float(tf.Variable([[1.0]])[0])", "float(tf.squeeze(tf.Variable([[1.0]])[0]))"),
        ("int(np.array([3]))", "int(np.array([3]).item())"),
        ("float(model(np.ones((1, 2)))[0])", "float(tf.squeeze(model(np.ones((1, 2)))[0]))"),
        ("float(tf.ones((1, 1)).numpy())", "float(tf.ones((1, 1)).numpy().item())"),
        (
            "w = tf.Variable([[1.0]])\ng = tf.GradientTape().gradient(w, w)\nfloat(g)",
            "w = tf.Variable([[1.0]])\ng = tf.GradientTape().gradient(w, w)\nfloat(tf.squeeze(g))",
        ),
        ("a = np.zeros(3)\na[0] = p[0]", "a = np.zeros(3)\na[0] = p[0].item()"),
    ],
)
def test_writes(patched, old, new):
    assert patched(f"{START}{old}\n", baseline="2.17") == f"{START}{new}\n"


def test_a_name_that_is_two_things_is_left_alone(see):
    code = f"{START}x = p\nif len(p) > 1:\n    x = 1.0\nfloat(x)\n"
    assert see(code, select=("numpy_numbers",)).findings == ()


def test_a_model_that_takes_dimensions_away_is_left_alone(see):
    code = f"{START}outputs = tf.reduce_sum(p, axis=1)\nfloat(p[0])\n"
    assert see(code, select=("numpy_numbers",)).findings == ()


def test_a_list_that_grows_is_no_array(see):
    code = f"{START}values = []\nfor row in p:\n    values.append(1.0)\nfloat(values[0])\n"
    assert see(code, select=("numpy_numbers",)).findings == ()


def test_says_from_when_on(see):
    (finding,) = see(f"{START}float(p[0])\n", select=("numpy_numbers",)).findings
    assert (finding.effect, finding.since, finding.line) == (Effect.BREAKS, "2.20", 6)
