"""Whether an image fits a release: its CUDA, its cuDNN, what it lacks, and its driver."""

import pytest
from packaging.version import Version

from matrices.gpu.fit import fit
from matrices.gpu.image_reasons import of_image
from matrices.gpu.images import image
from matrices.gpu.machine import machine
from matrices.grades import Verdict


@pytest.fixture
def said(gpu):
    def ask(version, text, driver=None):
        have = machine(gpu, image=text, driver=driver)
        assert have.image is not None
        return {one.text: one.verdict for one in of_image(gpu, Version(version), have.image, have.driver)}

    return ask


def test_the_cuda_and_the_cudnn_of_another_family_break(said):
    found = said("2.10.1", "nvidia/cuda:12.5.1-cudnn-runtime-ubuntu22.04")
    assert set(found.values()) == {Verdict.BREAKS}
    assert any("CUDA 12.5.1 beside a build with 11.2" in text for text in found)
    assert any("cuDNN 9 beside a build with 8.1" in text for text in found)


def test_what_a_tag_leaves_open_is_unknown(said):
    found = said("2.13.1", "nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04")
    assert list(found.values()) == [Verdict.WORKS, Verdict.UNKNOWN]
    assert any("the tag does not say which 8 it is" in text for text in found)


def test_a_base_has_no_libraries_and_no_tag_means_no_cudnn(said):
    found = said("2.11.1", "nvidia/cuda:11.2.2-base-ubuntu20.04")
    assert [verdict.value for verdict in found.values()] == ["works", "breaks", "breaks"]
    assert any("take the flavor runtime" in text for text in found)
    assert any("take a tag with cuDNN 8" in text for text in found)


def test_cuda_of_the_index_makes_the_image_irrelevant(said):
    found = said("2.18.1", "nvidia/cuda:11.2.2-base-ubuntu20.04")
    assert list(found.values()) == [Verdict.WORKS]
    assert "does not matter: tensorflow[and-cuda] brings its own CUDA" in next(iter(found))


def test_the_driver_must_serve_the_image_whatever_is_in_it(said):
    found = said("2.14.1", "nvidia/cuda:12.2.2-cudnn8-runtime-ubuntu22.04", driver="470")
    broken = [text for text, verdict in found.items() if verdict is Verdict.BREAKS]
    assert broken
    assert "for which driver 470 is too old, it needs 525.60.13" in broken[0]
    assert Verdict.BREAKS not in said("2.14.1", "nvidia/cuda:12.2.2-cudnn8-runtime-ubuntu22.04", driver="535").values()


def test_images_of_tensorflow(said):
    assert list(said("2.10.1", "tensorflow/tensorflow:2.10.1-gpu").values()) == [Verdict.WORKS]
    assert set(said("2.11.1", "tensorflow/tensorflow:2.10.1-gpu").values()) == {Verdict.WORKS}
    assert Verdict.BREAKS in said("2.13.1", "tensorflow/tensorflow:1.15.5-gpu-py3").values()
    assert list(said("2.13.1", "tensorflow/tensorflow:2.13.1").values()) == [Verdict.BREAKS]
    assert list(said("2.13.1", "tensorflow/tensorflow:latest-gpu").values()) == [Verdict.UNKNOWN]


def test_every_reason_has_a_source(gpu):
    names = (
        "nvidia/cuda:9.0-base",
        "nvidia/cuda:12.5.1-cudnn-devel",
        "tensorflow/tensorflow:latest",
        "nvidia/cuda:13.1",
    )
    for version in ("1.15.5", "2.4.4", "2.13.1", "2.21.0"):
        for name in names:
            known = image(gpu, name)
            assert known is not None
            assert all(one.sources for one in of_image(gpu, Version(version), known))


def test_the_image_is_one_part_of_the_machine(gpu):
    have = machine(gpu, card="RTX 4090", driver="535", image="nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04")
    verdicts = {
        version: fit(gpu, Version(version), have).verdict for version in ("2.9.3", "2.13.1", "2.15.1", "2.21.0")
    }
    assert verdicts == {
        "2.9.3": Verdict.UNKNOWN,
        "2.13.1": Verdict.UNKNOWN,
        "2.15.1": Verdict.WORKS,
        "2.21.0": Verdict.WORKS,
    }
