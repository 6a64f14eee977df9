"""Checkpoints, callbacks that write them, and names and states of weights."""

import pytest
from packaging.version import Version

from migrations.engine import Analysis, Effect, Fix

NEW = Version("2.21")
NET = """\
import tensorflow as tf
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)
    def call(self, x):
        return self.dense(x)
a = Net()
a(tf.ones((1, 3)))
path = tf.train.Checkpoint(net=a).save('ck')
b = Net()
"""


def after(analysis: Analysis) -> str:
    (patched,) = analysis.patched(NEW).values()
    return patched.decode()


@pytest.mark.parametrize(
    "code",
    [
        "b(tf.ones((1, 3)))\ntf.train.Checkpoint(net=b).restore(path)\n",
        "b.predict(x)\ntf.train.Checkpoint(net=b).restore(path)\n",
        "use(b)\ntf.train.Checkpoint(net=b).restore(path)\n",
        "tf.train.Checkpoint(net=a).restore(path)\n",
    ],
)
def test_what_may_be_built_is_restored(see, code):
    assert see(NET + code, select=("checkpoint_deferred",)).findings == ()


def test_what_is_not_built_is_called_first(see):
    analysis = see(NET + "c = tf.train.Checkpoint(net=b)\nc.restore(path)\n", select=("checkpoint_deferred",))
    (finding,) = analysis.findings
    assert (finding.effect, finding.since, finding.fix) == (Effect.CHANGES, "2.16", Fix.REVIEW)
    assert "b(tf.ones((1, 3)))\nc.restore(path)" in after(analysis)


@pytest.mark.parametrize(
    ("call", "fix"),
    [
        ("ModelCheckpoint('a.h5', period=1)", Fix.SAFE),
        ("ModelCheckpoint('a.h5', period=5)", Fix.REVIEW),
        ("ModelCheckpoint('a.h5', options=None)", Fix.SAFE),
        ("ModelCheckpoint('a.h5', load_weights_on_restart=True)", Fix.MANUAL),
        ("TensorBoard('logs', write_grads=True)", Fix.SAFE),
    ],
)
def test_arguments_that_keras_3_refuses(see, call, fix):
    (finding,) = see(f"from tensorflow.keras.callbacks import *\n{call}\n", select=("checkpoint_arguments",)).findings
    assert (finding.effect, finding.since, finding.fix) == (Effect.BREAKS, "2.16", fix)


WATCHED = "from tensorflow import keras\nm = keras.Sequential()\nm.compile('sgd', 'hinge', metrics=['accuracy'])\n"


def test_a_monitor_has_the_metric_s_name(see):
    code = WATCHED + "keras.callbacks.EarlyStopping(monitor='val_acc')\n"
    assert [finding.effect for finding in see(code, select=("checkpoint_monitor",)).findings] == [Effect.BREAKS]
    old = see(code.replace("monitor=", ""), baseline="1.15", select=("checkpoint_monitor",))
    assert [finding.effect for finding in old.findings] == [Effect.CHANGES, Effect.BREAKS]
    assert 'EarlyStopping("val_accuracy")' in after(old)


def test_one_rule_speaks_of_a_monitor(see):
    code = WATCHED + "keras.callbacks.EarlyStopping(monitor='val_acc')\n"
    for baseline, name in {"1.15": "metric_names", "2.4": "checkpoint_monitor"}.items():
        found = see(code, baseline=baseline, select=("checkpoint_monitor", "metric_names")).findings
        assert {finding.rule for finding in found} == {name}


def test_with_a_mode_nothing_raises(see):
    code = WATCHED + "keras.callbacks.ModelCheckpoint('a.h5', 'val_acc', mode='max')\n"
    assert see(code, select=("checkpoint_monitor",)).findings == ()


WEIGHTS = "import re\nfrom tensorflow import keras\nm = keras.Sequential()\nfor w in m.trainable_weights:\n    "


@pytest.mark.parametrize(
    "code",
    ["print(w.name)", "x = 'bias' in w.name", "x = w.name.endswith('bias')", "w.name", "x = w.name in []\n    w = 3"],
)
def test_names_that_say_the_same(see, code):
    assert see(f"{WEIGHTS}{code}\n", select=("weights_names",)).findings == ()


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("x = 'encoder' in w.name", Fix.REVIEW),
        ("x = name not in w.name", Fix.REVIEW),
        ("table[w.name] = w", Fix.REVIEW),
        ("re.search('enc', w.name)", Fix.REVIEW),
        ("x = w.name == 'dense/kernel:0'", Fix.REVIEW),
        ("x = w.name.endswith('kernel:0')", Fix.REVIEW),
        ("x = 'kernel:0' in w.name", Fix.REVIEW),
        ("x = w.name == 'dense/kernel'", Fix.MANUAL),
        ("x = w.name.startswith('enc')", Fix.MANUAL),
        ("x = w.name.split('/')[0]", Fix.MANUAL),
    ],
)
def test_names_without_layers(see, code, fix):
    (finding,) = see(f"{WEIGHTS}{code}\n", select=("weights_names",)).findings
    assert (finding.effect, finding.fix) == (Effect.CHANGES, fix)


def test_the_state_of_an_optimizer(see):
    code = "from tensorflow import keras\no = keras.optimizers.Adam()\nw = o.get_weights()\no.set_weights(w)\n"
    text = after(see(code, select=("weights_optimizer",)))
    assert "[v.numpy() for v in o.variables]" in text
    assert "    v.assign(w)" in text
    (old,) = see(code, select=("weights_optimizer",)).patched(Version("2.11")).values()
    assert b"[v.numpy() for v in o.variables()]" in old
