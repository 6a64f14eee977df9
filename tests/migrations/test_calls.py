"""The verbs that change calls: what they write means what it says, and nothing else is touched."""

import ast
from collections.abc import Callable

import pytest

from migrations import calls
from migrations.rule import Edit
from migrations.text import Text, read

Verb = Callable[[Text, ast.Call], list[Edit]]


def outermost(text: Text) -> ast.Call:
    return next(node for node in ast.walk(text.tree) if isinstance(node, ast.Call))


def changed(source: str, verb: Verb) -> str:
    text = read("code.py", source.encode())
    result = text.edited(sorted(verb(text, outermost(text)))).decode()
    ast.parse(result)
    return result


def passed(text: Text, call: ast.Call) -> list[ast.expr | ast.keyword]:
    return sorted([*call.args, *call.keywords], key=text.start)


def without(source: str, *places: int) -> str:
    return changed(
        source, lambda text, call: calls.remove_arguments(text, call, [passed(text, call)[place] for place in places])
    )


ARGUMENTS = [
    "a, b, c",
    " a , b , c ",
    "a, b, c,",
    "(a), ((b)), c=(d)",
    "a, *b, **c",
    "*a, b=1, **c",
    "a, 'ü', b='ü'",
    "lambda x, y: 1, b, c=lambda: (1, 2)",
    "a, f'{b, c}', {1: (2, 3)}",
    "a if b else c, d, e",
    "a[1, 2], b(3, 4), c",
    "not a, -b, c",
    "'a' 'b', 'c'\n  'd', e",
    "(x for x in y), [a, b], {c, d}",
    "a  # one, (\n , b  # two)\n, c # three\n",
    "\n    a,  # one\n    b,  # two\n    c,  # three\n",
    "\n    a,  # one\n    b,  # two\n    c",
    "\n\ta,\n\tb,\n\tc\n\t",
    "a, \\\n  b, \\\n  c",
    "a, b, c  # end\n",
    "(  # why\n  a\n), (b), (c)",
    "a := 1, b, c",
]
FRAMES = [
    "f({})",
    "f(0)({})",
    "x.f({})  # y",
    "(x).f ({})",
    "(\n      x\n   .g(0)\n .f({})\n)",
    "y = [f({}) for q in r]",
]


@pytest.mark.parametrize("arguments", ARGUMENTS)
@pytest.mark.parametrize("frame", FRAMES)
class TestEveryWayToWriteACall:
    def test_each_argument_can_be_taken_out(self, frame, arguments):
        text = read("code.py", frame.format(arguments).encode())
        words = [ast.unparse(each) for each in passed(text, outermost(text))]
        for places in ([0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]):
            result = read("code.py", without(frame.format(arguments), *places).encode())
            left = [word for place, word in enumerate(words) if place not in places]
            assert [ast.unparse(each) for each in passed(result, outermost(result))] == left

    def test_one_more_can_be_put_behind_them(self, frame, arguments):
        result = changed(frame.format(arguments), lambda text, call: [calls.insert_argument(text, call, "z=1")])
        call = outermost(read("code.py", result.encode()))
        assert (call.keywords[-1].arg, ast.unparse(call.keywords[-1].value)) == ("z", "1")
        assert len(call.args) + len(call.keywords) == 4

    def test_positions_can_be_named(self, frame, arguments):
        source = frame.format(arguments)
        before = outermost(read("code.py", source.encode()))
        result = changed(source, lambda text, call: calls.name_positions(text, call, ["p", "q", "r"]))
        after = outermost(read("code.py", result.encode()))
        plain = [arg for arg in before.args if not isinstance(arg, ast.Starred)]
        if len(plain) == len(before.args):
            assert [word.arg for word in after.keywords[: len(plain)]] == ["p", "q", "r"][: len(plain)]
            values = [ast.unparse(word.value) for word in after.keywords[: len(plain)]]
            assert values == [ast.unparse(arg) for arg in plain]


