"""Estimators: another loss from 2.0 on, none at all from 2.16 on."""

from collections.abc import Callable

from packaging.version import Version

from migrations.analysis import Analysis
from migrations.rule import Effect

Analyse = Callable[..., Analysis]
CODE = "import tensorflow as tf\nmodel = tf.estimator.DNNClassifier([4], columns)\n"


def test_programs_of_tensorflow_2_have_the_mean_already(see: Analyse):
    analysis = see(CODE, baseline="2.4", select=("estimator_canned",))
    assert [(each.effect, each.since) for each in analysis.findings] == [(Effect.BREAKS, "2.16")]


def test_the_sum_of_losses_stays_what_it_was(see: Analyse):
    analysis = see(CODE, baseline="1.15", select=("estimator_canned",))
    assert {each.effect for each in analysis.concerning(Version("2.10"))} == {Effect.CHANGES}
    assert b"tf.compat.v1.estimator.DNNClassifier(" in analysis.patched(Version("2.10"))["code.py"]


def test_what_takes_its_place_is_said(see: Analyse):
    analysis = see("import tensorflow as tf\nprint(tf.estimator.inputs.numpy_input_fn)\n", baseline="1.15")
    assert any("from_tensor_slices" in each.message for each in analysis.concerning(Version("2.16")))
