import pytest

from migrations.engine import Effect, Fix

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "x.shape[1]",
        "x.shape.dims[1].value",
        "x.shape[1:].value",
        "x.shape.value",
        "x.get_shape(3)[1].value",
        "cells[1].value",
        "shape = x.shape\nshape = [cell]\nshape[0].value",
        "def f(shape):\n    return shape[0].value",
        "[cell.value for cell in row]",
        "x.shape[1].value = 3",
        "tf.compat.dimension_value(x.shape[1])",
    ],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_dimensions",)).findings == ()


def test_a_project_on_tensorflow_2_is_left_alone(see):
    assert see(f"{HEAD}x.shape[1].value\n", baseline="2.0").findings == ()


def test_a_file_without_tensorflow_is_left_alone(see):
    assert see("import numpy\nx.shape[1].value\n", baseline="1.15").findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("n = x.get_shape()[-1].value", "n = tf.compat.dimension_value(x.get_shape()[-1])"),
        ("n = f(x).shape[i].value or 1", "n = tf.compat.dimension_value(f(x).shape[i]) or 1"),
        ("n = (x.shape[0]).value", "n = tf.compat.dimension_value((x.shape[0]))"),
        ("s = x.shape\nn = s[0].value", "s = x.shape\nn = tf.compat.dimension_value(s[0])"),
        (
            "a = [d.value for d in x.get_shape() if d.value]",
            "a = [tf.compat.dimension_value(d) for d in x.get_shape() if tf.compat.dimension_value(d)]",
        ),
    ],
)
def test_asks_for_the_number(patched, before, after):
    assert patched(f"{HEAD}{before}\n", baseline="1.15") == f"{HEAD}{after}\n"


def test_without_a_word_for_tensorflow_it_is_only_said(see):
    code = "from tensorflow import zeros\nn = zeros([1]).shape[0].value\n"
    (finding,) = see(code, baseline="1.15").findings
    assert (finding.effect, finding.fix) == (Effect.BREAKS, Fix.MANUAL)
