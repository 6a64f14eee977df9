"""The package that breaks it is found among those that changed, with few sets, all of which are whole."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.culprit import Blamed, Names, Ties, blame, chain, reached, told
from service.nouns import Verdict

WORKS, BREAKS, UNKNOWN = Verdict.WORKS, Verdict.BREAKS, Verdict.UNKNOWN
FREE = {name: Names() for name in ("keras", "numpy", "six", "tensorflow", "wheel")}
EVEN = dict.fromkeys(FREE, 1.0)


def found(ties: Ties, *guilty: str, weights: dict[str, float] | None = None) -> tuple[Blamed, list[Names]]:
    """What is found where each of these alone breaks it, and which sets were asked for."""
    asked: list[Names] = []

    def ask(moved: Names) -> Verdict:
        asked.append(moved)
        return BREAKS if moved & set(guilty) else WORKS

    return blame(ties, weights or dict.fromkeys(ties, 1.0), ask), asked


def test_one_that_is_suspected_rightly_is_found_with_one_set():
    blamed, asked = found(FREE, "numpy", weights={**EVEN, "numpy": 9.0})
    assert blamed == Blamed((Names({"numpy"}),), Names({"numpy"}), WORKS)
    assert asked == [Names(FREE) - {"numpy"}]


def test_what_moves_only_together_is_one_culprit_and_what_needs_it_stays_too():
    ties = {**FREE, "tensorflow": Names({"keras"}), "keras": Names({"tensorflow"}), "wheel": Names({"keras"})}
    blamed, _ = found(ties, "keras")
    assert blamed == Blamed((Names({"keras", "tensorflow"}),), Names({"keras", "tensorflow", "wheel"}), WORKS)


def test_two_that_break_it_each_are_both_found():
    blamed, _ = found(FREE, "numpy", "six")
    assert set(blamed.culprits) == {Names({"numpy"}), Names({"six"})}
    assert blamed.without is WORKS


def test_where_all_move_together_nothing_is_asked():
    ties = {"keras": Names({"tensorflow"}), "tensorflow": Names({"keras"})}
    assert found(ties, "keras") == (Blamed((Names(ties),), Names(ties), WORKS), [])


def test_sets_that_say_nothing_leave_all_between_them_in_doubt():
    blamed = blame(FREE, EVEN, lambda _moved: UNKNOWN)
    assert blamed == Blamed((Names(FREE),), Names(FREE), WORKS, doubted=True)


def test_two_that_only_break_it_together_are_mended_by_holding_one():
    blamed = blame(FREE, EVEN, lambda moved: BREAKS if {"numpy", "six"} <= moved else WORKS)
    assert blamed.culprits in {(Names({"numpy"}),), (Names({"six"}),)}
    assert blamed.without is WORKS


@st.composite
def tied(draw):
    names = [f"p{number}" for number in range(draw(st.integers(1, 12)))]
    return {name: frozenset(draw(st.sets(st.sampled_from(names), max_size=2))) - {name} for name in names}


@given(tied(), st.data())
def test_every_set_is_whole_and_the_guilty_one_is_found_with_few(ties, data):
    guilty = data.draw(st.sampled_from(sorted(ties)))
    weights = {name: data.draw(st.sampled_from([1.0, 2.0, 9.0])) for name in ties}
    blamed, asked = found(ties, guilty, weights=weights)
    for moved in asked:
        assert all(reached(name, ties) <= moved for name in moved)
    assert blamed.without is WORKS
    (bundle,) = blamed.culprits
    assert guilty in bundle
    assert all(reached(name, ties) >= bundle for name in blamed.held)
    assert len(asked) == len(set(asked)) <= 3 + log2(sum(weights.values()))
    order = chain(ties, weights)
    assert sorted(name for each in order for name in each) == sorted(ties)


@pytest.mark.parametrize(
    ("blamed", "sentence"),
    [
        (
            Blamed((Names({"numpy"}),), Names({"numpy"}), WORKS),
            (
                "the culprit is numpy 1 -> 2; with it as before, the rest of TensorFlow 2.18.0 works; "
                "1 of the sets between was tried, 3 packages differ"
            ),
        ),
        (
            Blamed((Names({"keras", "tensorflow"}),), Names({"keras", "numpy", "tensorflow"}), WORKS),
            (
                "the culprit is tensorflow 1 -> 2 with keras 1 -> 2; nothing else differs; "
                "1 of the sets between was tried, 3 packages differ"
            ),
        ),
        (
            Blamed((Names({"numpy"}), Names({"keras"})), Names({"numpy", "keras"}), BREAKS),
            (
                "the culprits are numpy 1 -> 2, and keras 1 -> 2; with them as before, TensorFlow 2.18.0 still breaks: "
                "take it in smaller steps; 1 of the sets between was tried, 3 packages differ"
            ),
        ),
        (
            Blamed((Names({"keras"}),), Names({"keras", "numpy"}), UNKNOWN),
            (
                "the culprit is keras 1 -> 2; with it and what needs it (numpy) as before, the rest of "
                "TensorFlow 2.18.0 cannot be tried; 1 of the sets between was tried, 3 packages differ"
            ),
        ),
        (
            Blamed((Names({"keras", "numpy"}),), Names({"keras", "numpy"}), WORKS, doubted=True),
            (
                "the culprit is among these, which no set between tells apart: keras 1 -> 2, numpy 1 -> 2; with it as "
                "before, the rest of TensorFlow 2.18.0 works; 1 of the sets between was tried, 3 packages differ"
            ),
        ),
    ],
)
def test_it_is_told_in_one_sentence(blamed: Blamed, sentence: str):
    moves = dict.fromkeys(("keras", "numpy", "tensorflow"), "1 -> 2")
    weights = {"keras": 1.0, "numpy": 1.0, "tensorflow": 2.0}
    assert told(blamed, moves, weights, "TensorFlow 2.18.0", 1) == sentence
