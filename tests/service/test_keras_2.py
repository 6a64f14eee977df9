"""The way that keeps Keras 2: what it spares, what it asks for, and the patch of it."""

from pathlib import Path

import pytest
from packaging.version import Version

from migrations.registry import rules
from migrations.rule import Effect, Finding, Fix
from service.cli import main
from service.keras_2 import ELSEWHERE, asked, spared
from service.nouns import Candidate

CODE = """import keras
import tensorflow as tf

opt = tf.keras.optimizers.Adam(lr=0.1)
tf.summary.scalar("loss", 0.5, step=1)
x = keras.backend.cast(1, "float32")
"""


def finding(rule: str, symbol: str, since: str) -> Finding:
    return Finding(rule, "a.py", 1, 1, symbol, "", Effect.BREAKS, since, None, Fix.SAFE, "")


@pytest.mark.parametrize(
    ("rule", "symbol", "since", "expected"),
    [
        ("optimizer_learning_rate", "tf.keras.optimizers.Adam", "2.16", True),
        ("keras3_symbolic_tensors", "tf.expand_dims", "2.16", True),
        ("graph_layers", "tf.compat.v1.layers.dense", "2.16", True),
        ("api", "tf.compat.v1.nn.rnn_cell", "2.16", True),
        ("api", "tf.keras.optimizers.schedules.New", "2.18", True),
        ("api", "tf.python.estimator", "2.16", False),
        ("estimator_canned", "tf.estimator.Estimator", "2.16", False),
        ("addons_gone", "tensorflow_addons", "2.16", False),
        ("tensorboard_missing", "tf.keras.callbacks.TensorBoard", "2.21", False),
        ("numpy_names", "numpy.product", "2.18", False),
        ("optimizer_decay", "tf.keras.optimizers.Adam", "2.11", False),
    ],
)
def test_what_keras_3_changed_is_spared(rule: str, symbol: str, since: str, expected: bool):
    assert spared(finding(rule, symbol, since)) is expected


def test_every_rule_that_is_named_is_there():
    assert {rule.name for rule in rules()} >= ELSEWHERE


def test_the_package_is_tied_to_its_minor():
    made = asked(Candidate(Version("2.18.1"), "3.11", "3.9.0"))
    (own,) = made.constraints
    assert (str(own.requirement), own.brings) == ("tf-keras==2.18.*", True)
    assert asked(made) == made


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\n")
    (tmp_path / "a.py").write_text(CODE)
    return tmp_path


def test_the_patch_leaves_what_keras_3_changed_and_adds_the_package(project: Path, capfd: pytest.CaptureFixture[str]):
    assert main(["migrate", str(project), "--to", "2.21", "--keras-2", "--write"]) == 1
    told = capfd.readouterr().err
    assert (project / "a.py").read_text() == CODE
    lines = (project / "requirements.txt").read_text().splitlines()
    assert [line.partition("  #")[0] for line in lines] == ["tensorflow==2.21.0", "tensorboard", "tf-keras==2.21.*"]
    assert "a.py:6: left to you (" in told
    assert "import tf_keras in its place" in told
    assert "upflow: TF_USE_LEGACY_KERAS=1: set it before TensorFlow is imported" in told


def test_without_requirements_the_code_alone_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.keras.optimizers.Adam(lr=0.1)\n")
    assert main(["migrate", str(tmp_path), "--from", "2.15", "--to", "2.21", "--keras-2"]) == 0
    assert capfd.readouterr().out == ""


def test_before_keras_3_there_is_nothing_to_keep(project: Path, capfd: pytest.CaptureFixture[str]):
    assert main(["migrate", str(project), "--from", "2.9", "--to", "2.15", "--keras-2"]) == 2
    assert "--keras-2 says nothing for 2.15.1" in capfd.readouterr().err
