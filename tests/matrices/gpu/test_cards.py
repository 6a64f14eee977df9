"""Cards by the names that people, shops and nvidia-smi give them."""

import pytest

from matrices.facts import How
from matrices.gpu.cards import UnknownCard, card


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("RTX 3090", "8.6"),
        ("rtx3090", "8.6"),
        ("3090", "8.6"),
        ("GeForce RTX 3090 Ti", "8.6"),
        ("gtx1080ti", "6.1"),
        ("A100-SXM4-80GB", "8.0"),
        ("NVIDIA A100-SXM4-80GB", "8.0"),
        ("NVIDIA A100 80GB PCIe", "8.0"),
        ("NVIDIA H100 80GB HBM3", "9.0"),
        ("NVIDIA GH200 480GB", "9.0"),
        ("Tesla T4", "7.5"),
        ("NVIDIA T4", "7.5"),
        ("Tesla V100-SXM2-16GB", "7.0"),
        ("Tesla P100-PCIE-16GB", "6.0"),
        ("K80", "3.7"),
        ("NVIDIA A10G", "8.6"),
        ("Quadro RTX 6000", "7.5"),
        ("NVIDIA RTX 6000 Ada Generation", "8.9"),
        ("NVIDIA RTX A6000", "8.6"),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "12.0"),
        ("TITAN X (Pascal)", "6.1"),
        ("GeForce GTX TITAN X", "5.2"),
        ("NVIDIA GeForce RTX 4070 Ti SUPER", "8.9"),
        ("GeForce RTX 2070 with Max-Q Design", "7.5"),
        ("NVIDIA B200", "10.0"),
        ("Jetson Orin Nano", "8.7"),
        ("sm_86", "8.6"),
        ("8.6", "8.6"),
    ],
)
def test_a_card_is_found_by_any_of_its_names(gpu, text, capability):
    assert str(card(gpu, text).capability) == capability


def test_a_listed_card_is_stated_and_names_its_source(gpu):
    found = card(gpu, "rtx 3090")
    assert (found.name, found.source, found.how) == ("GeForce RTX 3090", "nvidia-cuda-gpus", How.STATED)


def test_a_card_of_a_laptop_follows_from_its_series(gpu):
    found = card(gpu, "NVIDIA GeForce RTX 4070 Laptop GPU")
    assert (str(found.capability), found.how) == ("8.9", How.INFERRED)
    assert "every card of this series" in found.reason


@pytest.mark.parametrize("text", ["RTX 9999", "Radeon RX 7900", "Vega 64", "", "86"])
def test_an_unknown_card_is_said_to_be_one(gpu, text):
    with pytest.raises(UnknownCard, match="is not a known card"):
        card(gpu, text)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("M2", "tensorflow-metal"),
        ("Apple M1 Max", "tensorflow-metal"),
        ("Radeon RX 7900 XTX", "tensorflow-rocm"),
        ("MI250", "tensorflow-rocm"),
        ("Intel Arc A770", "intel-extension-for-tensorflow"),
    ],
)
def test_cards_of_others_are_said_to_be_theirs(gpu, text, way):
    with pytest.raises(UnknownCard, match=f"is not a known card of NVIDIA.*{way}"):
        card(gpu, text)


def test_the_nearest_cards_are_named(gpu):
    with pytest.raises(UnknownCard, match="GeForce RTX 3090") as caught:
        card(gpu, "RTX 3099")
    assert len(caught.value.nearest) == 3


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("RTX 6000", "NVIDIA RTX 6000 Ada (8.9)", "Quadro RTX 6000 (7.5)"),
        ("titan x", "NVIDIA TITAN X (6.1)", "GeForce GTX TITAN X (5.2)"),
    ],
)
def test_a_name_of_two_cards_is_not_decided(gpu, text, first, second):
    with pytest.raises(UnknownCard) as caught:
        card(gpu, text)
    assert set(caught.value.nearest) == {first, second}
    assert "say which" in str(caught.value)
