"""What is built from surfaces says of every name and every version what its surface said."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrices.index.build import build
from matrices.index.facts import Deprecated
from matrices.index.reading import from_files
from matrices.surface.facts import Deprecation, Kind, Member, MemberKind, Surface, Thing

some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
words = st.sampled_from(["a", "b", "c", "Layer", "ab"])
signatures = st.sampled_from(["()", "(x)", "(self, x, *, y='a b')", "(*args, **kwargs)", "(x='-', y=':')", None])
texts = st.none() | st.text(max_size=8)
deprecations = st.none() | st.builds(Deprecation, texts, texts, st.dictionaries(words, st.text(max_size=4), max_size=2))
members = st.builds(Member, st.sampled_from(MemberKind), signatures, deprecations, st.booleans())
ids = st.builds("{}:{}".format, st.sampled_from(["m", "m.n", "o"]), words)
functions = st.builds(Thing, st.sampled_from([Kind.FUNCTION, Kind.CONSTANT]), signatures, deprecations)
bases = st.lists(ids, max_size=2, unique=True).map(tuple)
classes = st.builds(
    Thing, st.just(Kind.CLASS), signatures, deprecations, bases, st.dictionaries(words, members, max_size=3)
)


@st.composite
def surfaces(draw):
    """Some versions of one package: names come, go, return and lead elsewhere, objects move."""
    made = []
    for minor in range(draw(st.integers(1, 4))):
        objects = draw(st.dictionaries(ids, functions | classes, max_size=5))
        things = st.sampled_from([*objects, "m.n:"])
        path = st.builds("tf.{}{}".format, st.sampled_from(["", "compat.v1.", "compat.v2.", "a."]), words)
        names = draw(st.dictionaries(path, things, max_size=6))
        made.append(
            Surface("tensorflow", f"2.{minor}.1", names, objects, draw(st.lists(words, unique=True).map(tuple)))
        )
    return made


def told(deprecation: Deprecation | Deprecated | None) -> list[object]:
    """What is said, without what is not."""
    said = (deprecation.date, deprecation.instructions, dict(deprecation.args)) if deprecation else ()
    return [each or None for each in said]


@some
@given(surfaces())
def test_every_name_is_in_every_version_what_it_was(made):
    index = from_files(build(made, {}))
    for surface in made:
        minor = surface.version[:3]
        every = {name for other in made for name in other.names}
        for name in every - set(surface.names):
            assert index.at(name, minor) is None
        for name, found in surface.names.items():
            seen = index.at(name, minor)
            assert seen is not None
            assert seen.id == found
            if found in surface.objects:
                thing = surface.objects[found]
                assert (seen.kind, seen.signature and seen.signature.text) == (thing.kind, thing.signature)
                assert (seen.bases, told(seen.deprecated)) == (thing.bases, told(thing.deprecated))
                same = {other for other, its in surface.names.items() if its == found}
                assert set(index.aliases(name, minor)) == same - {name}


@some
@given(surfaces())
def test_every_member_is_in_every_version_what_it_was(made):
    index = from_files(build(made, {}))
    for surface in made:
        for name, found in surface.names.items():
            for last, member in surface.objects[found].members.items() if found in surface.objects else ():
                seen = index.member(name, last, surface.version[:3])
                assert seen is not None
                assert (seen.owner, seen.kind, seen.settable) == (found, member.kind, member.settable)
                assert (seen.signature and seen.signature.text) == member.signature
                assert told(seen.deprecated) == told(member.deprecated)


@some
@given(surfaces())
def test_every_module_is_where_it_was(made):
    made = [replace(each, names={}, modules=tuple(f"tensorflow.{one}" for one in each.modules)) for each in made]
    index = from_files(build(made, {}))
    for surface in made:
        for path in ("tensorflow.a", "tensorflow.b", "tensorflow.ab"):
            assert (index.at(path, surface.version[:3]) is not None) == (path in surface.modules)


@some
@given(surfaces())
def test_the_same_surfaces_give_the_same_bytes(made):
    turned = [
        replace(
            each,
            names=dict(reversed(each.names.items())),
            objects=dict(reversed(each.objects.items())),
            modules=each.modules[::-1],
        )
        for each in made
    ]
    assert build(made, {}) == build(turned, {})


def relu(version: str, signature: str = "(x)") -> Surface:
    return Surface("tensorflow", version, {"tf.relu": "m:relu"}, {"m:relu": Thing(Kind.FUNCTION, signature)}, ("m",))


def test_a_version_that_changes_nothing_changes_no_line_but_the_list_of_versions():
    before, after = (build([relu(f"2.{minor}.0") for minor in range(last)], {}) for last in (2, 3))
    assert [name for name in before if before[name] != after[name]] == ["symbols/index.json"]


def test_a_version_that_changes_one_thing_changes_one_line():
    before = build([relu("2.0.0")], {})["symbols/tensorflow/objects.txt"].splitlines()
    after = build([relu("2.0.0"), relu("2.1.0", "(x, y)")], {})["symbols/tensorflow/objects.txt"].splitlines()
    assert [one for one in after if one not in before] == [b"\t\tsignature\t-2.0 (x)\t2.1- (x, y)"]


def test_which_versions_were_read_is_said(files):
    said = json.loads(files["symbols/index.json"])["packages"]["keras"]
    assert said == {"2.6": "2.6.0", "3.0": "3.0.5", "3.1": "3.1.1"}


def test_versions_come_oldest_first_and_one_a_minor():
    for second in ("2.0.1", "1.15.0"):
        with pytest.raises(ValueError, match=f"tensorflow {second} comes after 2.0.0"):
            build([relu("2.0.0"), relu(second)], {})


def test_minors_are_in_order_as_numbers():
    assert from_files(build([relu("2.9.0"), relu("2.10.0")], {})).minors() == ("2.9", "2.10")


def test_what_cannot_be_one_line_is_refused():
    with pytest.raises(ValueError, match="one line without tabs"):
        build([relu("2.0.0", "(x=\n1)")], {})


def test_a_tensorflow_without_its_keras_is_refused():
    with pytest.raises(ValueError, match=r"TensorFlow 2\.6 was read, but not that of the Keras beside it"):
        build([relu("2.5.0"), relu("2.6.0")], {"2.6": "2.6", "2.7": "2.7"})
