"""Wheel tags and Requires-Dist lines become ranges that are true on every interpreter of a release."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag, parse_tag

from matrices.requirements import needs, python_range, runs_on_linux


def tags(*texts: str) -> list[Tag]:
    return [tag for text in texts for tag in parse_tag(text)]


LINUX = "manylinux_2_17_x86_64.manylinux2014_x86_64"


@pytest.mark.parametrize(
    ("platform", "runs"),
    [
        (LINUX, True), ("manylinux2010_x86_64", True), ("linux_x86_64", True), ("any", True), ("win_amd64", False),
        ("macosx_10_14_x86_64", False), ("manylinux_2_17_aarch64", False), ("musllinux_1_1_x86_64", True),
    ],
)  # fmt: skip
def test_what_installs_on_linux(platform, runs):
    assert any(map(runs_on_linux, tags(f"cp39-cp39-{platform}"))) == runs


@pytest.mark.parametrize(
    ("named", "requires", "expected"),
    [
        (["cp39-cp39", "cp310-cp310", "cp311-cp311"], "", ">=3.9,<3.12"),
        (["cp310-cp310", "cp37-cp37m", "cp38-cp38", "cp39-cp39"], ">=3.8", ">=3.8,<3.11"),
        (["cp27-cp27mu", "cp35-cp35m", "cp36-cp36m"], "", ">=2.7,<3.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*"),
        (["cp39-cp39", "cp311-cp311"], "", ">=3.9,<3.12,!=3.10.*"),
        (["cp39-cp39"], ">=3.9.2", ">=3.9,<3.10"),
    ],
)
def test_the_tags_of_wheels_decide_on_interpreters(named, requires, expected):
    assert python_range(tags(*(f"{name}-{LINUX}" for name in named)), SpecifierSet(requires)) == SpecifierSet(expected)


@pytest.mark.parametrize(
    ("tag", "requires", "expected"),
    [("py3-none-any", ">=3.9", ">=3.9"), ("py3-none-any", "", ">=3"), ("py2.py3-none-any", "", ">=2"),
     ("py3-none-any", "<3.12", "<3.12,>=3")],
)  # fmt: skip
def test_a_pure_wheel_leaves_it_to_the_metadata(tag, requires, expected):
    assert python_range(tags(tag), SpecifierSet(requires)) == SpecifierSet(expected)


def test_wheels_of_other_platforms_say_nothing():
    assert python_range(tags(f"cp39-cp39-{LINUX}", "cp312-cp312-win_amd64"), SpecifierSet()) == SpecifierSet(
        ">=3.9,<3.10"
    )


def test_needs_of_linux_alone_and_without_extras():
    lines = [
        "absl-py (>=1.0.0)",
        'tensorflow-intel (==2.14.1) ; platform_system == "Windows"',
        'tensorflow-cpu-aws==2.14.1; platform_system == "Linux" and platform_machine == "aarch64"',
        "nvidia-cudnn-cu11 (==8.7.0.84) ; extra == 'and-cuda'",
        'tensorflow-io-gcs-filesystem (>=0.23.1) ; platform_machine != "arm64" or platform_system != "Darwin"',
        "ml_dtypes<1.0.0,>=0.5.1",
        "six",
    ]
    assert needs(lines, ["3.9", "3.10"]) == {
        "absl-py": SpecifierSet(">=1.0.0"),
        "ml-dtypes": SpecifierSet("<1.0.0,>=0.5.1"),
        "six": SpecifierSet(),
        "tensorflow-io-gcs-filesystem": SpecifierSet(">=0.23.1"),
    }


def test_only_what_holds_on_every_interpreter_is_kept():
    lines = [
        'numpy <2.0.0,>=1.23.5 ; python_version <= "3.11"',
        'numpy <2.0.0,>=1.26.0 ; python_version >= "3.12"',
        'tensorflow-io-gcs-filesystem >=0.23.1 ; python_version < "3.12"',
    ]
    assert needs(lines, ["3.11", "3.12"]) == {"numpy": SpecifierSet("<2.0.0")}
    assert needs(lines, ["3.10", "3.11"]) == {
        "numpy": SpecifierSet("<2.0.0,>=1.23.5"),
        "tensorflow-io-gcs-filesystem": SpecifierSet(">=0.23.1"),
    }
