"""A name through all minors: spans, signatures, deprecation, and what comes after it."""

import pytest

from matrices.grades import How
from matrices.index.build import build
from matrices.index.facts import Kind, Span
from matrices.index.index import Index
from matrices.index.reading import from_files, load
from matrices.index.timelines import UnknownName
from matrices.surface.facts import Kind as ThingKind
from matrices.surface.facts import Surface, Thing


def test_a_name_with_its_signatures(index):
    found = index.symbol("tf.nn.dropout")
    assert (found.kind, found.since, found.until, found.or_earlier) == (Kind.FUNCTION, "1.15", None, True)
    assert [(each.since, each.until, each.text) for each in found.signatures] == [
        ("1.15", "1.15", "(x, keep_prob=None, noise_shape=None, rate=None)"),
        ("2.6", None, "(x, rate, noise_shape=None)"),
    ]


def test_a_name_that_came_and_went(index):
    found = index.symbol("tf.kept")
    assert (found.spans, found.or_earlier) == ((Span("2.6", "2.6"),), False)


def test_a_name_that_returned_keeps_both_times():
    def surface(minor: int, *names: str) -> Surface:
        things = {f"m:{name}": Thing(ThingKind.FUNCTION, "()") for name in names}
        return Surface("tensorflow", f"2.{minor}.0", {f"tf.{name}": f"m:{name}" for name in names}, things, ())

    index = from_files(build([surface(0, "a"), surface(1, "b"), surface(2, "a"), surface(3, "a")], {}))
    found = index.symbol("tf.a")
    assert found.spans == (Span("2.0", "2.0"), Span("2.2", None))
    assert [(each.since, each.until) for each in found.signatures] == [("2.0", "2.0"), ("2.2", None)]
    assert index.symbol("tf.b").successor is None


def test_a_member_is_a_name_too(index):
    found = index.symbol("tensorflow.keras.layers.Dense.apply")
    assert (found.name, found.kind) == ("tensorflow.keras.layers.Dense.apply", Kind.METHOD)
    assert (found.since, found.until, found.package) == ("2.6", "2.6", "keras")


@pytest.mark.parametrize(
    ("name", "successor", "reason"),
    [
        ("tf.kept", "tf.nn.relu", "another name of the same object in 2.6"),
        ("tf.gone", "tf.compat.v1.gone", "another name of the same object in 1.15"),
        ("tf.nn.old", "tf.nn.relu", "its deprecation says: Use tf.nn.relu instead."),
        ("tf.keras.layers.Dense.apply", "tf.keras.layers.Dense.call", "its deprecation says"),
        ("tf.estimator.Estimator", None, None),
        ("tf.app.run", None, None),  # what the upgrade tool puts there is gone as well
        ("tf.nn.relu", None, None),
    ],
)
def test_a_successor_lives_and_says_how_it_is_known(index, name, successor, reason):
    found = index.symbol(name).successor
    assert (found and found.name) == successor
    if found is not None:
        assert found.how is How.STATED
        assert found.reason.startswith(reason)
        assert index.thing(found.name, index.minors()[-1]) is not None


def test_a_successor_is_asked_for_in_one_minor(index):
    assert index.successor("tf.kept", "1.15") is None
    assert index.successor("tf.kept", "2.6") is None
    assert index.successor("tf.kept", "2.16").name == "tf.nn.relu"
    assert index.successor("tf.nn.old", "2.6").name == "tf.nn.relu"


def nearby(**signatures: str) -> Index:
    """An index where tf.x.old.f(a, b=1) died, and others of that name lived on."""
    old = {"tf.x.old.f": "(a, b=1)"}
    surfaces = []
    for minor, things in enumerate((old | signatures, signatures)):
        names = {f"tf.x.{name}.f".replace("tf.x.tf.x.old.f.f", "tf.x.old.f"): name for name in things}
        spaces = {name.rpartition(".")[0]: f"{name}:" for name in names} | {"tf.x": "x:"}
        objects = {f"m.{key}:f": Thing(ThingKind.FUNCTION, text) for key, text in things.items()}
        ids = {name: f"m.{key}:f" for name, key in names.items()} | spaces
        surfaces.append(Surface("tensorflow", f"2.{minor}.0", ids, objects, ()))
    return from_files(build(surfaces, {}))


def test_one_of_the_same_name_nearby_that_takes_all_is_inferred():
    found = nearby(new="(a, b=1, *, c=2)").symbol("tf.x.old.f").successor
    assert found is not None
    assert (found.name, found.how) == ("tf.x.new.f", How.INFERRED)


@pytest.mark.parametrize(
    "signatures",
    [{"new": "(b, a=1)"}, {"new": "(a)"}, {"new": "(a, b, c)"}, {"new": "(a, b=1)", "other": "(a, b=1)"}, {}],
)
def test_whatever_could_be_wrong_is_no_successor(signatures):
    assert nearby(**signatures).symbol("tf.x.old.f").successor is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("tf.nn.dropuot", "tf.nn.dropout"),
        ("tensorflow.nn.dropuot", "tf.nn.dropout"),
        ("tf.keras.layers.Dense.bild", "tf.keras.layers.Dense.build"),
        ("tensroflow.nn", "tensorflow"),
        ("tf.nn.zzzzzzz", "tf.nn"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(index, name, nearest):
    with pytest.raises(UnknownName) as caught:
        index.symbol(name)
    assert caught.value.nearest[0] == nearest
    assert name in str(caught.value)


def test_files_and_what_was_built_answer_alike(files, index, tmp_path):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    loaded = load(tmp_path / "symbols")
    for name in ("tf.nn.dropout", "tf.kept", "tf.keras.layers.Dense", "keras.ops.relu", "tf.estimator.Estimator"):
        assert loaded.symbol(name) == index.symbol(name)
