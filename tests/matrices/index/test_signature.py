"""A call binds here exactly when it binds in Python."""

import inspect
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrices.index.reading import FOLDER
from matrices.index.signature import (
    Bound,
    Meaning,
    Misfit,
    Parameter,
    Passing,
    Reason,
    Signature,
    _parsed,
    _read,
    meaning,
    parameters,
    without_first,
)

NAMES = ["a", "b", "c", "d"]


@st.composite
def texts(draw):
    """Any legal signature over a few names."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, 4))]
    kinds = sorted(draw(st.lists(st.integers(0, 2), min_size=len(names), max_size=len(names))))
    first_default = draw(st.integers(0, 4))
    parts = []
    for at, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        default = "=1" if (at >= first_default if kind < 2 else draw(st.booleans())) else ""
        parts.append((kind, f"{name}{default}"))
    positional = [text for kind, text in parts if kind == 0]
    either = [text for kind, text in parts if kind == 1]
    named = [text for kind, text in parts if kind == 2]
    star = ["*args"] if draw(st.booleans()) else ["*"] if named else []
    double = ["**kwargs"] if draw(st.booleans()) else []
    return f"({', '.join([*positional, *(['/'] if positional else []), *either, *star, *named, *double])})"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), st.integers(0, 5), st.sets(st.sampled_from([*NAMES, "other"])))
def test_a_call_binds_as_in_python(text, positional, keywords):
    scope: dict[str, Any] = {}
    exec(f"def f{text}: return locals()", scope)
    bound = Signature(text).bind(positional, keywords)
    try:
        reached = scope["f"](*range(positional), **dict.fromkeys(keywords, "k"))
    except TypeError:
        assert isinstance(bound, Misfit)
        return
    assert isinstance(bound, Bound)
    for place, name in enumerate(bound.positions):
        assert reached[name] == place or place in reached[name]
    for keyword, name in bound.keywords.items():
        assert (reached[name][keyword] if name == "kwargs" else reached[name]) == "k"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
def test_parameters_are_those_that_python_sees(text):
    scope: dict[str, Any] = {}
    exec(f"def f{text}: ...", scope)
    seen = inspect.signature(scope["f"]).parameters
    assert [each.name for each in parameters(text)] == list(seen)
    assert [each.required for each in parameters(text)] == [
        each.default is each.empty and each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
        for each in seen.values()
    ]


def test_a_parameter_keeps_its_default_as_it_is_written():
    assert parameters("(x, *, y=tf.float32)") == (
        Parameter("x", Passing.EITHER),
        Parameter("y", Passing.KEYWORD, "tf.float32"),
    )


@pytest.mark.parametrize(
    ("positional", "keywords", "reason", "name"),
    [
        (0, [], Reason.MISSING, "x"),
        (4, [], Reason.TOO_MANY, "3"),
        (1, ["keep_prob"], Reason.UNKNOWN_KEYWORD, "keep_prob"),
        (2, ["rate"], Reason.TWICE, "rate"),
    ],
)
def test_a_misfit_says_why(positional, keywords, reason, name):
    assert Signature("(x, rate, seed=None)").bind(positional, keywords) == Misfit(reason, name)


def test_what_stars_bring_may_be_what_is_missing():
    signature = Signature("(x, rate, *, name)")
    assert signature.bind(1) == Misfit(Reason.MISSING, "rate")
    assert signature.bind(1, star=True) == Misfit(Reason.MISSING, "name")
    assert isinstance(signature.bind(1, double_star=True), Bound)
    assert signature.bind(1, ["nothing"], star=True, double_star=True) == Misfit(Reason.UNKNOWN_KEYWORD, "nothing")
    assert Signature("(x, /)").bind(0, double_star=True) == Misfit(Reason.MISSING, "x")


def test_what_positions_and_keywords_meant_and_mean():
    told = meaning("(x, keep_prob=None, rate=None)", "(x, rate, **more)")
    assert told == (
        Meaning(0, "x", "x"),
        Meaning(1, "keep_prob", "rate"),
        Meaning(2, "rate", None),
        Meaning("x", "x", "x"),
        Meaning("keep_prob", "keep_prob", "more"),
        Meaning("rate", "rate", "rate"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(self, x=1)", "(x=1)"),
        ("(self)", "()"),
        ("(*args)", "(*args)"),
        ("(self=None, x=1)", "(x=1)"),
        ("(self, /, x)", "(x)"),
    ],
)
def test_a_caller_gives_no_self(text, expected):
    assert without_first(text) == expected


def test_what_is_no_signature_is_no_signature():
    with pytest.raises(SyntaxError):
        parameters("(a b)")


def test_a_plain_text_is_read_as_python_reads_it():
    """All signatures of the index, those of bound methods too."""
    told = {
        text
        for path in FOLDER.glob("*/objects.txt")
        for text in re.findall(r" (\(.*?\))$", path.read_text(encoding="utf-8").replace("\t", "\n"), re.MULTILINE)
    }
    plain = {text: found for text in told | {without_first(each) for each in told} if (found := _read(text))}
    assert len(plain) > 0.95 * len(told)
    assert plain == {text: _parsed(text) for text in plain}


@given(texts())
def test_any_plain_text_is_read_as_python_reads_it(text):
    assert parameters(text) == _parsed(text)


@pytest.mark.parametrize(
    "text",
    ["(a='it\\'s')", "(a=2 ** 15)", "(a=f(1))", "(a=((1, 2), 3))", "(a=(1,))", "(a={})", "(a: int)", "(a=1.0e+5)"],
)
def test_what_is_not_plain_is_left_to_python(text):
    assert _read(text) == ()
    assert parameters(text)[0].name == "a"
