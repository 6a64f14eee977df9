"""A difference between what was read and what was seen is counted, whichever way it goes."""

from typing import Any

from matrices.surface.compare import compare
from matrices.surface.facts import Kind, Member, MemberKind, Surface, Thing


def one(names: dict[str, str], objects: dict[str, Thing]) -> Surface:
    return Surface("keras", "2.0.0", names, objects, ())


def function(*parameters: tuple[str, str | None]) -> dict[str, Any]:
    return {"kind": "function", "parameters": [[name, 1, default is not None, default] for name, default in parameters]}


ROOT = {"keras": {"kind": "module"}}


def test_missing_and_invented_names():
    told = one({"keras": "keras:", "keras.a": "m:a"}, {"m:a": Thing(Kind.FUNCTION, "()")})

    found = compare(told, {**ROOT, "keras.b": function()})

    assert (found.names.missing, found.names.invented, found.names.equal) == (["keras.b"], ["keras.a"], 1)
    assert found.names.share == 1 / 3


def test_signatures_differ_by_name_order_and_default():
    told = one({"keras": "keras:", "keras.a": "m:a"}, {"m:a": Thing(Kind.FUNCTION, "(x, y=1)")})

    assert compare(told, {**ROOT, "keras.a": function(("x", None), ("y", "1"))}).signatures.share == 1
    assert compare(told, {**ROOT, "keras.a": function(("y", None), ("x", "1"))}).signatures.different
    assert compare(told, {**ROOT, "keras.a": function(("x", None), ("y", None))}).signatures.different
    assert compare(told, {**ROOT, "keras.a": function(("x", None), ("y", "2"))}).defaults.different


def test_members_are_compared_with_those_of_the_bases():
    held = {"call": Member(MemberKind.METHOD, "(self, x)"), "lr": Member(MemberKind.ATTRIBUTE)}
    told = one(
        {"keras": "keras:", "keras.A": "m:A"},
        {"m:A": Thing(Kind.CLASS, "()", None, ("m:B",)), "m:B": Thing(Kind.CLASS, "()", None, (), held)},
    )
    real = {
        "kind": "class",
        "parameters": [],
        "members": {"call": function(("self", None), ("x", None)), "fit": {"kind": "method"}},
    }

    found = compare(told, {**ROOT, "keras.A": real})

    assert found.members.missing == ["keras.A.fit method"]
    assert found.members.invented == []
    assert found.member_signatures.share == 1
