"""Each part of a machine, with the verdict that the documents give it."""

import pytest
from packaging.version import Version

from matrices.gpu.facts import Gpu
from matrices.gpu.machine import machine
from matrices.gpu.reason import Part, Reason
from matrices.gpu.reasons import reasons
from matrices.grades import Verdict
from matrices.wheels import LINUX

WORKS, BREAKS, UNKNOWN = Verdict.WORKS, Verdict.BREAKS, Verdict.UNKNOWN


def reason(gpu: Gpu, part: Part, version: str, **have: str | None) -> Reason:
    found = [one for one in reasons(gpu, Version(version), machine(gpu, LINUX, **have)) if one.part is part]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("version", "card", "verdict", "text"),
    [
        ("2.21.0", "RTX 4090", WORKS, "binary code"),
        ("2.15.0", "H100", WORKS, "first start is slow"),
        ("2.10.0", "H100", UNKNOWN, "CUDA makes code for Hopper from 11.8 on"),
        ("2.20.0", "RTX 5090", BREAKS, "CUDA_ERROR_INVALID_PTX"),
        ("2.21.0", "RTX 5090", UNKNOWN, "CUDA makes code for Blackwell from 12.8 on"),
        ("2.17.0", "GTX 980", BREAKS, "has no code for it, only sm_60"),
        ("2.16.1", "GTX 980", WORKS, "binary code"),
        ("2.15.0", "Tesla K80", BREAKS, "has no code for it"),
        ("2.14.0", "Tesla K80", WORKS, "binary code"),
        ("2.2.0", "Tesla K80", UNKNOWN, "does not say"),
        ("1.0.0", "Tesla K80", UNKNOWN, "does not say"),
    ],
)
def test_cards(gpu, version, card, verdict, text):
    found = reason(gpu, Part.CARD, version, card=card)
    assert found.verdict is verdict
    assert text in found.text


@pytest.mark.parametrize(
    ("version", "driver", "card", "verdict"),
    [
        ("2.10.0", "470", "RTX 3090", WORKS),
        ("2.10.0", "450.51.06", "V100", BREAKS),
        ("2.10.0", "450", "V100", UNKNOWN),
        ("2.15.0", "470.82.01", "V100", BREAKS),
        ("2.15.0", "525.60.13", "V100", WORKS),
        ("2.15.0", "525.105.17", "H100", BREAKS),
        ("2.15.0", "535.104.05", "H100", WORKS),
        ("2.15.0", "525.105.17", None, UNKNOWN),
        ("2.15.0", "535.104.05", None, WORKS),
        ("1.11.0", "390.46", None, UNKNOWN),
        ("1.11.0", "396.37", None, WORKS),
        ("1.11.0", "375.26", None, BREAKS),
        ("2.12.0", "525.60.13", "Tesla K80", BREAKS),
        ("2.12.0", "470.82.01", "Tesla K80", WORKS),
        ("2.21.0", "590.44.01", "GTX 1080", BREAKS),
        ("2.21.0", "580.65.06", "GTX 1080", WORKS),
    ],
)
def test_drivers(gpu, version, driver, card, verdict):
    assert reason(gpu, Part.DRIVER, version, driver=driver, card=card).verdict is verdict


@pytest.mark.parametrize(
    ("version", "cuda", "verdict"),
    [
        ("2.10.0", "11.2", WORKS),
        ("2.10.0", "11.2.2", WORKS),
        ("2.10.0", "11.8", WORKS),
        ("2.12.0", "11.2", UNKNOWN),
        ("2.12.0", "11", UNKNOWN),
        ("2.10.0", "12.2", BREAKS),
        ("2.4.1", "11.0", WORKS),
        ("2.4.1", "11.2", BREAKS),
        ("2.3.0", "10.1", WORKS),
        ("2.3.0", "10.2", BREAKS),
        ("1.11.0", "9.0", UNKNOWN),
        ("1.11.0", "10.0", BREAKS),
        ("2.15.0", "11.2", BREAKS),
        ("2.15.1", "11.2", WORKS),
    ],
)
def test_cuda(gpu, version, cuda, verdict):
    assert reason(gpu, Part.CUDA, version, cuda=cuda).verdict is verdict


@pytest.mark.parametrize(
    ("version", "cudnn", "verdict"),
    [
        ("2.10.0", "8.1", WORKS),
        ("2.10.0", "8.9.7", WORKS),
        ("2.10.0", "8.0.5", BREAKS),
        ("2.10.0", "8", UNKNOWN),
        ("2.10.0", "9.1", BREAKS),
        ("1.11.0", "7.2", UNKNOWN),
        ("2.13.0", "8.5", BREAKS),
        ("2.21.0", "8.9", WORKS),
    ],
)
def test_cudnn(gpu, version, cudnn, verdict):
    assert reason(gpu, Part.CUDNN, version, cudnn=cudnn).verdict is verdict


def test_a_local_cuda_is_not_needed_where_the_extra_brings_one(gpu):
    found = reason(gpu, Part.CUDA, "2.15.1", cuda="11.2")
    assert "but it is not needed: tensorflow[and-cuda] brings its own" in found.text
    assert "tf-docs-pip" in found.sources


def test_a_card_without_code_says_nothing_of_drivers(gpu):
    parts = [one.part for one in reasons(gpu, Version("2.21.0"), machine(gpu, card="K80", driver="470"))]
    assert parts == [Part.PLATFORM, Part.CARD]


def test_every_reason_that_is_known_names_a_source(gpu):
    have = machine(gpu, card="RTX 3090", driver="535", cuda="12.2", cudnn="8.9")
    for version in {build.version for build in gpu.builds}:
        assert all(one.sources for one in reasons(gpu, version, have) if one.verdict is not UNKNOWN)
