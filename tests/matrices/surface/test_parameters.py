"""Parameters as text, and what is left of them when some are given."""

import inspect

import pytest

from matrices.surface import parameters


def keyed(a, /, b, *c, d, e=1, **f): ...
def starred(a, *, b=2): ...
def positions(a, b=(1, 2), /): ...
def nothing(): ...


@pytest.mark.parametrize("function", [keyed, starred, positions, nothing])
def test_the_text_is_that_of_inspect(function):
    told = str(inspect.signature(function))

    assert parameters.text(parameters.parse(told)) == told


@pytest.mark.parametrize(
    ("written", "text"),
    [("x=1e-3", "x=0.001"), ('x="a"', "x='a'"), ("x=-1", "x=-1"), ("x=tf.float32", "x=tf.float32"), ("x=0x10", "x=16")],
)
def test_literal_defaults_are_as_repr_gives_them(written, text):
    assert parameters.text(parameters.parse(f"({written})")) == f"({text})"


def test_annotations_are_left_out():
    assert parameters.text(parameters.parse("(x: int, *, y: str = 'a')")) == "(x, *, y='a')"


def test_what_partial_gives_is_by_keyword_from_then_on():
    left = parameters.partial(parameters.parse("(a, b, c=1, *args)"), 1, {"b": "2"})

    assert parameters.text(left) == "(*, b=2, c=1)"


def test_a_rest_takes_the_receiver_in():
    assert parameters.text(parameters.without_first(parameters.parse("(*args, **kwargs)"))) == "(*args, **kwargs)"
