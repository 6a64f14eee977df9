"""The GPU in a report: asked for by a machine, answered candidate by candidate."""

import pytest

from matrices import query
from matrices.load import load
from service import pipeline
from service.errors import WrongUse
from service.gpu import of_declared
from service.nouns import Checkout
from service.reading import Question
from service.report import CandidatePart

MATRIX = load()
FILES = {"a.py": b"import tensorflow as tf\nprint(tf.__version__)\n", "requirements.txt": b"tensorflow==2.9.3\n"}


def checked(**question: str | bool) -> dict[str, CandidatePart]:
    asked = Question(targets=("2.10", "2.14", "2.21"), **question)  # type: ignore[arg-type]  # the machine alone
    report = pipeline.check(Checkout("p", FILES), asked, MATRIX, None, lambda _event: None)
    return {one.tensorflow: one for one in report.candidates}


def gpu_reasons(candidate: CandidatePart) -> list[str]:
    return [one.message for one in candidate.reasons if one.kind == "gpu"]


def test_nobody_who_asks_for_no_gpu_is_told_of_one():
    assert not any(gpu_reasons(one) for one in checked().values())
    assert not any(gpu_reasons(one) for one in checked(cpu=True, image="nvidia/cuda:9.0-base").values())


def test_a_driver_that_is_too_old_breaks_a_candidate_and_no_patch_mends_it():
    found = checked(gpu="RTX 4090", driver="470")
    newest = found["2.21.0"]
    assert (newest.verdict, newest.after_patch) == ("breaks", "breaks")
    assert newest.advice.startswith("no patch mends the GPU")
    assert gpu_reasons(newest)[0].startswith("the GPU does not work: driver 470 is older than 525.60.13")
    assert "Source: pkg:pypi/tensorflow@2.21.0, https://" in gpu_reasons(newest)[0]
    assert found["2.14.1"].verdict == "works"
    assert gpu_reasons(found["2.14.1"])[0].startswith("the GPU works with tensorflow[and-cuda]: ")


def test_windows_has_no_gpu_after_2_10():
    found = checked(platform="windows_amd64")
    assert (found["2.10.1"].verdict, found["2.14.1"].verdict) == ("works", "breaks")
    assert "2.10 was the last release with a GPU on native Windows" in gpu_reasons(found["2.14.1"])[0]


def test_what_is_not_known_breaks_nothing():
    found = checked(image="nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04")
    assert found["2.10.1"].verdict == "works"
    assert gpu_reasons(found["2.10.1"])[0].startswith("whether the GPU works is not known: ")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"gpu": "RTX 9090"}, "RTX 9090 is not a known card; the nearest are GeForce RTX 5090"),
        (
            {"image": "nvidia/cuda:11.9.0-runtime"},
            "there is no CUDA 11.9.0; the nearest are nvidia/cuda:11.8.0",
        ),
        ({"image": "python:3.9"}, "facts are known of images of nvidia/cuda and tensorflow/tensorflow alone"),
        ({"driver": "new"}, "'new' is no driver version"),
        ({"platform": "amiga"}, "'amiga' is no platform"),
    ],
)
def test_what_nobody_knows_is_said_with_what_is_near(question, expected):
    with pytest.raises(WrongUse) as error:
        checked(**question)
    assert expected in error.value.message


def test_the_image_of_a_dockerfile_is_said_only_where_it_does_not_fit():
    old, new = (query.find(MATRIX, version).version for version in ("2.10", "2.21"))
    name = "nvidia/cuda:12.5.1-cudnn-runtime-ubuntu22.04"
    assert all(text.startswith("no GPU in the image: ") for text in of_declared(MATRIX, old, name))
    assert len(list(of_declared(MATRIX, old, name))) == 2
    assert list(of_declared(MATRIX, new, name)) == []
    assert list(of_declared(MATRIX, new, "python:3.11-slim")) == []
    assert "there is no TensorFlow 2.99.0" in next(of_declared(MATRIX, new, "tensorflow/tensorflow:2.99.0-gpu"))
