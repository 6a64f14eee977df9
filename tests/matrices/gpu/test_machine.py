"""What a person types is understood, or said to be wrong."""

import pytest

from matrices.gpu.cards import UnknownCard
from matrices.gpu.machine import NotUnderstood, machine


def test_everything_is_parsed_once(gpu):
    have = machine(gpu, "linux_x86_64", card="rtx 3090", driver="470", cuda="11.2", cudnn="8.1.1")
    assert have.card is not None
    assert (str(have.card.capability), str(have.driver), str(have.cuda), str(have.cudnn)) == (
        "8.6",
        "470",
        "11.2",
        "8.1.1",
    )


def test_nothing_said_is_nothing_known(gpu):
    have = machine(gpu)
    assert (have.card, have.driver, have.cuda, have.cudnn) == (None, None, None, None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"driver": "latest"}, "'latest' is no driver version, expected one like"),
        ({"cuda": "eleven"}, "'eleven' is no version of CUDA, expected one like"),
        ({"cudnn": "v8"}, None),
        ({"cudnn": "?"}, "'\\?' is no version of cuDNN"),
        ({"platform": "linux"}, "'linux' is no platform, expected one of linux_x86_64"),
    ],
)
def test_what_is_wrong_is_said(gpu, said, expected):
    if expected is None:
        assert str(machine(gpu, **said).cudnn) == "8"
        return
    with pytest.raises(NotUnderstood, match=expected):
        machine(gpu, **said)


def test_an_unknown_card_is_said(gpu):
    with pytest.raises(UnknownCard):
        machine(gpu, card="RTX 9999")
