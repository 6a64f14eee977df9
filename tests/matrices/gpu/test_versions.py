"""Compute capabilities and driver versions, as people and wheels write them."""

import pytest

from matrices.gpu.versions import Capability, Driver


@pytest.mark.parametrize(
    ("text", "expected"), [("8.6", (8, 6)), ("sm_86", (8, 6)), ("compute_120", (12, 0)), ("sm_100", (10, 0))]
)
def test_a_capability_has_two_numbers(text, expected):
    assert Capability.parse(text) == expected


@pytest.mark.parametrize("text", ["86", "8", "sm_8", "sm86", "eight", ""])
def test_anything_else_is_no_capability(text):
    with pytest.raises(ValueError, match=text or ".*"):
        Capability.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("450.80.02", "450.80.02"),
        ("470", "470"),
        ("R470", "470"),
        ("470.xx", "470"),
        ("nvidia-driver-535", "535"),
        (" 525.60.13 ", "525.60.13"),
    ],
)
def test_a_driver_keeps_its_zeros(text, expected):
    assert str(Driver.parse(text)) == expected


@pytest.mark.parametrize("text", ["", "47", "latest", "470-open", "470..1"])
def test_anything_else_is_no_driver(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the door says it in words
        Driver.parse(text)


@pytest.mark.parametrize(
    ("ours", "floor", "expected"),
    [
        ("470.82.01", "470.57.02", True),
        ("450.51.06", "450.80.02", False),
        ("450.80.02", "450.80.02", True),
        ("470", "450.80.02", True),
        ("450", "450.80.02", None),
        ("418", "450.80.02", False),
        ("580", "580", True),
        ("535.104.05", "535.54.03", True),
        ("470.82", "470.82.00", True),
    ],
)
def test_a_branch_alone_does_not_tell_where_it_ends(ours, floor, expected):
    assert Driver(ours).reaches(Driver(floor)) is expected
