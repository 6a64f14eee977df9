import pytest
from packaging.version import Version

from migrations.engine import Effect, Fix

MODEL = "import os, sys\nimport tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
RULE = ("weights_suffix",)
NEW = Version("2.21")


@pytest.mark.parametrize(
    "code",
    [
        "m.save_weights('a.weights.h5')",
        "m.save_weights(sys.argv[1])",
        "m.load_weights('a.h5')",
        "m.load_weights('a.hdf5', by_name=True)",
        "m.load_weights(sys.argv[1])",
        "m.save('a.h5')\nm.load_weights('a.h5')",
        "tf.keras.callbacks.ModelCheckpoint('a.weights.h5', save_weights_only=True)",
        "tf.train.Checkpoint(m=m).save('a')",
        "import torch\ntorch.nn.Linear(1, 1).save_weights('a')",
    ],
)
def test_leaves_alone(see, code):
    assert see(MODEL + code + "\n", baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("m.save_weights('a')", "m.save_weights('a.weights.h5')"),
        ("m.save_weights('a.ckpt')", "m.save_weights('a.weights.h5')"),
        ("m.save_weights('a.weights.h5', save_format='h5')", "m.save_weights('a.weights.h5')"),
        (
            "m.save_weights('a.h5')\nm.load_weights('a.h5')",
            "m.save_weights('a.weights.h5')\nm.load_weights('a.weights.h5')",
        ),
        (
            "P = 'a.hdf5'\nm.save_weights(P)\nm.load_weights(P)",
            "P = 'a.weights.h5'\nm.save_weights(P)\nm.load_weights(P)",
        ),
        (
            "m.save_weights('b/a')\nm.load_weights('b/a').expect_partial()",
            "tf.io.gfile.makedirs(\"b\")\nm.save_weights('b/a.weights.h5')\nm.load_weights('b/a.weights.h5')",
        ),
        (
            "c = tf.keras.callbacks.ModelCheckpoint('w-{epoch}.h5', save_weights_only=True)\nm.load_weights('w-03.h5')",
            (
                "c = tf.keras.callbacks.ModelCheckpoint('w-{epoch}.weights.h5', save_weights_only=True)\n"
                "m.load_weights('w-03.weights.h5')"
            ),
        ),
        (
            "m.save_weights('a.h5')\nm.load_weights('a.h5', by_name=True)",
            "m.save('a.h5')\nm.load_weights('a.h5', by_name=True)",
        ),
        (
            "m.save_weights('a')\ns = m.load_weights('a')\ns.assert_consumed()",
            "m.save_weights('a.weights.h5')\ns = m.load_weights('a.weights.h5')\npass",
        ),
    ],
)
def test_another_ending(see, code, after):
    analysis = see(MODEL + code + "\n", baseline="2.15", select=RULE)
    assert {(finding.effect, finding.since) for finding in analysis.findings} == {(Effect.BREAKS, "2.16")}
    (patched,) = analysis.patched(NEW).values()
    assert patched.decode() == MODEL + after + "\n"


def test_the_newest_checkpoint_is_the_newest_file(see):
    code = MODEL + "m.save_weights('t/a.ckpt')\nm.load_weights(tf.train.latest_checkpoint('t'))\n"
    (patched,) = see(code, baseline="2.15", select=RULE).patched(NEW).values()
    assert b"max(tf.io.gfile.glob(tf.io.gfile.join('t', \"*.weights.h5\"))" in patched
    assert b"key=lambda name: (os.path.getmtime(name), name)" in patched


def test_a_checkpoint_from_elsewhere_is_for_people(see):
    (finding,) = see(MODEL + "m.load_weights('pretrained/model.ckpt')\n", baseline="2.15", select=RULE).findings
    assert finding.fix is Fix.MANUAL


def test_a_model_that_a_method_makes_is_a_model(see):
    code = """\
    import tensorflow as tf
    class Trainer:
        def __init__(self):
            self.path = 'w.h5'
            self.model = self.build()
        def build(self):
            return tf.keras.Sequential()
        def run(self):
            self.model.save_weights(self.path)
    """
    (patched,) = see(code, baseline="2.15", select=RULE).patched(NEW).values()
    assert b"self.path = 'w.weights.h5'" in patched


def test_a_reader_keeps_the_name_that_its_writer_keeps(see):
    code = MODEL + "n = input()\nfor p in [n + '.h5', 'a.h5']:\n    m.save_weights(p)\nm.load_weights('a.h5')\n"
    assert see(code, baseline="2.15", select=RULE).patched(NEW) == {}
