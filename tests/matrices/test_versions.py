"""A range as bits holds what `packaging` says it holds, for every range that the facts contain."""

from datetime import date
from itertools import islice

import pytest
from packaging.specifiers import SpecifierSet

from matrices.load import load
from matrices.picking import Facts, Place
from matrices.requirements import asked_for

RANGES = [
    "", ">=1.20", "<2", "<=1.26.4", ">1.26.4", "==1.26.*", "==1.26.4", "!=1.26.4,<2", "!=1.25.*", "~=1.23", "~=1.23.5",
    ">=1.23.5,<2.0.0,!=1.24.0", "===1.26.4", ">=2.0.0rc1", "==2.0.0rc1", "(>=1.0)", "<0",
]  # fmt: skip


@pytest.mark.parametrize("text", RANGES)
def test_a_range(text: str):
    known = Facts(load(), Place("3.11")).versions("numpy")
    held = SpecifierSet(text.strip("()"))
    finals = [one.version for one in known.releases if not one.version.is_prerelease]
    bits = known.within(text)
    assert [one for one in finals if bits & known.bit_of[one]] == [one for one in finals if one in held]
    early = [one.version for one in known.releases if one.version.is_prerelease] if "rc" in text else []
    asked_early = sum(known.bit_of[one] for one in early if held.contains(one, prereleases=True))
    assert bits & known.early == asked_early


def test_post_releases_are_not_greater():
    known = Facts(load(), Place("3.10")).versions("tf2onnx")
    for one in known.bit_of:
        held = SpecifierSet(f">{one}")
        bits = known.within(f">{one}")
        assert all(bool(bits & bit) == held.contains(v) for v, bit in known.bit_of.items() if not v.is_prerelease)


@pytest.mark.parametrize("name", ["tensorflow", "keras", "tensorflow-probability", "tfx", "tf-agents"])
def test_all_that_releases_ask_for(name: str):
    facts = Facts(load(), Place("3.10"))
    lines = {line for release in islice(facts.matrix.products[name].releases, 40) for line in release.requires or ()}
    for other, text, _ in map(asked_for, sorted(lines)):
        if other in facts.matrix.products:
            known, held = facts.versions(other), SpecifierSet(text)
            finals = {one: bit for one, bit in known.bit_of.items() if not one.is_prerelease}
            bits = known.within(text)
            assert {one for one, bit in finals.items() if bits & bit} == {one for one in finals if one in held}


def test_what_came_after_a_day_is_not_there():
    known = Facts(load(), Place("3.11"), before=date(2024, 1, 1)).versions("numpy")
    assert str(known.releases[0].version) == "1.26.2"
