import pytest
from packaging.version import Version

from migrations.engine import Effect, Fix

MODEL = "import os, pathlib, sys\nimport tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
RULE = ("saving_suffix",)
NEW = Version("2.21")


@pytest.mark.parametrize(
    "code",
    [
        "m.save('a.keras')",
        "m.save('a.h5')",
        "m.save('a.hdf5')",
        "m.save(sys.argv[1])",
        "m.save(os.path.join('a', name))",
        "m.save(f'{folder}/{name}')",
        "m.save(**options)",
        "tf.keras.models.save_model(m, 'a.h5')",
        "tf.keras.models.load_model('a.h5')",
        "tf.keras.models.load_model(sys.argv[1])",
        "tf.keras.callbacks.ModelCheckpoint('a.h5')",
        "tf.keras.callbacks.ModelCheckpoint('a', save_weights_only=flag)",
        "tf.keras.callbacks.ModelCheckpoint(sys.argv[1])",
        "open('a').save('b')",
    ],
)
def test_leaves_alone(see, code):
    assert see(MODEL + code + "\n", baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("m.save('a')", "m.save('a.keras')"),
        ("m.save('a/')", "m.save('a.keras')"),
        ("m.save('a.tf', save_format='tf')", "m.save('a.keras')"),
        ("m.save('a', save_format='h5')", "m.save('a.h5')"),
        ("m.save('a', True, save_format='tf', save_traces=False)", "m.save('a.keras', True)"),
        ("p = 'a'\nm.save(p)", "p = 'a.keras'\nm.save(p)"),
        ("m.save('a_%d' % 3)", "m.save('a_%d.keras' % 3)"),
        ("m.save('a_{}'.format(epoch))", "m.save('a_{}.keras'.format(epoch))"),
        ("for i in range(3):\n    m.save(f'a_{i}')", "for i in range(3):\n    m.save(f'a_{i}.keras')"),
        ("m.save(pathlib.Path('/tmp') / 'a')", "m.save(pathlib.Path('/tmp') / 'a.keras')"),
        ("tf.keras.models.save_model(m, 'a')", "tf.keras.models.save_model(m, 'a.keras')"),
        (
            "tf.keras.callbacks.ModelCheckpoint('w{epoch}.hdf5', save_best_only=True)",
            "tf.keras.callbacks.ModelCheckpoint('w{epoch}.h5', save_best_only=True)",
        ),
        ("m.save('export/1')", "tf.saved_model.save(m, 'export/1')"),
        ("m.save('a')\nprint(os.listdir('a'))", "tf.saved_model.save(m, 'a')\nprint(os.listdir('a'))"),
        (
            "m.save('a')\ntf.lite.TFLiteConverter.from_saved_model('a')",
            "m.export('a', verbose=False)\ntf.lite.TFLiteConverter.from_saved_model('a')",
        ),
        ("m.save('b/a')", "tf.io.gfile.makedirs(\"b\")\nm.save('b/a.keras')"),
        ("os.makedirs('b')\nm.save('b/a')", "os.makedirs('b')\nm.save('b/a.keras')"),
    ],
)
def test_another_ending(see, code, after):
    analysis = see(MODEL + code + "\n", baseline="2.15", select=RULE)
    assert {(finding.effect, finding.fix, finding.since) for finding in analysis.findings} == {
        (Effect.BREAKS, Fix.REVIEW, "2.16")
    }
    (patched,) = analysis.patched(NEW).values()
    assert patched.decode() == MODEL + after + "\n"


def test_both_ends_in_two_files(see):
    files = {
        "train": MODEL + "from paths import OUT\nm.save(OUT)\n",
        "paths": "OUT = 'model'\n",
        "serve": "import tensorflow as tf\nfrom paths import OUT\nm = tf.keras.models.load_model(OUT)\n",
    }
    patched = see(baseline="2.15", select=RULE, **files).patched(NEW)
    assert b'm.save(f"{OUT}.keras")' in patched["train.py"]
    assert b'load_model(f"{OUT}.keras")' in patched["serve.py"]


def test_a_folder_that_keras_and_others_read_is_written_twice(see):
    code = "m.save('a', save_format='tf')\ntf.saved_model.load('a')\ntf.keras.models.load_model('a')\n"
    once = see(MODEL + code, baseline="2.15", select=RULE).patched(NEW)["code.py"].decode()
    assert once.removeprefix(MODEL) == (
        "tf.saved_model.save(m, 'a')\nm.save('a.keras')\ntf.saved_model.load('a')\n"
        "tf.keras.models.load_model('a.keras')\n"
    )
    assert see(once, baseline="2.15", select=RULE).patched(NEW) == {}


@pytest.mark.parametrize(
    "code",
    [
        "p = 'a'\nm.save(p)\ntf.saved_model.load(p)\ntf.keras.models.load_model(p)\n",
        "m.save('a')\ntf.saved_model.load('a')\np = 'a'\ntf.keras.models.load_model(p)\n",
        "done = m.save('a')\ntf.saved_model.load('a')\ntf.keras.models.load_model('a')\n",
    ],
)
def test_a_folder_that_keras_and_others_read_under_one_name_is_for_people(see, code):
    findings = see(MODEL + code, baseline="2.15", select=RULE).findings
    assert {finding.fix for finding in findings} == {Fix.MANUAL}


CLASS = """\
import tensorflow as tf
class Scale(tf.keras.layers.Layer):
    def __init__(self, by{more}):
        super().__init__({more_given})
        self.by = by
{config}
m = tf.keras.Sequential([Scale(2)])
m.save('a')
n = tf.keras.models.load_model('a')
"""


def test_classes_of_the_project_are_named_where_the_model_is_read(see):
    code = CLASS.format(more=", **more", more_given="**more", config="    def get_config(self):\n        return {}")
    (patched,) = see(code, baseline="2.15", select=RULE).patched(NEW).values()
    assert b"load_model('a.keras', custom_objects={\"Scale\": Scale})" in patched


def test_classes_that_cannot_be_made_again_are_for_people(see):
    findings = see(CLASS.format(more="", more_given="", config=""), baseline="2.15", select=RULE).findings
    assert {finding.fix for finding in findings} == {Fix.MANUAL}


def test_what_was_never_written_here_cannot_be_read(see):
    (finding,) = see("from tensorflow import keras\nkeras.models.load_model('old_model')\n", select=RULE).findings
    assert finding.fix is Fix.MANUAL
    assert "TFSMLayer" in finding.message
