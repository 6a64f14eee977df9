"""The search finds a set where there is one and says why where there is none: compared with trying everything."""

import itertools
import random
from collections.abc import Iterator

import pytest

from matrices.solving import Ban, Packages, Unsolvable, solve

COUNT, NAMES = 4, "abcde"
ABSENT = 1 << COUNT
EVERYTHING = (ABSENT << 1) - 1


class World(Packages):
    """Packages with four versions each, and bans that are opened with their versions."""

    def __init__(self, bans: dict[tuple[str, int], list[Ban]]) -> None:
        self.made = bans
        self.asked_for: list[tuple[str, int]] = []

    def domain(self, name: str) -> int:  # noqa: ARG002 - every package has the same
        return EVERYTHING

    def absent(self, name: str) -> int:  # noqa: ARG002 - as above
        return ABSENT

    def bans(self, name: str, version: int) -> list[Ban]:
        self.asked_for.append((name, version))
        return self.made.get((name, version), [])

    def rank(self, name: str, left: int) -> tuple[object, ...]:
        return left.bit_count(), name


def world(seed: int) -> tuple[World, list[Ban]]:
    chance = random.Random(seed)
    bans: dict[tuple[str, int], list[Ban]] = {}
    for name, index in itertools.product(NAMES, range(COUNT)):
        for other in chance.sample(NAMES, chance.randint(0, 3)):
            if other != name:
                held = chance.getrandbits(COUNT) | (1 << chance.randrange(COUNT))
                held |= ABSENT if chance.random() < 0.2 else 0
                ban = Ban({name: 1 << index, other: EVERYTHING & ~held}, (name, index, other, held))
                bans.setdefault((name, 1 << index), []).append(ban)
    asked = [Ban({name: EVERYTHING & ~chance.choice((15, 7, 6, 12))}, name) for name in chance.sample(NAMES, 2)]
    return World(bans), asked


def every(here: World, asked: list[Ban]) -> Iterator[dict[str, int]]:
    """All complete assignments that meet no ban."""
    bans = [*asked, *(ban for some in here.made.values() for ban in some)]
    for bits in itertools.product([*(1 << i for i in range(COUNT)), ABSENT], repeat=len(NAMES)):
        chosen = dict(zip(NAMES, bits, strict=True))
        if not any(all(chosen[name] & held for name, held in ban.terms.items()) for ban in bans):
            yield chosen


@pytest.mark.parametrize("seed", range(150))
def test_a_set_is_found_exactly_where_there_is_one(seed: int):
    here, asked = world(seed)
    sets = list(every(here, asked))
    if sets:
        found = solve(here, asked)
        assert {name: found.get(name, ABSENT) for name in NAMES} in sets
        return
    with pytest.raises(Unsolvable) as caught:
        solve(here, asked)
    causes = caught.value.causes or ()
    stated = {id(ban) for ban in (*asked, *(one for some in here.made.values() for one in some))}
    assert {id(cause) for cause in causes} <= stated
    # The causes alone are enough.
    kept = World({key: [ban for ban in some if ban in causes] for key, some in here.made.items()})
    assert not any(every(kept, [ban for ban in asked if ban in causes]))


def test_the_best_version_is_taken_and_what_nobody_needs_is_left_out():
    here = World({("a", 1): [Ban({"a": 1, "b": EVERYTHING & ~0b0110}, "a 1 needs b 2 or 3")]})
    assert solve(here, [Ban({"a": ABSENT}, "a")]) == {"a": 1, "b": 0b0010}


def test_another_version_may_be_preferred():
    here = World({})
    assert solve(here, [Ban({"a": ABSENT}, "a")], lambda _name, left: 1 << (left.bit_length() - 1)) == {"a": 0b1000}


def test_a_dead_end_is_learnt_from():
    """Each version of a needs a b that c forbids; without what is learnt all of c would be tried again and again."""
    bans = {("a", 1 << i): [Ban({"a": 1 << i, "b": EVERYTHING & ~0b0001}, i)] for i in range(COUNT)}
    bans |= {("c", 1 << i): [Ban({"c": 1 << i, "b": EVERYTHING & ~0b1110}, i)] for i in range(COUNT)}
    here = World(bans)
    with pytest.raises(Unsolvable) as caught:
        solve(here, [Ban({"a": ABSENT}, "a"), Ban({"c": ABSENT}, "c")])
    assert {cause.why for cause in caught.value.causes or ()} >= {"a", "c"}
    assert len(here.asked_for) <= 2 * COUNT + 1
