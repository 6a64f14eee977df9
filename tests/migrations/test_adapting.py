"""Calls are brought from one signature to another with the smallest edits, or not at all."""

import ast

import pytest

from matrices.symbols import Signature
from migrations.adapting import DROPPED, adapt
from migrations.text import read

REDUCE = "(input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None)"
REDUCED = "(input_tensor, axis=None, keepdims=False, name=None)"
WORDS = {"keep_dims": "keepdims", "reduction_indices": "axis", "dim": "axis", "use_cudnn_on_gpu": DROPPED}


def adapted(code: str, old: str, new: str, words: dict[str, str] | None = None, **extra: str) -> str:
    """The call afterwards; or what is in its way, after a question mark."""
    text = read("code.py", code.encode())
    statement = text.tree.body[0]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    words = WORDS if words is None else words
    done = adapt(text, statement.value, Signature(old), Signature(new), words, extra=extra)
    if done.obstacle is not None:
        assert done.edits == ()
        return f"? {done.obstacle}"
    source = text.source
    for edit in reversed(done.edits):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    ast.parse(source)
    return source.decode()


@pytest.mark.parametrize(
    ("code", "old", "new", "reason"),
    [
        ("f(x, **o)", REDUCE, REDUCED, "`**` hides"),
        ("f(*a)", "(a, b)", "(b, a)", "`*` hides"),
        ("f(x, *a)", REDUCE, REDUCED, "`reduction_indices`"),
        ("f(x, axis=1, reduction_indices=[0])", REDUCE, REDUCED, "`axis` twice"),
        ("f(x, keepdims=True, keep_dims=True)", REDUCE, REDUCED, "`keepdims` twice"),
        ("f(x, y=1)", REDUCE, REDUCED, "does not fit the old signature"),
        ("f(x, 1, True, 'n', [0], False, 7)", REDUCE, REDUCED, "does not fit the old signature"),
        ("f(x, strict=True)", "(x, strict=False)", "(x)", "`strict`"),
        ("f(x, strict=s)", "(x, strict=False)", "(x)", "`strict`"),
        ("f(x)", "(x)", "(x, rate)", "`rate` has to be given"),
        ("f(x)", "(x, rate=None)", "(x, rate)", "`rate` has to be given"),
        ("f(x, *a)", "(x, y=1)", "(x, y, *, z=2)", "hide whether"),
        ("f(1, 2)", "(a, b)", "(b, a, /)", "`a` has another place"),
        ("f(1, 2, 3)", "(a, *rest)", "(a)", "so many positions"),
    ],
)
def test_what_is_in_the_way(code: str, old: str, new: str, reason: str):
    answer = adapted(code, old, new)
    assert answer.startswith("? ")
    assert reason in answer


@pytest.mark.parametrize(
    "code",
    [
        "f(x)",
        "f(x, 1)",
        "f(x, 1, True)",
        "f(x, 1, True, 'n')",
        "f(x, axis=1, keepdims=True, name='n')",
        "f(name='n', input_tensor=x)",
    ],
)
def test_what_means_the_same_stays(code: str):
    assert adapted(code, REDUCE, REDUCED) == code


@pytest.mark.parametrize("code", ["f(*a)", "f(x, *a)", "f(x, **o)", "f(*a, **o)", "f(1, *a, name='n')"])
def test_stars_are_fine_where_nothing_moved(code: str):
    assert adapted(code, "(x, axis=None, name=None)", "(x, axis=-1, name=None, more=None)") == code


