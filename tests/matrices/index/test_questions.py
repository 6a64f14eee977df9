"""Answers that are kept for the minors around them, against answers that are worked out anew for every minor."""

import random
from collections.abc import Iterator

import pytest

from matrices.index.questions import Questions
from matrices.index.reading import FOLDER, load
from matrices.index.worlds import Worlds, package_of

STEP = 211
"""Every so many names of the index are tried."""
MEMBERS = ("fit", "call", "__init__", "compute_gradients", "nothing", "name.more")


@pytest.fixture(scope="module")
def worlds():
    index = load()
    return Worlds(index._worlds.packages, index._worlds.keras)


def known_names() -> Iterator[str]:
    for path in sorted(FOLDER.glob("*/names.txt")):
        group = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("\t"):
                group = line
            elif group:
                yield f"{group}.{line.split()[0]}"


def asked() -> Iterator[str]:
    """Names that are there at times, and names below them and beside them that are mostly not."""
    names = sorted(set(known_names()))[::STEP]
    for number, name in enumerate(names):
        yield name
        yield f"{name}.{MEMBERS[number % len(MEMBERS)]}"
        if name.startswith("tf."):
            yield name.replace("tf.", "tf.compat.v1.", 1)
            yield name.replace("tf.", "tf.python.ops.", 1)


def test_what_is_kept_for_other_minors_is_what_is_there(worlds):
    kept = {package: Questions(worlds.course(package)) for package in worlds.packages}
    changes = 0
    for name in asked():
        questions = kept[package_of(name)]
        minors = [*questions.course]
        random.Random(name).shuffle(minors)
        seen = set()
        for minor in minors:
            anew = Questions({minor: questions.course[minor]})
            moment = questions.moment(minor)
            for question in ("where", "state", "presence", "members", "aliases"):
                answer = getattr(questions, question)(questions.moment(minor), name)
                assert answer == getattr(anew, question)(anew.moment(minor), name), (question, name, minor)
            seen.add(questions.state(moment, name))
            assert moment.since <= moment.world.place <= moment.until
        changes += len(seen) > 1
    assert changes > 100  # otherwise, nothing of this has been tried


def test_a_symbol_has_the_minor_that_it_is_asked_for_in(index):
    for minor, release in (("2.6", "2.6"), ("1.15", "1.15"), ("2.16", "3.1"), ("2.6", "2.6")):
        found = index.at("tf.keras.layers.Layer", minor)
        assert (found.minor, found.release) == (minor, release)
    assert [index.thing("tf.nn.relu", minor).release for minor in ("2.16", "1.15")] == ["2.16", "1.15"]


def test_a_world_in_which_a_package_goes_back_is_not_the_same_as_those_around_it(worlds):
    keras = {**worlds.keras, "2.18": "3.0"}
    places = [(each.first, each.last) for each in Worlds(worlds.packages, keras).course("tensorflow").values()]
    minors = worlds.minors("tensorflow")
    assert places[minors.index("2.17")][1] == minors.index("2.17")
    assert places[minors.index("2.18")][0] == minors.index("2.18")


def test_states_are_said_beside_minors_of_tensorflow(index):
    states = index.states("keras.ops.relu", ("2.6", "2.16"))
    assert [state.there.value for state in states] == ["no", "yes"]
    assert [state.there.value for state in index.states("keras.ops.relu", ("1.15", "2.6"))] == ["unknown", "no"]
    assert [state.there.value for state in index.states("numpy.zeros", ("2.6",))] == ["unknown"]
    first, second = index.states("tf.nn.relu", ("2.6", "2.16"))
    assert first is second