@pytest.mark.parametrize(
    ("source", "place", "after"),
    [
        ("f(a)", 0, "f()"),
        ("f(a,)", 0, "f()"),
        ("f(a, # why\n )", 0, "f( # why\n )"),
        ("f(a, b)", 0, "f(b)"),
        ("f(a, b)", 1, "f(a)"),
        ("f(a, b,)", 1, "f(a,)"),
        ("f( a , b )", 1, "f( a )"),
        ("f(x for x in y)", 0, "f()"),
        ("f(a, (b), c)", 1, "f(a, c)"),
        ("f(\n  a,  # one\n  b,  # two\n)", 0, "f(\n  b,  # two\n)"),
        ("f(\n  a,  # one\n  b,  # two\n)", 1, "f(\n  a,  # one\n)"),
        ("f(\r\n  a,  # one\r\n  b\r\n)", 1, "f(\r\n  a,  # one\r\n)"),
        ("f(a,  # one\n  b)", 1, "f(a,  # one\n  )"),
        ("f(a  # one\n  , b)", 1, "f(a  # one\n  , )"),
        ("f('ü', b)  # ü", 0, "f(b)  # ü"),
    ],
)
def test_what_is_left(source, place, after):
    assert without(source, place) == after


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("f()", "f(z=1)"),
        ("f(  )", "f(  z=1)"),
        ("f(a,)", "f(a, z=1,)"),
        ("f(x for x in y)", "f((x for x in y), z=1)"),
        ("f(\n  a,  # one\n)", "f(\n  a, z=1,  # one\n)"),
        ("f(a  # one\n)", "f(a, z=1  # one\n)"),
        ("f((a))", "f((a), z=1)"),
    ],
)
def test_where_one_more_goes(source, after):
    assert changed(source, lambda text, call: [calls.insert_argument(text, call, "z=1")]) == after


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("f(a, b)", "f(p=a, q=b)"),
        ("f((a), (b))", "f(p=(a), q=(b))"),
        ("f(a, *b)", "f(p=a, *b)"),
        ("f(*a, b)", "f(*a, b)"),
        ("f(x for x in y)", "f(p=(x for x in y))"),
        ("f(a := 1, (b := 2))", "f(p=(a := 1), q=(b := 2))"),
        ("f(a, b, c, d)", None),
    ],
)
def test_names_for_positions(source, after):
    text = read("code.py", source.encode())
    edits = calls.name_positions(text, outermost(text), ["p", "q"])
    if after is None:
        assert len(edits) == 2
    else:
        assert text.edited(sorted(edits)).decode() == after


def test_keywords():
    text = read("code.py", "f('ü', lr = 0.1, **more)".encode())
    call = outermost(text)
    word = calls.keyword(call, "lr")
    assert word is not None
    assert calls.keyword(call, "rate") is None
    assert text.edited([calls.rename_keyword(text, word, "rate")]).decode() == "f('ü', rate = 0.1, **more)"
    assert calls.source(text, word) == "lr = 0.1"
    assert text.edited([calls.replace(text, word.value, "2")]).decode() == "f('ü', lr = 2, **more)"


@pytest.mark.parametrize(
    ("source", "spread"),
    [("f(a, b=1)", False), ("f(*a)", True), ("f(**a)", True), ("f(a, *b)", True), ("f([*a], {**b})", False)],
)
def test_what_cannot_be_seen(source, spread):
    assert calls.is_spread(outermost(read("code.py", source.encode()))) is spread


@pytest.mark.parametrize(
    ("source", "position", "found"),
    [
        ("f(a, b)", 0, "a"),
        ("f(a, b)", 1, "b"),
        ("f(a, b)", 2, None),
        ("f(a, x=c)", 1, "c"),
        ("f(a, x=c)", None, "c"),
        ("f(a, b)", None, None),
        ("f(*a, b)", 1, None),
        ("f(a, *b)", 0, "a"),
        ("f(a, *b)", 1, None),
    ],
)
def test_what_is_passed(source, position, found):
    result = calls.argument(outermost(read("code.py", source.encode())), position, "x")
    assert (result and ast.unparse(result)) == found
