import pytest
from packaging.version import Version

from migrations.engine import Effect, Fix


@pytest.mark.parametrize(
    "call",
    [
        "tf.keras.optimizers.Adam(learning_rate=0.1)",
        "tf.keras.optimizers.Adam(0.1)",
        "tf.keras.optimizers.Adam(**options)",
        "tf.keras.optimizers.legacy.Adam(lr=0.1)",
        "tf.keras.optimizers.experimental.SGD(lr=0.1)",
        "tf.compat.v1.train.AdamOptimizer(lr=0.1)",
        "tf.keras.callbacks.LearningRateScheduler(lr=0.1)",
        "model.compile('sgd', lr=0.1)",
        "Adam(lr=0.1)",
        "'tf.keras.optimizers.Adam(lr=0.1)'",
    ],
)
def test_leaves_alone(see, call):
    assert see(f"import tensorflow as tf\n{call}\n", select=("optimizer_learning_rate",)).findings == ()


def test_leaves_a_shadowed_name_alone(see):
    code = "import tensorflow as tf\ndef f(tf):\n    tf.keras.optimizers.Adam(lr=0.1)\n"
    assert see(code).findings == ()


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("import tensorflow as tf", "tf.keras.optimizers.Adam"),
        ("import tensorflow as t", "t.optimizers.Adam"),
        ("from tensorflow.keras import optimizers", "optimizers.Adam"),
        ("from tensorflow.keras.optimizers import Adam as A", "A"),
        ("from keras.optimizers import Adam", "Adam"),
        ("from tensorflow.keras.optimizers import *", "Adam"),
    ],
)
def test_finds_every_spelling(patched, imports, name):
    assert patched(f"{imports}\n{name}(lr=0.1)\n") == f"{imports}\n{name}(learning_rate=0.1)\n"


def test_tells_two_stories(see):
    first, second = see("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n").findings
    assert (first.effect, first.since, first.until) == (Effect.CHANGES, "2.11", "2.15")
    assert (second.effect, second.since, second.until) == (Effect.BREAKS, "2.16", None)
    assert (first.line, first.column, first.symbol, first.fix) == (2, 25, "tf.keras.optimizers.SGD", Fix.SAFE)


def test_only_what_the_target_meets_concerns_it(see):
    analysis = see("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n")
    effects = [[f.effect for f in analysis.concerning(Version(v))] for v in ("2.10.1", "2.13.0", "2.16.2")]
    assert effects == [[], [Effect.CHANGES], [Effect.BREAKS]]


def test_what_was_ignored_before_is_for_review(see):
    analysis = see("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n", baseline="2.13")
    assert analysis.concerning(Version("2.15")) == ()
    (finding,) = analysis.concerning(Version("2.16"))
    assert finding.fix is Fix.REVIEW
    assert "so far `lr` is ignored" in finding.message


def test_ftrl_never_listened(see):
    (finding,) = see("import tensorflow as tf\ntf.keras.optimizers.Ftrl(lr=0.1)\n").findings
    assert (finding.effect, finding.fix) == (Effect.BREAKS, Fix.REVIEW)


def test_the_old_optimizers_of_compat_v1_listen_up_to_keras_3(see):
    (finding,) = see("import tensorflow.compat.v1 as tf\ntf.keras.optimizers.SGD(lr=0.1)\n").findings
    assert (finding.effect, finding.fix) == (Effect.BREAKS, Fix.SAFE)


def test_1_13_knows_only_lr(see):
    findings = see("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n", baseline="1.13").findings
    assert {finding.fix for finding in findings} == {Fix.REVIEW}


@pytest.mark.parametrize("arguments", ["lr=0.1, learning_rate=0.2", "0.2, lr=0.1"])
def test_both_given_is_for_people(see, arguments):
    findings = see(f"import tensorflow as tf\ntf.keras.optimizers.SGD({arguments})\n").findings
    assert {(finding.fix, finding.edits) for finding in findings} == {(Fix.MANUAL, ())}


def test_more_options_may_say_it_too(see):
    findings = see("import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1, **options)\n").findings
    assert {finding.fix for finding in findings} == {Fix.REVIEW}


def test_what_an_optimizer_of_ones_own_hands_on(patched):
    head = "import tensorflow as tf\nclass O(tf.keras.optimizers.Adam):\n    def __init__(self):\n        "
    assert patched(f"{head}super().__init__(lr=0.1)\n") == f"{head}super().__init__(learning_rate=0.1)\n"
