"""What is read of models in other ways: lambdas, YAML, handles, loaded SavedModels, names of one's own."""

import pytest
from packaging.version import Version

from migrations.engine import Analysis, Effect, Fix

NEW = Version("2.21")
MODEL = "import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(2, name='out')])\n"
LAMBDA = "import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Lambda(lambda x: x)])\n"


def after(analysis: Analysis) -> str:
    (patched,) = analysis.patched(NEW).values()
    return patched.decode()


@pytest.mark.parametrize(
    ("name", "since"), [("a.h5", "2.16"), ("a.keras", "2.13")], ids=["HDF5 from Keras 3 on", "zip from 2.13 on"]
)
def test_a_lambda_is_loaded_when_told_to(see, name, since):
    code = f"{LAMBDA}m.save('{name}')\nn = tf.keras.models.load_model('{name}')\n"
    analysis = see(code, select=("saving_lambda",))
    assert [(finding.effect, finding.since) for finding in analysis.findings] == [(Effect.BREAKS, since)]
    assert f"load_model('{name}', safe_mode=False)" in after(analysis)


def test_a_lambda_that_needs_other_names_cannot_be_loaded(see):
    """Keras gives it none of the names of the file that it was written in."""
    code = LAMBDA.replace("lambda x: x", "lambda x: tf.abs(x)")
    code += "m.save('a.h5')\nn = tf.keras.models.load_model('a.h5')\n"
    (finding,) = see(code, select=("saving_lambda",)).findings
    assert (finding.fix, finding.edits) == (Fix.MANUAL, ())
    assert "`tf`" in finding.message


def test_a_lambda_of_another_model_does_not_matter(see):
    code = LAMBDA + "n = tf.keras.Sequential()\nn.save('a.h5')\ntf.keras.models.load_model('a.h5')\n"
    assert see(code, select=("saving_lambda",)).findings == ()


def test_lambdas_through_functional_models(see):
    code = """\
    import tensorflow as tf
    i = tf.keras.Input((2,))
    x = tf.keras.layers.Lambda(lambda v: v / 2)(i)
    x = tf.keras.layers.Dense(1)(x)
    m = tf.keras.Model(i, x)
    m.save('a.h5')
    tf.keras.models.load_model('a.h5')
    """
    assert "safe_mode=False" in after(see(code, select=("saving_lambda",)))


def test_yaml_becomes_json_however_it_was_imported(see):
    code = "from keras.models import Sequential, model_from_yaml\ns = Sequential().to_yaml()\nmodel_from_yaml(s)\n"
    text = after(see(code, baseline="2.5", select=("saving_yaml",)))
    assert "to_json()" in text
    assert "model_from_json" in text


def test_a_handle_knows_its_name(see):
    code = "import h5py\nfrom keras.models import load_model\nf = h5py.File('a.h5')\nload_model(f)\n"
    assert "load_model(f.filename)" in after(see(code, select=("saving_handles",)))


def test_a_loaded_saved_model_has_its_signature_alone(see):
    code = MODEL + "tf.saved_model.save(m, 'd')\no = tf.saved_model.load('d')\nprint(o(x), o.trainable_variables)\n"
    analysis = see(code, select=("saving_saved_model",))
    assert [finding.fix for finding in analysis.findings] == [Fix.REVIEW, Fix.MANUAL]
    assert 'list(o.signatures["serving_default"](x).values())[0]' in after(analysis)


def test_what_is_not_surely_a_keras_model_may_be_called(see):
    code = "import tensorflow as tf\ntf.saved_model.save(thing, 'd')\no = tf.saved_model.load('d')\no(1)\n"
    assert see(code, select=("saving_saved_model",)).findings == ()


def test_names_of_layers_in_signatures(see):
    code = MODEL + "tf.saved_model.save(m, 'd')\nf = tf.saved_model.load('d').signatures['serving_default']\n"
    analysis = see(code + "r = f(features=x)\nprint(r['out'])\n", select=("saving_saved_model",))
    assert after(analysis).endswith("r = f(x)\nprint(list(r.values())[0])\n")


def test_names_of_ones_own_become_the_functions(see):
    code = """\
    import tensorflow as tf
    def f1(a, b):
        return a
    def wave(x):
        return x
    tf.keras.utils.get_custom_objects()['f1'] = f1
    tf.keras.utils.get_custom_objects().update({'wave': wave, 'tide': lambda x: x})
    m = tf.keras.Sequential([tf.keras.layers.Dense(1, activation='wave'), tf.keras.layers.Activation('tide')])
    m.compile('sgd', 'hinge', metrics=['f1', 'accuracy'])
    """
    analysis = see(code, baseline="2.15", select=("saving_custom_names",))
    assert sorted(finding.fix for finding in analysis.findings) == [Fix.MANUAL, Fix.REVIEW, Fix.REVIEW]
    assert "activation=wave)" in after(analysis)
    assert "metrics=[f1, 'accuracy']" in after(analysis)


def test_arguments_that_hdf5_never_used_go_together(see):
    code = MODEL + "m.save('a.h5', True, signatures=None, options=None)\n"
    assert after(see(code, select=("saving_arguments",))) == MODEL + "m.save('a.h5', True)\n"


def test_a_lambda_inside_a_layer_of_ones_own_is_made_by_its_code(see):
    code = """\
    import tensorflow as tf
    class Half(tf.keras.layers.Layer):
        def build(self, shape):
            self.inner = tf.keras.layers.Lambda(lambda x: x / 2)
        def call(self, x):
            return self.inner(x)
    m = tf.keras.Sequential([Half()])
    m.save('a.h5')
    tf.keras.models.load_model('a.h5', {'Half': Half})
    """
    assert see(code, select=("saving_lambda",)).findings == ()
