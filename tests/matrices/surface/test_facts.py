"""A surface is the same after it was written and read."""

from matrices.surface.facts import Deprecation, Kind, Member, MemberKind, Surface, Thing, dumps, loads

DENSE = Thing(
    Kind.CLASS,
    "(units, activation=None)",
    Deprecation("2023-07-01", "Use X instead."),
    ("keras.layer:Layer",),
    {
        "call": Member(MemberKind.METHOD, "(self, inputs)", Deprecation(args={"training": "It is gone."})),
        "kernel": Member(MemberKind.ATTRIBUTE),
        "lr": Member(MemberKind.PROPERTY, settable=True),
    },
)


def test_what_is_written_is_read():
    objects = {"keras.dense:Dense": DENSE, "keras.layer:Layer": Thing(Kind.CLASS)}
    names = {"keras.layers": "keras.layers:", "keras.layers.Dense": "keras.dense:Dense"}
    surface = Surface("keras", "3.0.0", names, objects, ("keras", "keras.layers"))

    assert loads(dumps(surface)) == surface


def test_names_are_sorted_so_that_two_runs_give_the_same_text():
    one = Surface("keras", "3.0.0", {"b": "m:b", "a": "m:a"}, {}, ())
    two = Surface("keras", "3.0.0", {"a": "m:a", "b": "m:b"}, {}, ())

    assert dumps(one) == dumps(two)
