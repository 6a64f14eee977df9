"""The difference of two signatures in words that a person can act on."""

import pytest

from matrices.index.words import differences


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(x, name=None)", "(x)", ["loses `name`"]),
        ("(x)", "(x, a=1, *, b, **more)", ["gains `a`, `b` (required) and `**more`"]),
        ("(x, seed, axis)", "(x, axis, seed)", ["`seed` moves from 2nd to 3rd", "`axis` moves from 3rd to 2nd"]),
        ("(x, a=1)", "(x, *, a=1)", ["`a` is taken by keyword only"]),
        ("(x, a=1)", "(x, a=2)", ["the default of `a` becomes 2"]),
        ("(x, a)", "(x, a=None)", ["`a` gets the default None"]),
        ("(x, a=None)", "(x, a)", ["`a` becomes required"]),
        ("(x)", "(x)", []),
        ("(x, *args, **kwargs)", "(x)", ["loses `*args` and `**kwargs`"]),
        (f"({', '.join('abcdefghijk')})", f"({', '.join('bcdefghijk')})", None),
    ],
)
def test_differences(old, new, said):
    told = list(differences(old, new))
    assert told == said if said is not None else "`k` moves from 11th to 10th" in told
