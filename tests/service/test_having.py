"""What people type becomes what they have, and what cannot be meant is named with what was expected."""

import pytest
from packaging.specifiers import SpecifierSet

from matrices.load import load
from service.errors import WrongUse
from service.having import having


def asked(**said: str):
    return having(load(), said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2.14", "==2.14.*"), ("2.14.1", "==2.14.1"), (">=2.10,<2.16", ">=2.10,<2.16"), ("~=2.14.0", "~=2.14.0")],
)
def test_a_version_means_all_its_patches_and_a_range_itself(text, expected):
    assert asked(tf=text).tensorflow == SpecifierSet(expected)


def test_the_newest_may_be_asked_for():
    newest = load().products["tensorflow"].offered[0].version
    assert asked(tf="newest").tensorflow == SpecifierSet(f"=={newest}")


def test_nothing_said_is_nothing_asked():
    found = asked()
    assert (found.ranges, found.python, found.machine, found.beside) == ({}, None, None, ())


def test_a_machine_is_there_as_soon_as_a_part_of_it_is_said():
    found = asked(gpu="NVIDIA A100-SXM4-80GB", driver="470.82.01").machine
    assert found is not None
    assert found.card is not None
    assert str(found.card.capability) == "8.0"
    assert asked(platform="macos_arm64").machine is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"tf": "2.16.0"}, "tf: tensorflow 2.16.0 is not a known release; the nearest are 2.15.1 and 2.16.1"),
        ({"numpy": "1.99"}, "numpy: numpy 1.99 is not a known release; the nearest are 1.26.4 and 2.0.0"),
        ({"keras": "banana"}, "keras: Invalid specifier"),
        ({"python": "4.0"}, "python: 4.0 is no Python that TensorFlow ever had"),
        ({"platform": "amiga"}, "'amiga' is no platform, expected one of linux_x86_64"),
        ({"gpu": "RTX 9999"}, "RTX 9999 is not a known card; the nearest are"),
        ({"driver": "newest"}, "'newest' is no driver version"),
        ({"cuda": "eleven"}, "'eleven' is no version of CUDA"),
    ],
)
def test_what_cannot_be_meant(said, message):
    with pytest.raises(WrongUse) as caught:
        asked(**said)
    assert message in caught.value.message
    assert caught.value.hint


def test_a_requirement_that_cannot_be_read():
    with pytest.raises(WrongUse, match="with: "):
        having(load(), {}, ("numpy<<2",))
