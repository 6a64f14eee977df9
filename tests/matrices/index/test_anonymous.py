"""A nameless base is called after the class that inherits from it."""

from matrices.index.anonymous import named
from matrices.surface.facts import Kind, Surface, Thing


def test_a_nameless_base_is_called_after_its_class():
    things = {
        "m:A": Thing(Kind.CLASS, "()", None, (":#2", "m:B")),
        "m:B": Thing(Kind.CLASS, "()"),
        ":#2": Thing(Kind.CLASS, "(x)", None, ("builtins:tuple",)),
        ":": Thing(Kind.CLASS, "(unused)"),
    }
    found = named(Surface("tensorflow", "2.0.0", {"tf.A": "m:A"}, things, ())).objects
    assert {each: thing.bases for each, thing in found.items()} == {
        "m:A": ("m:A.<base>", "m:B"),
        "m:B": (),
        "m:A.<base>": ("builtins:tuple",),
    }
    assert found["m:A.<base>"].signature == "(x)"
