import pytest

from migrations.engine import Fix


@pytest.mark.parametrize(
    "code",
    ["to_float(x)", "tf.compat.v1.to_float(x)", "tf.cast(x, tf.float32)", "x.to_float()", "'tf.to_float(x)'"],
)
def test_leaves_alone(see, code):
    assert see(f"import tensorflow as tf\n{code}\n", baseline="1.15", select=("tf1_casts",)).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.to_int32(x)", "tf.cast(x, tf.int32)"),
        ("tf.to_bfloat16((x))", "tf.cast((x), tf.bfloat16)"),
        ("tf.to_complex64(x, 'n')", "tf.cast(x, name='n', dtype=tf.complex64)"),
        ("tf.to_double(x=x)", "tf.cast(x=x, dtype=tf.float64)"),
        ("tf.to_int64(tf.to_float(x))", "tf.cast(tf.cast(x, tf.float32), tf.int64)"),
        ("tf.to_complex128(\n    x,\n)", "tf.cast(\n    x, tf.complex128,\n)"),
    ],
)
def test_says_it_with_cast(patched, before, after):
    assert patched(f"import tensorflow as tf\n{before}\n", baseline="1.15") == f"import tensorflow as tf\n{after}\n"


@pytest.mark.parametrize("arguments", ["*a", "x, **o", "y=1"])
def test_what_cannot_be_seen_keeps_the_old_function(patched, arguments):
    code = f"import tensorflow as tf\ntf.to_float({arguments})\n"
    assert patched(code, baseline="1.15") in {code, code.replace("tf.to_float", "tf.compat.v1.to_float")}


def test_an_imported_function_comes_from_compat_v1(see, patched):
    code = "from tensorflow import to_float\nto_float(x)\n"
    assert patched(code, baseline="1.15") == "from tensorflow.compat.v1 import to_float\nto_float(x)\n"
    assert {finding.fix for finding in see(code, baseline="1.15").findings} == {Fix.SAFE}
