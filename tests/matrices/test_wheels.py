"""Tags of wheels become the interpreters of a release, platform by platform."""

import pytest
from packaging.specifiers import SpecifierSet

from matrices.wheels import LINUX, installing, python_range, runs_on

MANYLINUX = "manylinux_2_17_x86_64.manylinux2014_x86_64"


@pytest.mark.parametrize(
    ("tag", "platforms"),
    [
        (MANYLINUX, "linux_x86_64"), ("manylinux2010_x86_64", "linux_x86_64"), ("linux_x86_64", "linux_x86_64"),
        ("musllinux_1_1_x86_64", "linux_x86_64"), ("manylinux_2_17_aarch64", "linux_aarch64"),
        ("manylinux1_i686", ""), ("win32", ""), ("win_amd64", "windows_amd64"), ("macosx_12_0_arm64", "macos_arm64"),
        ("macosx_10_14_x86_64", "macos_x86_64"), ("macosx_10_9_universal2", "macos_arm64 macos_x86_64"),
        ("macosx_10_6_intel", "macos_x86_64"),
        ("any", "linux_aarch64 linux_x86_64 macos_arm64 macos_x86_64 windows_amd64"),
    ],
)  # fmt: skip
def test_what_installs_where(tag, platforms):
    known = ("linux_aarch64", "linux_x86_64", "macos_arm64", "macos_x86_64", "windows_amd64")
    assert " ".join(platform for platform in known if runs_on(tag, platform)) == platforms


@pytest.mark.parametrize(
    ("names", "requires", "expected"),
    [
        ("cp39-cp39 cp310-cp310 cp311-cp311", "", ">=3.9,<3.12"),
        ("cp310-cp310 cp37-cp37m cp38-cp38 cp39-cp39", ">=3.8", ">=3.8,<3.11"),
        ("cp27-cp27mu cp35-cp35m cp36-cp36m", "", ">=2.7,<3.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*"),
        ("cp39-cp39 cp311-cp311", "", ">=3.9,<3.12,!=3.10.*"),
        ("cp39-cp39", ">=3.9.2", ">=3.9,<3.10"),
        ("cp37-abi3", "", ">=3.7"),
        ("cp310-abi3 cp39-cp39", ">=3.9", ">=3.10,>=3.9"),
        ("cp313-cp313t cp312-cp312", "", ">=3.12,<3.13"),
        ("py3-none", ">=3.9", ">=3.9"),
        ("py3-none", "", ">=3"),
        ("py2.py3-none", "", ">=2"),
        ("py2-none", "", "==2.7.*"),
        ("py3-none", "<3.12", "<3.12,>=3"),
    ],
)
def test_the_tags_of_wheels_decide_on_interpreters(names, requires, expected):
    assert python_range(installing({MANYLINUX: names}, LINUX), SpecifierSet(requires)) == SpecifierSet(expected)


def test_wheels_of_other_platforms_say_nothing():
    named = {MANYLINUX: "cp39-cp39", "win_amd64": "cp312-cp312"}
    assert python_range(installing(named, LINUX), SpecifierSet()) == SpecifierSet(">=3.9,<3.10")
    assert python_range(installing({"win_amd64": "cp312-cp312"}, LINUX), SpecifierSet()) is None
