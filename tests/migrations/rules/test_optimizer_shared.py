"""One optimizer for several models, of the legacy ones too, which have to become the others."""

from packaging.version import Version

CODE = """\
import tensorflow as tf
optimizer = tf.keras.optimizers.legacy.Adam(0.1)
first, second = tf.keras.Sequential(), tf.keras.Sequential()
first.compile(optimizer=optimizer)
second.compile(optimizer=optimizer)
"""


def test_a_legacy_optimizer_may_be_shared_until_it_goes(see):
    analysis = see(CODE, baseline="2.11", select=("optimizer_shared",))
    assert [(each.line, each.since) for each in analysis.findings] == [(5, "2.16")]


def test_twice_is_once(see):
    once = see(CODE, baseline="2.11").patched(Version("2.21"))["code.py"].decode()
    assert "keras.optimizers.Adam(0.1)" in once
    assert see(once, baseline="2.11").patched(Version("2.21")) == {}


def test_a_plain_one_never_may(see):
    (finding,) = see(CODE.replace("legacy.", ""), baseline="2.10", select=("optimizer_shared",)).findings
    assert finding.since == "2.11"
