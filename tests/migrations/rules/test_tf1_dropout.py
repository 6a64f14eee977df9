import pytest

from migrations.engine import Effect, Fix

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "tf.nn.dropout(x)",
        "tf.nn.dropout(x, rate=0.1)",
        "tf.nn.dropout(x, rate=0.1, noise_shape=s)",
        "tf.nn.dropout(*a)",
        "tf.nn.dropout(x, **o)",
        "tf.compat.v1.nn.dropout(x, 0.9)",
        "tf.keras.layers.Dropout(0.9)",
        "dropout(x, keep_prob=0.9)",
    ],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_dropout",)).findings == ()


def test_a_project_on_tensorflow_2_means_the_rate(see):
    assert see(f"{HEAD}tf.nn.dropout(x, 0.1)", baseline="2.0").findings == ()


@pytest.mark.parametrize(
    "code",
    ["tf.nn.dropout(x, 0.9, rate=0.1)", "tf.nn.dropout(x, keep_prob=k, rate=r)", "tf.nn.dropout(x, 0.9, **o)"],
)
def test_does_not_guess(see, code):
    (finding,) = see(HEAD + code, baseline="1.15", select=("tf1_dropout",)).findings
    assert finding.fix is Fix.MANUAL
    assert finding.edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x, 0.9", "x, rate=1 - 0.9"),
        ("x, k", "x, rate=1 - k"),
        ("x, (k)", "x, rate=(1 - k)"),
        ("x, 1 - r", "x, rate=r"),
        ("x, 1. - self.r", "x, rate=self.r"),
        ("x, 1 - r + s", "x, rate=1 - (1 - r + s)"),
        ("x, 1 - (r + s)", "x, rate=1 - (1 - (r + s))"),
        ("x, k if train else 1.0", "x, rate=1 - (k if train else 1.0)"),
        ("x, 1 - f(3 + 4.), name='foo'", "x, rate=f(3 + 4.), name='foo'"),
        ("x, k, s, 3, 'n'", "x, rate=1 - k, noise_shape=s, seed=3, name='n'"),
        ("x,  # one\n  keep_prob=.4,  # two\n  name='foo'", "x,  # one\n  rate=1 - .4,  # two\n  name='foo'"),
        ("x, keep_prob=None, rate=r", "x, rate=r"),
        ("x, None, s, rate=r", "x, noise_shape=s, rate=r"),
        ("keep_prob=k, x=x", "rate=1 - k, x=x"),
        ("x, keep_prob=k, **o", "x, rate=1 - k, **o"),
    ],
)
def test_turns_what_is_kept_around(patched, before, after):
    assert patched(f"{HEAD}tf.nn.dropout({before})\n", baseline="1.15") == f"{HEAD}tf.nn.dropout({after})\n"


def test_the_keyword_breaks_and_the_position_changes(see):
    (breaks,) = see(f"{HEAD}tf.nn.dropout(x, keep_prob=0.9)", baseline="1.13").findings
    (changes,) = see(f"{HEAD}tf.nn.dropout(x, 0.9)", baseline="1.13").findings
    assert (breaks.effect, changes.effect) == (Effect.BREAKS, Effect.CHANGES)
    assert (breaks.since, changes.since) == ("2.0", "2.0")