@pytest.mark.parametrize(
    ("code", "old", "new", "after"),
    [
        ("f(x, keep_dims=True)", REDUCE, REDUCED, "f(x, keepdims=True)"),
        ("f(x, reduction_indices = [1], keep_dims=k)", REDUCE, REDUCED, "f(x, axis = [1], keepdims=k)"),
        ("f(x, 1, None, 'n', None, True)", REDUCE, REDUCED, "f(x, 1, name='n', keepdims=True)"),
        ("f(x, axis=1, reduction_indices=None)", REDUCE, REDUCED, "f(x, axis=1)"),
        ("f(x, 'n')", "(x, name=None, t=1)", "(x, t=1, name=None)", "f(x, name='n')"),
        ("f(x, 'n', 2)", "(x, name=None, t=1)", "(x, t=1, name=None)", "f(x, name='n', t=2)"),
        ("f(a, b)", "(lam, shape)", "(shape, lam)", "f(lam=a, shape=b)"),
        ("f(\n  (a),  # one\n  b)", "(lam, shape)", "(shape, lam)", "f(\n  lam=(a),  # one\n  shape=b)"),
        ("f(x, use_cudnn_on_gpu=g, y=1)", "(x, use_cudnn_on_gpu=True, y=0)", "(x, y=0)", "f(x, y=1)"),
        ("f(x, True, 1)", "(x, use_cudnn_on_gpu=True, y=0)", "(x, y=0)", "f(x, y=1)"),
        ("f(x, strict=False)", "(x, strict=False)", "(x)", "f(x)"),
        ("f(x, a=1, b=2)", "(x, a=1, b=2)", "(x)", "f(x)"),
        ("f(a=1, b=2)", "(a=1, b=2)", "()", "f()"),
        ("f(a=1, x=y, b=2)", "(a=1, x=0, b=2)", "(x=0)", "f(x=y)"),
        ("f(x)", "(x, std=1.0)", "(x, std=0.05)", "f(x, std=1.0)"),
        ("f()", "(std=1.0)", "(std=0.05)", "f(std=1.0)"),
        ("f(a=1)", "(a=1, std=1.0)", "(std=0.05)", "f(std=1.0)"),
        ("f(1,\n  b=2)", "(a=1, b=2, std=1.0)", "(std=0.05)", "f(std=1.0)"),
        ("f(x)", "(x, axis=-1)", "(x, axis=None)", "f(x, axis=-1)"),
        ("f(x)", "(x, axis=-1)", "(x, axis)", "f(x, axis=-1)"),
        ("f(x, name='n')", "(x, name=None)", "(x, **kwargs)", "f(x, name='n')"),
        ("f(x, lr=1)", "(x, **kwargs)", "(x, lr=1, **kwargs)", "f(x, lr=1)"),
        ("f(x, 2, 3)", "(x, *rest)", "(x, *rest, more=1)", "f(x, 2, 3)"),
    ],
)
def test_the_smallest_edits(code: str, old: str, new: str, after: str):
    assert adapted(code, old, new) == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(x, name='a')", "(x, name='b')"),
        ("(x, axis=None)", "(x, axis=-1)"),
        ("(x, keepdims=False)", "(x, keepdims=False)"),
        ("(x, data_format='NHWC')", "(x, data_format=None)"),
        ("(x, dtype=dtypes.float32)", "(x, dtype=None)"),
        ("(x, y=1)", "(x, y=1.0)"),
    ],
)
def test_defaults_that_say_nothing_are_not_written(old: str, new: str):
    assert adapted("f(x)", old, new) == "f(x)"


def test_the_same_signature_takes_what_it_took():
    assert adapted("f(*a, y=1)", "(x)", "(x)") == "f(*a, y=1)"


def test_a_signature_that_says_nothing_is_taken_at_its_word():
    assert adapted("f('a', b=1)", "(*args, **kwargs)", "(a, b=0)") == "f('a', b=1)"
    assert adapted("f('a', c=1)", "(*args, **kwargs)", "(a, b=0)").startswith("? ")


def test_what_the_table_adds():
    assert adapted("f(x)", "(x)", "(x, dtype)", dtype="tf.float32") == "f(x, dtype=tf.float32)"
    assert adapted("f(x, sparse=s)", "(x, sparse=1)", "(x, sparse=1)", sparse="True") == "f(x, sparse=s)"


def test_what_is_written_is_said():
    text = read("code.py", b"f(x, keep_dims=True)")
    call = next(node for node in ast.walk(text.tree) if isinstance(node, ast.Call))
    assert adapt(text, call, Signature(REDUCE), Signature(REDUCED), WORDS).writes == ("keepdims",)
