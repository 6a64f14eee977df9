"""What a class inherits, in the order in which Python looks for it."""

from matrices.index.build import build
from matrices.index.index import Index
from matrices.index.reading import from_files
from matrices.surface.facts import Kind, Member, MemberKind, Surface, Thing


def world(**bases: str) -> Index:
    """Classes by name with the names of their bases; each has a member that all have, and one of its own."""
    objects = {
        f"m:{name}": Thing(Kind.CLASS, None, None, tuple(f"m:{base}" for base in above.split()), members(name))
        for name, above in bases.items()
    }
    names = {f"tf.{name}": f"m:{name}" for name in bases}
    return from_files(build([Surface("tensorflow", "2.0.0", names, objects, ())], {}))


def members(name: str) -> dict[str, Member]:
    return {each: Member(MemberKind.METHOD, f"(self, {name})") for each in ("all", name.lower())}


class Top: ...


class Left(Top): ...


class Right(Top): ...


class Both(Left, Right): ...


def owners(index: Index, name: str) -> list[str]:
    return [each.owner[2:] for each in index.members(name, "2.0") if each.name != "all"]


def test_the_order_is_pythons():
    index = world(Top="", Left="Top", Right="Top", Both="Left Right")
    assert owners(index, "tf.Both") == [each.__name__ for each in Both.__mro__[:-1]]


def test_the_first_in_the_order_has_the_member():
    index = world(Top="", Left="", Both="Left Top")
    found = [index.member("tf.Both", name, "2.0") for name in ("all", "top")]
    assert [each and each.owner for each in found] == ["m:Both", "m:Top"]
    assert index.member("tf.Both", "nothing", "2.0") is None


def test_an_order_that_python_refuses_is_answered_still():
    index = world(A="", B="", X="A B", Y="B A", Both="X Y")
    assert set(owners(index, "tf.Both")) == {"A", "B", "X", "Y", "Both"}


def test_a_class_is_whole_where_all_ancestors_are_known():
    index = world(Top="", Left="Top", Wild="Left Unknown")
    assert index.whole("tf.Left", "2.0")
    assert not index.whole("tf.Wild", "2.0")


def test_a_circle_of_bases_is_no_whole_class():
    index = world(Top="Left", Left="Top")
    assert owners(index, "tf.Left") == ["Left", "Top"]
    assert not index.whole("tf.Left", "2.0")


def test_a_class_of_another_package_is_found_by_its_id(index):
    assert index.member("tf.keras.layers.Layer", "name", "2.16").owner == "tensorflow.python.m:Module"
    assert index.member("keras.layers.Dense", "name", "3.0").owner == "tensorflow.python.m:Module"
    assert index.whole("tf.keras.layers.Dense", "2.16")
    assert not index.whole("tf.estimator.Estimator", "2.6")
