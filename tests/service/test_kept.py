"""Answers that are kept: as long as what they are made of stays, and no more of them than there is room for."""

from service.kept import Kept


def test_an_answer_is_kept_for_what_it_was_made_of():
    kept = Kept()
    kept.put("run", ("running", 3), b"old")
    assert kept.get("run", ("running", 3)) == b"old"
    assert kept.get("run", ("running", 4)) is None
    kept.put("run", ("running", 4), b"new")
    assert kept.get("run", ("running", 4)) == b"new"
    assert kept.get("run", ("running", 3)) is None


def test_what_was_not_asked_for_the_longest_goes_first():
    kept = Kept(most=10)
    kept.put("a", 1, b"aaaa")
    kept.put("b", 1, b"bbbb")
    kept.get("a", 1)
    kept.put("c", 1, b"cccc")
    assert kept.get("b", 1) is None
    assert kept.get("a", 1) == b"aaaa"
    kept.put("a", 2, b"aaaaaa")
    assert kept.get("c", 1) == b"cccc"
    kept.put("d", 1, b"d" * 11)
    assert all(kept.get(name, number) is None for name in "abcd" for number in (1, 2))
