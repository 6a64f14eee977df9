"""Files that TensorFlow 2.4 and 1.15 wrote, loaded for real on 2.15 and 2.16, and a function's numbers beside them."""

from pathlib import Path

import pytest

from matrices.load import load
from service import pipeline
from service.nouns import Checkout
from service.project.checkout import read_folder
from service.reading import Question
from service.report import ArtifactPart, CandidatePart, NumbersPart
from service.settings import Settings
from service.trials import ContainerTrials

pytestmark = [pytest.mark.engine, pytest.mark.network]

MAIN = b"""
import random

import tensorflow as tf


def scores():
    layer = tf.keras.layers.Dense(2, kernel_initializer="ones")
    out = layer(tf.ones((1, 3)))
    return {"name": layer.weights[0].name, "fixed": [out, 3], "drawn": random.SystemRandom().random()}


if __name__ == "__main__":
    tf.keras.models.load_model("plain.h5")
"""
SETTINGS = b'[tool.upflow]\nnumbers = "main:scores"\n'
MADE = Path(__file__).parents[1] / "cases" / "saved"


@pytest.fixture(scope="module")
def candidate():
    """What is reported of 2.16; the environments are those of `make run`."""
    saved = read_folder(MADE).files
    files = {path: content for path, content in saved.items() if not path.endswith(".py")}
    declared = {"requirements.txt": b"tensorflow==2.15.1\nnumpy\n", "pyproject.toml": SETTINGS, "main.py": MAIN}
    report = pipeline.check(
        Checkout("saved", {**files, **declared, "broken.h5": b"version https://git-lfs.github.com/spec/v1\nsize 9\n"}),
        Question(targets=("2.16",)),
        load(),
        lambda say: ContainerTrials(Settings(remember=False), say),
        lambda _event: None,
    )
    (found,) = report.candidates
    return found


def of(candidate: CandidatePart, path: str, call: str = "") -> ArtifactPart:
    return next(each for each in candidate.artifacts if each.path == path and call in each.call)


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("plain.h5", "load_model"),
        ("weights.h5", "load_model"),
        ("model.tflite", "Interpreter"),
        ("object/model", "load_checkpoint"),
        ("graph/model.ckpt", "load_checkpoint"),
        ("graph/model.ckpt", "import_meta_graph"),
    ],
)
def test_what_loads_as_before_gives_the_same_numbers(candidate, path, call):
    found = of(candidate, path, call)
    assert (found.verdict, found.differences, found.unstable) == ("works", (), ())
    assert found.baseline == found.candidate == ("weights, opened" if path == "weights.h5" else "loaded")


def test_what_no_longer_loads_breaks_with_its_cause(candidate):
    compiled = of(candidate, "compiled.h5")
    assert (compiled.verdict, compiled.baseline) == ("breaks", "loaded")
    assert compiled.candidate == "loaded with compile=False"
    assert compiled.fixes[0].startswith("load_model(path, compile=False)")
    serving = of(candidate, "serving", "saved_model.load")
    assert (serving.verdict, serving.message.partition(":")[0]) == ("breaks", "AttributeError")
    assert "optimizer of Keras 2" in serving.cause
    by_keras = of(candidate, "serving", "load_model")
    assert (by_keras.verdict, by_keras.counts, by_keras.candidate) == ("breaks", True, "exception")


def test_a_pointer_is_not_tried(candidate):
    assert "broken.h5" not in {each.path for each in candidate.artifacts}


def test_a_function_is_compared_array_by_array(candidate):
    (found,) = candidate.numbers
    assert isinstance(found, NumbersPart)
    assert (found.verdict, found.arrays, found.unstable) == ("changes", 4, ("['drawn']",))
    assert [each.path for each in found.differences] == ["['name']"]


def test_the_candidate_breaks_although_its_trial_passed(candidate):
    (trial,) = candidate.trials
    assert (trial.outcome, candidate.verdict, candidate.certainty) == ("passed", "breaks", "measured")
    kinds = [reason.kind for reason in candidate.reasons]
    assert kinds.count("artifact") == 3
    assert kinds.count("numbers") == 1
