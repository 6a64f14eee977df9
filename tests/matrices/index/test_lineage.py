"""An object that moved is known again by its public names, else by its own name."""

from matrices.index.lineage import Lineage
from matrices.surface.facts import Kind, Surface, Thing


def surface(names: dict[str, str], *more: str, kind: Kind = Kind.CLASS) -> Surface:
    ids = [*names.values(), *more]
    return Surface("p", "1.0", names, {each: Thing(kind) for each in ids if each[-1] != ":"}, ())


def after(*surfaces: Surface) -> dict[str, str]:
    lineage = Lineage()
    return [dict(lineage.assign(each)) for each in surfaces][-1]


def test_by_its_public_name():
    assert after(surface({"tf.A": "m:A"}), surface({"tf.A": "n:B"})) == {"n:B": "m:A"}


def test_over_several_moves():
    moves = [surface({"tf.A": f"{module}:A"}) for module in "mno"]
    assert after(*moves) == {"o:A": "m:A"}


def test_by_most_of_its_public_names():
    before = surface({"tf.A": "m:A", "tf.x.A": "m:A", "tf.B": "m:B"})
    assert after(before, surface({"tf.A": "n:A", "tf.x.A": "n:A", "tf.B": "n:A"}))["n:A"] == "m:A"


def test_without_a_public_name_by_its_own():
    assert after(surface({}, "m:Base", "m:Other"), surface({}, "n:Base", "m:Other")) == {
        "n:Base": "m:Base",
        "m:Other": "m:Other",
    }


def test_not_where_two_could_be_meant():
    assert after(surface({}, "m:Base"), surface({}, "n:Base", "o:Base")) == {"n:Base": "n:Base", "o:Base": "o:Base"}


def test_not_where_the_old_one_is_still_there():
    assert after(surface({"tf.A": "m:A"}), surface({"tf.A": "n:A"}, "m:A")) == {"n:A": "n:A", "m:A": "m:A"}


def test_a_class_does_not_become_a_function():
    assert after(surface({"tf.a": "m:a"}), surface({"tf.a": "n:a"}, kind=Kind.FUNCTION)) == {"n:a": "n:a"}


def test_an_id_that_returns_beside_what_it_had_become_gets_a_key_of_its_own():
    moved = surface({"tf.A": "n:A"})
    assert after(surface({"tf.A": "m:A"}), moved, surface({"tf.A": "n:A", "tf.B": "m:A"})) == {
        "n:A": "m:A",
        "m:A": "m:A~2",
    }
