"""The first version that breaks is found where it is, with few questions, and around those that say nothing."""

from math import log2

from hypothesis import given
from hypothesis import strategies as st

from service.bisecting import Found, first_that_breaks, told
from service.nouns import Verdict

WORKS, BREAKS, UNKNOWN = Verdict.WORKS, Verdict.BREAKS, Verdict.UNKNOWN


def found(*verdicts: Verdict | None) -> tuple[Found, list[int]]:
    asked: list[int] = []

    def ask(at: int) -> Verdict | None:
        asked.append(at)
        return verdicts[at]

    return first_that_breaks(len(verdicts), ask), asked


def test_where_the_newest_works_nothing_else_is_asked():
    assert found(WORKS, WORKS, WORKS) == (Found(2, None), [2])


def test_halves_are_asked_until_the_two_are_neighbours():
    assert found(WORKS, WORKS, WORKS, BREAKS, BREAKS, BREAKS, BREAKS) == (Found(2, 3), [6, 2, 4, 3])


def test_what_says_nothing_is_gone_around_and_told():
    assert found(WORKS, None, UNKNOWN, BREAKS)[0] == Found(0, 3, (1, 2))
    assert found(UNKNOWN, UNKNOWN)[0] == Found(-1, None, (0, 1))
    assert found()[0] == Found(-1, None)


@given(st.integers(0, 20), st.data())
def test_it_is_the_first_that_breaks(good, data):
    bad = data.draw(st.integers(0, 20))
    silent = data.draw(st.sets(st.integers(0, max(0, good + bad - 1)), max_size=3))
    verdicts = [UNKNOWN if at in silent else WORKS if at < good else BREAKS for at in range(good + bad)]
    answer, asked = found(*verdicts)
    assert len(asked) == len(set(asked)) <= 2 + log2(good + bad + 1) + len(silent)
    known = [at for at, verdict in enumerate(verdicts) if verdict is not UNKNOWN]
    assert answer.good == max((at for at in known if at < good), default=-1)
    assert answer.bad == min((at for at in known if at >= good), default=None)


def test_it_is_told_in_one_sentence():
    names = ["2.11", "2.12", "2.13"]
    assert told(Found(-1, 2, (0, 1)), names, "2.10", 3) == (
        "the first that breaks is 2.13; nothing between it and the baseline 2.10 works; 3 of 3 were tried; "
        "the trials between say nothing: 2.11, 2.12"
    )
    assert told(Found(-1, None, (2,)), names, "2.10", 1) == (
        "none was found that breaks; 1 of 3 were tried; the trials between say nothing: 2.13"
    )
