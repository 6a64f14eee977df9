"""Requires-Dist lines become ranges that are true on every interpreter of a release."""

import pytest
from packaging.specifiers import SpecifierSet

from matrices.requirements import interpreters, needs, parsed_range, range_text


@pytest.mark.parametrize(
    ("held", "names"),
    [
        (">=3.9,<3.12", ("3.9", "3.10", "3.11")), (">=3.11.4,<3.12", ("3.11",)), (">=3.13", ("3.13", "3.14", "3.15")),
        (">=2.7,<3.8,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*", ("2.7", "3.5", "3.6", "3.7")), ("<0.1", ()),
    ],
)  # fmt: skip
def test_interpreters_of_a_range(held, names):
    assert interpreters(SpecifierSet(held)) == names


def test_a_range_that_nobody_can_parse_says_nothing():
    assert parsed_range(">=3.6.*") == SpecifierSet()


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("windows_amd64", ["six", "tool-intel"]),
        ("macos_arm64", ["six"]),
        ("linux_aarch64", ["six", "tool-aws"]),
        ("linux_x86_64", ["six"]),
    ],
)
def test_needs_of_a_platform(platform, names):
    lines = [
        'tool-intel==2; platform_system == "Windows"',
        'tool-aws==2; platform_system == "Linux" and (platform_machine == "arm64" or platform_machine == "aarch64")',
        "six",
    ]
    assert sorted(needs(lines, ["3.10"], platform)) == names


def test_two_lines_for_one_package_hold_together():
    assert needs(["numpy>=1.20", "NumPy<2"], ["3.10"]) == {"numpy": SpecifierSet(">=1.20,<2")}


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


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        ("<2.15,>=2.14.0", ">=2.14.0,<2.15"),
        ("!=0.5.1,!=0.5.0,>=0.2.1", ">=0.2.1,!=0.5.0,!=0.5.1"),
        ("<5.0.0dev,>=3.20.3,!=4.21.0", ">=3.20.3,<5.0.0dev,!=4.21.0"),
        ("", ""),
    ],
)
def test_a_range_is_written_as_people_write_it(range_, text):
    assert range_text(SpecifierSet(range_)) == text
