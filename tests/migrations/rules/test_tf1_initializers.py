import pytest

from migrations.engine import Effect

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "tf.random_normal_initializer(0.0, 0.02)",
        "tf.random_normal_initializer(stddev=0.02)",
        "tf.random_uniform_initializer(-0.1, 0.1, seed=3)",
        "tf.random_normal_initializer(**o)",
        "tf.random_normal_initializer(*a)",
        "tf.zeros_initializer()",
        "tf.initializers.variance_scaling()",
        "tf.compat.v1.random_normal_initializer()",
        "tf.keras.initializers.RandomNormal()",
        "random_normal_initializer()",
    ],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_initializers",)).findings == ()


def test_a_project_on_tensorflow_2_means_what_it_says(see):
    assert see(f"{HEAD}tf.random_normal_initializer()", baseline="2.0").findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("random_normal_initializer()", "random_normal_initializer(stddev=1.0)"),
        ("random_normal_initializer(0.5)", "random_normal_initializer(0.5, stddev=1.0)"),
        ("random_uniform_initializer(-1)", "random_uniform_initializer(-1, maxval=1.0)"),
        ("random_uniform_initializer(maxval=2)", "random_uniform_initializer(maxval=2, minval=0.0)"),
        ("random_uniform_initializer(dtype=tf.float32)", "random_uniform_initializer(minval=0.0, maxval=1.0)"),
        ("random_normal_initializer(seed=1, dtype=tf.float32)", "random_normal_initializer(seed=1, stddev=1.0)"),
        ("random_normal_initializer(dtype=tf.float16)", "compat.v1.random_normal_initializer(dtype=tf.float16)"),
        ("initializers.truncated_normal()", "initializers.truncated_normal(stddev=1.0)"),
        ("initializers.random_uniform()", "initializers.random_uniform(minval=0.0, maxval=1.0)"),
        ("truncated_normal_initializer()", "compat.v1.truncated_normal_initializer()"),
        ("zeros_initializer(tf.float32)", "zeros_initializer()"),
        ("constant_initializer(0.1, dtype=tf.float32)", "constant_initializer(0.1)"),
    ],
)
def test_writes_out_what_the_default_was(patched, before, after):
    assert patched(f"{HEAD}tf.{before}\n", baseline="1.15") == f"{HEAD}tf.{after}\n"


def test_it_is_a_silent_change(see):
    (finding,) = see(f"{HEAD}tf.random_normal_initializer()", baseline="1.15").findings
    assert (finding.effect, finding.since, finding.until) == (Effect.CHANGES, "2.0", None)
