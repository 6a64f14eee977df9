"""What the name of an image says of CUDA, cuDNN and TensorFlow; and what is near where it says nothing."""

import pytest

from matrices.gpu.images import Flavor, UnknownImage, image


@pytest.mark.parametrize(
    ("text", "cuda", "cudnn", "flavor"),
    [
        ("nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04", "11.8.0", "8", Flavor.RUNTIME),
        ("nvidia/cuda:12.5.1-cudnn-devel-ubuntu22.04", "12.5.1", "9", Flavor.DEVEL),
        ("nvidia/cuda:11.2.2-base-ubuntu20.04", "11.2.2", None, Flavor.BASE),
        ("nvidia/cuda:9.0-cudnn7-devel-ubuntu16.04", "9.0", "7", Flavor.DEVEL),
        ("nvidia/cuda:8.0-devel-cudnn5", "8.0", "5", Flavor.DEVEL),
        ("nvidia/cuda:10.1-devel", "10.1", None, Flavor.DEVEL),
        ("nvcr.io/nvidia/cuda:12.2.2-runtime-ubi8", "12.2.2", None, Flavor.RUNTIME),
        ("docker.io/nvidia/cuda:11.4.3-cudnn8-runtime@sha256:00", "11.4.3", "8", Flavor.RUNTIME),
    ],
)
def test_tags_of_cuda(gpu, text, cuda, cudnn, flavor):
    found = image(gpu, text)
    assert found is not None
    assert (str(found.cuda), found.cudnn and str(found.cudnn), found.flavor) == (cuda, cudnn, flavor)


@pytest.mark.parametrize(
    ("text", "release", "cuda"),
    [
        ("tensorflow/tensorflow:1.15.5-gpu-py3", "1.15.5", "10.0"),
        ("tensorflow/tensorflow:2.10.1-gpu-jupyter", "2.10.1", "11.2"),
        ("tensorflow/tensorflow:2.15-gpu", "2.15.1", "12.2"),
        ("tensorflow/tensorflow:2.13.0", "2.13.0", None),
    ],
)
def test_tags_of_tensorflow(gpu, text, release, cuda):
    found = image(gpu, text)
    assert found is not None
    assert (str(found.tensorflow), found.cuda and str(found.cuda), found.gpu) == (release, cuda, "gpu" in text)


@pytest.mark.parametrize("tag", ["", ":latest", ":latest-gpu", ":nightly-gpu-jupyter", ":devel-gpu"])
def test_a_tag_that_moves_names_no_release(gpu, tag):
    found = image(gpu, f"tensorflow/tensorflow{tag}")
    assert found is not None
    assert (found.moves, found.tensorflow, found.gpu) == (True, None, "gpu" in tag)


@pytest.mark.parametrize("text", ["python:3.11-slim", "ubuntu", "me/cuda:11.2", "nvidia/cudagl:11.2", "a b", ""])
def test_images_of_others_are_not_guessed(gpu, text):
    assert image(gpu, text) is None


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("nvidia/cuda:11.9.0-cudnn8-runtime-ubuntu22.04", "nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04"),
        ("nvidia/cuda:10.7-devel", "nvidia/cuda:11.0.2-devel"),
        ("nvidia/cuda:11.8...", "nvidia/cuda:11.8.0-runtime"),
        ("nvidia/cuda:12.x-devel-ubuntu22.04", "nvidia/cuda:12.9.1-devel-ubuntu22.04"),
        ("nvidia/cuda:latest", "nvidia/cuda:13.1-runtime"),
        ("nvidia/cuda", "nvidia/cuda:13.1-runtime"),
        ("tensorflow/tensorflow:2.10.9-gpu", "tensorflow/tensorflow:2.10.1-gpu"),
        ("tensorflow/tensorflow:2.10.1-gpux", "tensorflow/tensorflow:2.10.1"),
    ],
)
def test_a_tag_that_is_none_has_near_names(gpu, text, near):
    with pytest.raises(UnknownImage) as found:
        image(gpu, text)
    assert near in found.value.nearest
    assert near in str(found.value)
