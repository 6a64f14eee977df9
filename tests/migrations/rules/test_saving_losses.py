import pytest
from packaging.version import Version

from migrations.engine import Effect, Fix

RULE = ("saving_losses",)
MODEL = "import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
READ = "tf.keras.models.load_model('a.h5')\n"


@pytest.mark.parametrize(
    "code",
    [
        f"m.compile('sgd', 'binary_crossentropy')\nm.save('a.h5')\n{READ}",
        f"m.compile('sgd', 'hinge', metrics=['mse'])\nm.save('a.h5')\n{READ}",
        f"m.compile('sgd', 'mse')\nm.save('a.h5', include_optimizer=False)\n{READ}",
        "m.compile('sgd', 'mse')\nm.save('a.h5')\ntf.keras.models.load_model('a.h5', compile=False)\n",
        "m.compile('sgd', 'mse')\nm.save('a.h5')\ntf.keras.models.load_model('a.h5', None, False)\n",
        "m.compile('sgd', 'mse')\nm.save('a.h5')\ntf.keras.models.load_model('a.h5', {'mse': 1})\n",
        f"m.compile('sgd', 'mse')\nn = tf.keras.Sequential()\nn.save('a.h5')\n{READ}",
        "m.compile('sgd', 'mse')\nm.save('a.h5')\n",
    ],
)
def test_leaves_alone(see, code):
    assert see(MODEL + code, baseline="2.15", select=RULE).findings == ()


@pytest.mark.parametrize(
    ("loss", "full"),
    [
        ("'mse'", '"mean_squared_error"'),
        ("'MAE'", '"mean_absolute_error"'),
        ("['mse', 'hinge']", "[\"mean_squared_error\", 'hinge']"),
        ("{'out': 'mape'}", "{'out': \"mean_absolute_percentage_error\"}"),
        ("'kld'", '"kl_divergence"'),
    ],
)
def test_the_full_name_loads(see, loss, full):
    code = MODEL + "m.compile('sgd', loss={})\nm.save('a.h5')\n" + READ
    analysis = see(code.format(loss), baseline="2.15", select=RULE)
    assert {(finding.effect, finding.fix) for finding in analysis.findings} == {(Effect.BREAKS, Fix.SAFE)}
    (patched,) = analysis.patched(Version("2.21")).values()
    assert patched.decode() == code.format(full)


def test_through_functions_and_callbacks(see):
    code = """\
    import tensorflow as tf
    def build():
        model = tf.keras.Sequential()
        model.compile('sgd', 'mse')
        return model
    m = build()
    m.fit(1, callbacks=[tf.keras.callbacks.ModelCheckpoint('best.h5')])
    tf.keras.models.load_model('best.h5')
    """
    (finding,) = see(code, baseline="2.15", select=RULE).findings
    assert finding.line == 4
