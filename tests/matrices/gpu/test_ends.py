"""Platforms, cliffs and plugins, each with the verdict that the documents give it."""

import pytest
from packaging.version import Version

from matrices.gpu.ends import of_platform
from matrices.gpu.machine import machine
from matrices.grades import Verdict

WORKS, BREAKS, UNKNOWN = Verdict.WORKS, Verdict.BREAKS, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("version", "platform", "verdict", "text"),
    [
        ("2.21.0", "linux_x86_64", WORKS, "tensorflow is built for CUDA"),
        ("2.10.1", "windows_amd64", WORKS, "tensorflow is built for CUDA"),
        ("2.11.0", "windows_amd64", BREAKS, "2.10 was the last release with a GPU on native Windows"),
        ("2.21.0", "windows_amd64", BREAKS, "or the Linux wheel in WSL2"),
        ("2.21.0", "linux_aarch64", BREAKS, "built for the CPU"),
        ("1.15.5", "linux_x86_64", WORKS, "tensorflow-gpu is built for CUDA"),
        ("1.3.0", "linux_x86_64", WORKS, "tensorflow-gpu is listed as a tested GPU build"),
        ("1.1.0", "macos_x86_64", WORKS, "tensorflow-gpu is listed as a tested GPU build"),
        ("1.15.0", "macos_x86_64", BREAKS, "no official GPU support"),
        ("2.13.0", "macos_arm64", WORKS, "tensorflow-metal==1.0.0"),
        ("2.18.1", "macos_arm64", WORKS, "tensorflow-metal==1.2.0"),
        ("2.21.0", "macos_arm64", UNKNOWN, "no plugin for its GPU is listed"),
        ("2.14.0", "macos_x86_64", UNKNOWN, "no plugin for its GPU is listed"),
        ("2.17.0", "macos_x86_64", BREAKS, "Intel processors end with 2.16"),
        ("0.12.0", "linux_x86_64", UNKNOWN, "no wheel says"),
    ],
)
def test_platforms(gpu, version, platform, verdict, text):
    found = of_platform(gpu, Version(version), machine(gpu, platform))
    assert found.verdict is verdict
    assert text in found.text


def test_a_card_of_nvidia_is_of_no_use_on_a_mac(gpu):
    have = machine(gpu, "macos_arm64", card="RTX 3090")
    assert of_platform(gpu, Version("2.14.0"), have).verdict is BREAKS
