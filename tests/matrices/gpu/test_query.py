"""What wheels were built with, and the oldest driver that follows from it."""

import pytest
from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.facts import RuleId
from matrices.gpu.query import Way
from matrices.gpu.versions import Capability


@pytest.mark.parametrize(
    ("version", "platform", "package", "gpu_build"),
    [
        ("2.21.0", "linux_x86_64", "tensorflow", True),
        ("1.15.0", "linux_x86_64", "tensorflow", True),
        ("1.15.5", "linux_x86_64", "tensorflow-gpu", True),
        ("2.0.0", "windows_amd64", "tensorflow-gpu", True),
        ("2.10.1", "windows_amd64", "tensorflow", True),
        ("2.18.1", "windows_amd64", "tensorflow", False),
        ("2.21.0", "linux_aarch64", "tensorflow", False),
    ],
)
def test_the_wheel_with_the_gpu_speaks(gpu, version, platform, package, gpu_build):
    found = query.build(gpu, Version(version), platform)
    assert found is not None
    assert (found.package, found.gpu) == (package, gpu_build)


@pytest.mark.parametrize(("version", "platform"), [("2.13.0", "windows_amd64"), ("1.3.0", "linux_x86_64")])
def test_a_shell_and_an_old_wheel_say_nothing(gpu, version, platform):
    assert query.build(gpu, Version(version), platform) is None


@pytest.mark.parametrize(
    ("version", "cuda", "how", "cudnn"),
    [
        ("2.21.0", "12.5.1", "stated", "9.3.0.75"),
        ("2.15.0", "12.2", "stated", "8.9.4.25"),
        ("2.10.1", "11.2", "stated", "8.1"),
        ("2.2.0", "10.1", "stated", "7.6"),
        ("1.15.0", "10.0", "stated", "7.4"),
        ("1.5.0", "9.0", "inferred", "7"),
        ("1.12.0", "9.0", "inferred", "7"),
        ("1.11.0", "9", "stated", "7"),
    ],
)
def test_the_source_with_most_digits_is_taken(gpu, version, cuda, how, cudnn):
    found, other = query.cuda_of(gpu, Version(version)), query.cudnn_of(gpu, Version(version))
    assert found is not None
    assert other is not None
    assert (str(found.version), found.how) == (cuda, how)
    assert str(other.version) == cudnn


def test_a_build_for_the_cpu_has_no_cuda(gpu):
    assert query.cuda_of(gpu, Version("2.21.0"), "linux_aarch64") is None
    assert query.cudnn_of(gpu, Version("2.21.0"), "linux_aarch64") is None


@pytest.mark.parametrize(
    ("version", "capability", "expected"),
    [
        ("2.21.0", "5.2", Way.NONE),
        ("2.21.0", "6.1", Way.BINARY),
        ("2.21.0", "7.5", Way.BINARY),
        ("2.21.0", "9.0", Way.BINARY),
        ("2.21.0", "12.0", Way.PTX),
        ("2.15.0", "8.6", Way.BINARY),
        ("2.15.0", "9.0", Way.PTX),
        ("2.14.0", "3.5", Way.BINARY),
        ("2.15.0", "3.5", Way.NONE),
        ("2.2.0", "7.5", Way.UNKNOWN),
    ],
)
def test_binary_code_serves_later_gpus_of_its_major_and_ptx_all_later_ones(gpu, version, capability, expected):
    wheel = query.build(gpu, Version(version))
    assert wheel is not None
    assert query.way(wheel, Capability.parse(capability)) is expected


@pytest.mark.parametrize(
    ("where", "capability", "expected", "rule"),
    [
        (("2.21.0", "linux_x86_64"), "8.6", ("525.60.13", "525.60.13"), RuleId.MINOR_VERSIONS),
        (("2.21.0", "linux_x86_64"), "12.0", ("555.42.02", "555.42.02"), RuleId.PTX_DRIVER),
        (("2.10.0", "linux_x86_64"), "8.6", ("450.80.02", "450.80.02"), RuleId.MINOR_VERSIONS),
        (("2.10.0", "linux_x86_64"), "9.0", ("460.27.03", "460.27.03"), RuleId.PTX_DRIVER),
        (("2.10.0", "windows_amd64"), None, ("452.39", "452.39"), RuleId.MINOR_VERSIONS),
        (("2.3.0", "linux_x86_64"), "7.5", ("418.39", "418.39"), RuleId.OWN_DRIVER),
        (("1.15.0", "windows_amd64"), None, ("411.31", "411.31"), RuleId.OWN_DRIVER),
        (("1.4.0", "linux_x86_64"), None, ("367.48", "375.26"), RuleId.OWN_DRIVER),
        (("1.11.0", "linux_x86_64"), None, ("384.81", "396.37"), RuleId.OWN_DRIVER),
    ],
)
def test_the_oldest_driver(gpu, where, capability, expected, rule):
    version, platform = where
    asked = None if capability is None else Capability.parse(capability)
    floor = query.minimum_driver(gpu, Version(version), platform, asked)
    assert floor is not None
    assert (str(floor.needed), str(floor.enough)) == expected
    assert floor.rule is rule
    assert len(floor.sources) == 3


def test_no_driver_helps_a_card_without_code(gpu):
    assert query.minimum_driver(gpu, Version("2.21.0"), capability=Capability(3, 5)) is None
    assert query.minimum_driver(gpu, Version("2.21.0"), "windows_amd64") is None


def test_a_row_of_another_patch_speaks_for_the_minor(gpu):
    row = query.row_of(gpu, Version("2.16.2"))
    assert row is not None
    assert str(row.version) == "2.16.1"
    assert query.row_of(gpu, Version("99.0")) is None
