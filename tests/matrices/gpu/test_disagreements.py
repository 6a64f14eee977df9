"""The known differences between the documentation's table and the wheels, found by looking at both."""

import pytest
from packaging.version import Version

from matrices.facts import Release
from matrices.gpu.disagreements import About, disagreements, pythons, without_release
from matrices.load import load


def release(version: str) -> Release:
    return next(one for one in load().products["tensorflow"].releases if one.version == Version(version))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.7, 3.3-3.5", ("2.7", "3.3", "3.4", "3.5")),
        ("3.5", ("3.5",)),
        ("3.9-3.12", ("3.9", "3.10", "3.11", "3.12")),
    ],
)
def test_interpreters_of_a_row(text, expected):
    assert pythons(text) == expected


@pytest.mark.parametrize(
    ("version", "platform", "about", "text"),
    [
        ("2.18.0", "linux_x86_64", About.COMPILER, "Clang 17.0.6, the wheel /usr/lib/llvm-18"),
        ("2.15.0", "linux_x86_64", About.COMPILER, "Clang 16.0.0, the wheel /usr/lib/llvm-17"),
        ("2.3.0", "linux_x86_64", About.COMPILER, "GCC 7.3.1, the wheel /usr/bin/gcc-5"),
        ("2.21.0", "linux_x86_64", About.CUDA, "cuda 12.5, the wheel 12.5.1: the table gives fewer digits"),
        ("2.17.0", "linux_x86_64", About.CUDNN, "cudnn 8.9, the wheel 8.9.7.29"),
        ("2.0.0", "linux_x86_64", About.PYTHON, "no wheel for 3.3, 3.4"),
        ("2.11.1", "linux_x86_64", About.PYTHON, "2.11.1 has no wheel for 3.7"),
        ("1.4.1", "windows_amd64", About.PYTHON, "1.4.1 has no wheel here"),
        ("2.13.0", "windows_amd64", About.ROW, "no tested build of its minor is listed"),
        ("2.17.0", "macos_arm64", About.ROW, "no tested build of its minor is listed"),
        ("2.0.0", "macos_x86_64", About.ROW, "the table lists it 2 times"),
    ],
)
def test_known_differences_are_found(gpu, version, platform, about, text):
    found = [one for one in disagreements(gpu, release(version), platform) if one.about is about]
    assert any(text in one.text for one in found), found
    assert all(one.sources for one in found)


@pytest.mark.parametrize(("version", "platform"), [("2.9.0", "linux_x86_64"), ("2.17.0", "macos_x86_64")])
def test_where_they_agree_nothing_is_said(gpu, version, platform):
    assert disagreements(gpu, release(version), platform) == ()


def test_a_row_for_a_release_that_never_was(gpu):
    released = {one.version for one in load().products["tensorflow"].releases}
    found = list(without_release(gpu, released))
    assert {(str(one.version), one.platform) for one in found} == {("1.13.0", "windows_amd64")}
