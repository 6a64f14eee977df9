"""Why an installer finds no version: each cause has its own words, its source, and the ways out."""

from datetime import date

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from matrices.load import load
from matrices.picking import Place
from service.resolve.explaining import Explanation, unavailable


def why(
    requirement: str,
    python: str = "3.11",
    platform: str = "linux_x86_64",
    before: date | None = None,
    pip: Version | None = None,
) -> Explanation:
    found = unavailable(load(), Requirement(requirement), Place(python, platform), before=before, pip=pip)
    assert found is not None
    assert found.source
    return found


PYTHON, PLATFORM, NEVER = "no-wheel-for-python", "no-wheel-for-platform", "never-existed"
CASES = [
    ("tensorflow==2.10.1", "3.12 linux_x86_64", PYTHON, "has them for 3.7, 3.8, 3.9 and 3.10", "change Python to 3.10"),
    (
        "tensorflow==1.15.5",
        "3.10 linux_x86_64",
        PYTHON,
        "1.15.5 has no wheel for Python 3.10",
        "change tensorflow to 2.",
    ),
    ("tensorflow==2.15.1", "3.11 linux_i686", PLATFORM, "a 32-bit Python on Linux", "container"),
    ("tensorflow==2.15.1", "3.11 musl_x86_64", PLATFORM, "musl (Alpine)", "container"),
    ("tensorflow==2.9.0", "3.9 linux_aarch64", PLATFORM, "Linux on ARM", "change tensorflow to 2."),
    ("tensorflow==2.4.0", "3.8 macos_arm64", PLATFORM, "macOS on Apple silicon", "change tensorflow"),
    ("tensorflow==2.17.0", "3.11 macos_x86_64", PLATFORM, "macOS on Intel", "to 2.16.2"),
    ("tensorflow==2.99.0", "3.11 linux_x86_64", NEVER, "no release of tensorflow is ==2.99.0", "take 2.21"),
    ("tensorflow==2.15.9", "3.11 linux_x86_64", NEVER, "==2.15.9", "take 2.15.1 or 2.16"),
]


@pytest.mark.parametrize(("requirement", "place", "lack", "words", "way"), CASES)
def test_one_cause_each(requirement: str, place: str, lack: str, words: str, way: str):
    python, platform = place.split()
    found = why(requirement, python, platform)
    assert (found.lack, words in found.text) == (lack, True), found
    assert any(way in one for one in found.ways), found.ways
    assert len(found.text.split(". ")) <= 3


def test_the_ways_out_are_near_also_across_majors():
    found = why("tensorflow==1.15.0", "3.10", "linux_x86_64")
    assert found.ways[0] == "change Python to 3.7"
    assert found.ways[1].startswith("change tensorflow to 2.8.0,")
    assert why("tensorflow==1.15.5", "3.9", "macos_arm64").ways[0].startswith("change tensorflow to 2.13.1,")


def test_a_final_release_may_be_found_beside_pre_releases():
    assert unavailable(load(), Requirement("tensorflow>=2.16.0rc0,<2.16.1"), Place("3.11")) is None


def test_only_pre_releases():
    found = why("tensorflow>2.15.1,<2.16.1")
    assert found.lack == "pre-release"
    assert found.ways[0].startswith("name it exactly: tensorflow==2.16.0rc0")


def test_withdrawn_by_its_makers():
    matrix = load()
    yanked = next(one for product in matrix.products.values() for one in product.releases if one.yanked)
    name = next(product.name for product in matrix.products.values() if yanked in product.releases)
    found = why(f"{name}=={yanked.version}")
    assert found.lack == "yanked"
    assert str(yanked.yanked) in found.text


def test_later_than_the_day_that_counts():
    found = why("tensorflow==2.16.1", before=date(2024, 1, 1))
    assert found.lack == "excluded-by-date"
    assert "2024-03-" in found.text
    assert any(way.startswith("take 2.15.0") for way in found.ways)


def test_a_pip_that_does_not_know_the_tag():
    found = why("tensorflow==2.15.1", pip=Version("18.1"))
    assert found.lack == "old-pip"
    assert "pip 18.1" in found.text
    assert "upgrade pip" in found.ways[0]
    assert unavailable(load(), Requirement("tensorflow==2.15.1"), Place("3.11"), pip=Version("24.0")) is None


def test_what_can_be_had_and_what_is_not_known_need_no_words():
    assert unavailable(load(), Requirement("tensorflow==2.15.1"), Place("3.11")) is None
    assert unavailable(load(), Requirement("mine==99"), Place("3.11")) is None
