"""What comes out of a function, leaf by leaf: as far as that needs no NumPy, which only a trial has."""

from collections import namedtuple
from dataclasses import dataclass

import pytest

from service.sandbox.inside.arrays import DEEPEST, described, leaves, text_of

Pair = namedtuple("Pair", "left right")  # noqa: PYI024 - as old code writes it


@dataclass
class Scores:
    train: float
    test: float


class History:
    history = {"loss": [0.5, 0.25]}  # noqa: RUF012 - as Keras has it


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, [("", 1)]),
        (None, [("", None)]),
        ({"b": [1, 2], "a": "x"}, [("['a']", "x"), ("['b'][0]", 1), ("['b'][1]", 2)]),
        ({2: 1.0, 10: 2.0}, [("[10]", 2.0), ("[2]", 1.0)]),
        (Pair(1, (2, 3)), [(".left", 1), (".right[0]", 2), (".right[1]", 3)]),
        (Scores(0.5, 0.75), [(".train", 0.5), (".test", 0.75)]),
        (History(), [(".history['loss'][0]", 0.5), (".history['loss'][1]", 0.25)]),
        ({"s": {"b", "a"}}, [("['s']", "[\"'a'\", \"'b'\"]")]),
        ([], []),
    ],
)
def test_every_leaf_has_the_path_that_leads_there(value, expected):
    assert list(leaves(value)) == expected


def test_what_holds_itself_comes_to_an_end():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match=f"nested more than {DEEPEST} deep"):
        list(leaves(endless))


def test_text_is_told_cut_and_with_a_digest_of_all_of_it():
    kind, shape, digest, about, values = described("x" * 500, 10)
    assert (kind, shape, about, values) == ("str", [], [], ["x" * 100])
    assert digest != described("x" * 501, 10)[2]
    assert text_of(b"\xff") == "\\xff"


def test_a_number_that_numpy_has_no_room_for_is_told_as_it_is_and_a_monster_as_text():
    assert described(-(1 << 70), 10)[0::4] == ("int", [-(1 << 70)])
    kind, *_, values = described(1 << 5000, 10)
    assert (kind, len(values[0])) == ("str", 100)
