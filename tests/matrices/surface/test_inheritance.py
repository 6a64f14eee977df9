"""Members of a class and of its bases."""

from matrices.surface.facts import Kind, Member, MemberKind, Thing
from matrices.surface.inheritance import members, order

METHOD, ATTRIBUTE = Member(MemberKind.METHOD, "(self)"), Member(MemberKind.ATTRIBUTE)


def cls(*bases: str, **held: Member) -> Thing:
    return Thing(Kind.CLASS, None, None, bases, held)


def test_the_order_is_python_s():
    objects = {"A": cls(), "B": cls("A"), "C": cls("A"), "D": cls("B", "C")}

    assert order(objects, "D") == ("D", "B", "C", "A")


def test_bases_that_are_unknown_or_go_round_are_left_out():
    assert order({"A": cls("B", "elsewhere"), "B": cls("A")}, "A") == ("A", "B")


def test_what_an_instance_gets_hides_no_method():
    assert members({"A": cls(call=METHOD), "B": cls("A", call=ATTRIBUTE)}, "B") == {"call": METHOD}
