"""Calls that are written another way are seen as what they are; edits only change words there."""

import pytest
from packaging.version import Version

from migrations.engine import Effect, Fix

HEAD = """\
import functools
import tensorflow as tf
from functools import partial
from tensorflow.keras.optimizers import Adam
"""


@pytest.fixture
def patched(see):
    def patched(code: str, baseline: str = "1.15") -> str:
        analysis = see(f"{HEAD}{code}\n", baseline=baseline)
        assert analysis.problems == ()
        files = analysis.patched(Version("2.21"))
        return files["code.py"].decode().removeprefix(HEAD).rstrip("\n") if files else code

    return patched


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("make = functools.partial(Adam, lr=0.1)", "make = functools.partial(Adam, learning_rate=0.1)"),
        ("partial(Adam, beta_1=0.5, lr=0.1)()", "partial(Adam, beta_1=0.5, learning_rate=0.1)()"),
        ("f = partial(tf.argmax, dimension=1)", "f = partial(tf.argmax, axis=1)"),
        ("Adam(**{'lr': 0.1})", "Adam(**{'learning_rate': 0.1})"),
        ("Adam(**dict(lr=0.1))", "Adam(**dict(learning_rate=0.1))"),
        ("a = {'lr': 0.1}\nAdam(**a)", "a = {'learning_rate': 0.1}\nAdam(**a)"),
        ("a = dict(lr=0.1)\npartial(Adam, **a)", "a = dict(learning_rate=0.1)\npartial(Adam, **a)"),
        ("tf.reduce_sum(x, **{'keep_dims': True})", "tf.reduce_sum(x, **{'keepdims': True})"),
    ],
)
def test_a_word_is_changed_where_it_stands(patched, before, after):
    assert patched(before) == after
    assert patched(after) == after


@pytest.mark.parametrize(
    "code",
    [
        "partial(Adam, learning_rate=0.1)",
        "partial(mine, lr=0.1)",
        "partial(*args, lr=0.1)",
        "partial()",
        "mine(**{'lr': 0.1})",
        "Adam(**a)",
        "a = {'l' 'r': 0.1}\nAdam(**a)",
        "a = {**b, 'lr': 0.1}\nAdam(**a)",
        "a = {'lr': 0.1}\na = b\nAdam(**a)",
        "def f(**a):\n    Adam(**a)",
    ],
)
def test_what_is_not_seen_whole_is_left_alone(see, code):
    found = see(f"{HEAD}{code}\n", baseline="1.15").findings
    assert [each.symbol for each in found if each.effect is Effect.BREAKS] == []


def test_who_else_reads_the_words_has_to_be_looked_at(see):
    code = "a = {'lr': 0.1}\nAdam(**a)\nprint(a['lr'])\n"
    found = see(HEAD + code, baseline="1.15", select=("optimizer_learning_rate",)).findings
    assert {each.fix for each in found} == {Fix.REVIEW}


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("partial(tf.nn.dropout, keep_prob=0.5)", "tf.nn.dropout"),
        ("Adam(**{'lr': 0.1, 'decay': 0.5})", "tf.keras.optimizers.Adam(decay)"),
    ],
)
def test_what_takes_more_than_a_word_is_left_to_the_user(see, code, symbol):
    found = see(f"{HEAD}{code}\n", baseline="1.15").findings
    assert (symbol, Fix.MANUAL, ()) in {(each.symbol, each.fix, each.edits) for each in found}


@pytest.mark.parametrize(
    ("code", "symbols"),
    [
        ("getattr(tf, 'log')(1)", {"tf.log"}),
        ("getattr(tf.keras.utils, 'multi_gpu_model')", {"tf.keras.utils.multi_gpu_model"}),
        ("getattr(tf, 'log', None)", set()),
        ("getattr(tf, 'abs')(1)", set()),
        ("getattr(tf, name)(1)", set()),
    ],
)
def test_a_name_that_is_asked_for_as_text(see, code, symbols):
    found = see(f"{HEAD}{code}\n", baseline="1.15", select=("api",)).findings
    assert {each.symbol for each in found} == symbols
    assert {each.fix for each in found} <= {Fix.MANUAL}
