"""The API index of upflow itself: it is whole, it agrees with the matrix, and with what was measured by importing."""

import pickle

import pytest

from matrices import symbols
from matrices.index.reading import FOLDER
from matrices.symbols import Bound, MemberAt, Misfit, Presence, Reason, Signature

INDEX = symbols.load()
NEWEST = INDEX.minors()[-1]

# Measured: both versions imported, their public names compared; every seventh of the 274 that went.
GONE = [
    "tf.data.experimental.CheckpointInputPipelineHook",
    "tf.estimator.CheckpointSaverListener",
    "tf.estimator.Estimator",
    "tf.estimator.GlobalStepWaiterHook",
    "tf.estimator.LogisticRegressionHead",
    "tf.estimator.PoissonRegressionHead",
    "tf.estimator.SessionRunHook",
    "tf.estimator.WarmStartSettings",
    "tf.estimator.experimental.build_raw_supervised_input_receiver_fn",
    "tf.estimator.experimental.stop_if_no_increase_hook",
    "tf.estimator.export.TensorServingInputReceiver",
    "tf.keras.applications.RegNetX006",
    "tf.keras.applications.RegNetX120",
    "tf.keras.applications.RegNetY016",
    "tf.keras.applications.RegNetY320",
    "tf.keras.applications.ResNetRS50",
    "tf.keras.applications.regnet.RegNetX040",
    "tf.keras.applications.regnet.RegNetY004",
    "tf.keras.applications.regnet.RegNetY080",
    "tf.keras.applications.resnet_rs.ResNetRS152",
    "tf.keras.applications.resnet_rs.preprocess_input",
    "tf.keras.backend.learning_phase",
    "tf.keras.backend.print_tensor",
    "tf.keras.constraints.RadialConstraint",
    "tf.keras.dtensor.experimental.optimizers.RMSprop",
    "tf.keras.experimental.SidecarEvaluator",
    "tf.keras.layers.experimental.RandomFourierFeatures",
    "tf.keras.layers.experimental.preprocessing.IntegerLookup",
    "tf.keras.layers.experimental.preprocessing.RandomRotation",
    "tf.keras.layers.experimental.preprocessing.TextVectorization",
    "tf.keras.metrics.MeanRelativeError",
    "tf.keras.metrics.mean_squared_error",
    "tf.keras.optimizers.experimental.Adagrad",
    "tf.keras.optimizers.experimental.RMSprop",
    "tf.keras.utils.SequenceEnqueuer",
    "tf.losses.kl_divergence",
    "tf.metrics.MeanTensor",
    "tf.metrics.mean_squared_logarithmic_error",
    "tf.optimizers.experimental.Ftrl",
    "tf.optimizers.legacy.Nadam",
]


@pytest.mark.parametrize("name", GONE)
def test_what_went_between_2_15_and_2_20(name):
    assert INDEX.presence(name, "2.15") is Presence.YES
    assert INDEX.presence(name, NEWEST) is Presence.NO
    assert INDEX.symbol(name).until in {"2.15", "2.16", "2.17", "2.18", "2.19"}


def test_it_is_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.*")) < 10_000_000


def signature(name: str, minor: str) -> Signature:
    """What a caller sees of a name or a member."""
    found = INDEX.thing(name, minor)
    assert found is not None
    seen = found.called if isinstance(found, MemberAt) else found.signature
    assert seen is not None
    return seen


def test_dropout_by_position_means_another_thing():
    old, new = (signature("tf.nn.dropout", minor) for minor in ("1.15", "2.15"))
    second = symbols.meaning(old, new)[1]
    assert (second.old, second.new) == ("keep_prob", "rate")
    assert new.bind(1, ["keep_prob"]) == Misfit(Reason.UNKNOWN_KEYWORD, "keep_prob")
    assert isinstance(old.bind(1, ["keep_prob"]), Bound)


def test_what_an_optimizer_lost():
    assert INDEX.member("tf.keras.optimizers.Adam", "get_weights", "2.10") is not None
    assert INDEX.presence("tf.keras.optimizers.Adam.get_weights", NEWEST) is Presence.NO


def test_add_weight_takes_its_first_two_in_another_order():
    old, new, newest = (signature("keras.layers.Layer.add_weight", minor) for minor in ("2.15", "3.0", "3.15"))
    assert [each.name for each in old.parameters[:2]] == ["name", "shape"]
    assert [each.name for each in new.parameters[:2]] == ["shape", "initializer"]
    assert [each.name for each in newest.parameters[:2]] == ["args", "shape"]


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("tf.gfile.Exists", "tf.io.gfile.exists"),
        ("tf.placeholder", "tf.compat.v1.placeholder"),
        ("tf.cholesky_solve", "tf.linalg.cholesky_solve"),
        ("tf.keras.layers.experimental.preprocessing.Rescaling", "tf.keras.layers.Rescaling"),
        ("tf.keras.optimizers.experimental.Adam", "tf.keras.optimizers.Adam"),
        ("tf.estimator.Estimator", None),
    ],
)
def test_successors(name, successor):
    found = INDEX.symbol(name).successor
    assert (found and found.name) == successor


def test_another_process_reads_the_same_index_again():
    index = symbols.load().with_keras({"2.16": "3.3"})
    again = pickle.loads(pickle.dumps(index))
    assert again.beside("keras.Model", "2.16") == "3.3"
    assert again.symbol("tf.nn.dropout").signatures == index.symbol("tf.nn.dropout").signatures
