"""The many ways to ask which TensorFlow runs, each held against what Python would say."""

import ast

import pytest
from packaging.version import Version

from matrices import symbols
from migrations.conditions import Conditions
from migrations.names import Names
from migrations.scopes import Scope
from tests.migrations.test_names import project

MINORS = ("1.13", "1.15", "2.1", "2.10", "2.16", "2.21")


def last_if(source: str, **others: str) -> tuple[Conditions, ast.expr, Scope]:
    """The condition of the file's last `if`."""
    world = project(code=source, **others)
    node, scope = [place for place in world.files["code.py"].outline.branches if isinstance(place[0], ast.If)][-1]
    assert isinstance(node, ast.If)
    index = symbols.load()
    return Conditions(Names(world, index), index), node.test, scope


def holding(source: str, **others: str) -> list[str | None]:
    """The minors where the last condition holds; None in place of each where nobody can tell."""
    conditions, test, scope = last_if(source, **others)
    assert conditions.asks(test, scope)
    answers = {minor: conditions.holds(test, scope, minor) for minor in MINORS}
    return [minor if answer else None for minor, answer in answers.items() if answer is not False]


def program(setup: str, condition: str) -> str:
    return f"import tensorflow as tf\n{setup}\nif {condition}:\n    pass\n"


def since(first: str) -> list[str]:
    return [minor for minor in MINORS if Version(minor) >= Version(first)]


def before(last: str) -> list[str]:
    return [minor for minor in MINORS if Version(minor) < Version(last)]


WRITTEN = [
    ("tf.__version__.startswith('2')", since("2.0")),
    ("tf.__version__.startswith('2.')", since("2.0")),
    ("tf.__version__.startswith(('0.', '1.'))", before("2.0")),
    ("not tf.__version__.startswith('1')", since("2.0")),
    ("tf.__version__[0] == '2'", since("2.0")),
    ("int(tf.__version__[0]) >= 2", since("2.0")),
    ("int(tf.__version__[0]) > 1", since("2.0")),
    ("tf.__version__[0:2] == '1.'", before("2.0")),
    ("tf.__version__[:4] == '1.15'", ["1.15"]),
    ("tf.__version__ >= '2'", since("2.0")),
    ("'2.0.0' > tf.__version__", before("2.0")),
    ("2 <= int(tf.__version__.split('.')[0])", since("2.0")),
    ("1 < int(tf.__version__[0]) < 3", since("2.0")),
    ("tf.__version__.split('.')[0] == '2'", since("2.0")),
    ("tf.__version__.split('.')[0] in ('2', '3')", since("2.0")),
    ("int(tf.__version__.split('.')[0]) == 2 and int(tf.__version__.split('.')[1]) >= 16", since("2.16")),
    ("tuple(map(int, tf.__version__.split('.')[:2])) >= (2, 16)", since("2.16")),
    ("(2, 16) <= tuple(map(int, tf.__version__.split('.')[:2])) < (3, 0)", since("2.16")),
    ("tuple(int(x) for x in tf.__version__.split('.')[:2]) >= (2, 16)", since("2.16")),
    ("[int(x) for x in tf.__version__.split('.')[:2]] >= [2, 16]", since("2.16")),
    ("[int(x) for x in tf.__version__.split('.') if x.strip()] >= [2, 16]", since("2.16")),
    ("list(map(int, tf.__version__.split('.'))) < [2, 0, 0]", before("2.0")),
    ("float(tf.__version__[:3]) >= 2.0", since("2.0")),
    ("float('.'.join(tf.__version__.split('.')[:2])) >= 2.0", since("2.0")),
    ("float(tf.__version__.rsplit('.', 1)[0]) < 2", before("2.0")),
    ("int(tf.__version__.partition('.')[0]) == 1", before("2.0")),
    ("tf.__version__.find('2.') == 0", since("2.0")),
    ("tf.VERSION.startswith('1')", before("2.0")),
    ("tf.version.VERSION >= '2'", since("2.0")),
    ("bool(tf.__version__ >= '2') is True", since("2.0")),
    ("tf.__version__ == '2.9.0'", []),
    ("hasattr(tf, 'Session')", before("2.0")),
    ("not hasattr(tf, 'Session')", since("2.0")),
    ("hasattr(tf.compat, 'v1') and hasattr(tf.compat.v1, 'Session')", list(MINORS)),
    ("getattr(tf, 'Session', None)", before("2.0")),
    ("getattr(tf, 'Session', None) is not None", before("2.0")),
    ("'Session' in dir(tf)", before("2.0")),
    ("tf.keras.__version__.startswith('3')", since("2.16")),
    ("tf.keras.__version__.startswith('2.2.4')", before("2.2")),
    ("True if tf.__version__ >= '2' else False", since("2.0")),
    ("tf.__version__ > '2' or tf.__version__ < '1.14'", ["1.13", *since("2.0")]),
]


@pytest.mark.parametrize(("condition", "minors"), WRITTEN)
def test_what_needs_no_more_than_tensorflow(condition, minors):
    assert holding(program("", condition)) == minors


@pytest.mark.parametrize(
    ("setup", "condition", "minors"),
    [
        ("from distutils.version import LooseVersion", "LooseVersion(tf.__version__) >= '2.10'", since("2.10")),
        ("from distutils.version import StrictVersion as V", "V(tf.__version__) >= V('2.16.0')", since("2.16")),
        ("from distutils import version", "version.LooseVersion(tf.VERSION) < version.LooseVersion('1.15')", ["1.13"]),
        ("from distutils.version import LooseVersion", "LooseVersion(tf.__version__).version[0] == 1", before("2")),
        ("from packaging import version", "version.parse(tf.__version__) >= version.parse('2.10')", since("2.10")),
        ("from packaging import version", "version.parse(tf.__version__).release >= (2, 10)", since("2.10")),
        ("from packaging.version import Version", "not Version(tf.__version__) < Version('2.10')", since("2.10")),
        ("from packaging.version import Version", "Version(tf.__version__) < Version('2.0.0-rc0')", before("2.0")),
        ("import packaging.version as v", "v.parse(tf.__version__).major == 2", since("2.0")),
        ("import pkg_resources as p", "p.parse_version(tf.__version__) >= p.parse_version('2')", since("2.0")),
        ("from importlib.metadata import version", "version('tensorflow') >= '2'", since("2.0")),
        ("from packaging.specifiers import SpecifierSet", "tf.__version__ in SpecifierSet('>=2.10')", since("2.10")),
        ("from packaging.specifiers import SpecifierSet", "SpecifierSet('<2').contains(tf.__version__)", before("2")),
        ("import re", "re.match(r'^2\\.', tf.__version__)", since("2.0")),
        ("from tensorflow import __version__ as v", "v.startswith('2')", since("2.0")),
        ("from tensorflow.python import tf2", "tf2.enabled()", since("2.0")),
        ("import keras", "keras.__version__ >= '3'", since("2.16")),
        ("V = tf.__version__", "V.startswith('2')", since("2.0")),
        ("TF2 = tf.__version__.startswith('2')", "not TF2", before("2.0")),
        ("TF2 = True if tf.__version__ > '2' else False", "TF2", since("2.0")),
        ("major, minor = tf.__version__.split('.')[:2]", "int(major) >= 2 and int(minor) > 9", since("2.10")),
        ("major, minor, _ = map(int, tf.__version__.split('.'))", "major * 100 + minor >= 210", since("2.10")),
        ("v = [int(x) for x in tf.__version__.split('.')[:2]]", "v[0] == 2 and v[1] >= 16", since("2.16")),
        ("if tf.__version__ < '2':\n    OLD = True\nelse:\n    OLD = False", "OLD", before("2.0")),
        ("OLD = False\nif tf.__version__ < '2':\n    OLD = True", "OLD", before("2.0")),
        ("try:\n    tf.Session\n    OLD = True\nexcept AttributeError:\n    OLD = False", "OLD", before("2.0")),
        ("def is_tf2():\n    'Which?'\n    return tf.__version__.startswith('2')", "is_tf2()", since("2.0")),
        ("def at_least(v):\n    return tf.__version__ >= v", "at_least('2')", since("2.0")),
        (
            "def at_least(v='2'):\n    if tf.__version__ >= v:\n        return 1\n    return 0",
            "at_least()",
            since("2.0"),
        ),
        ("def major():\n    v = tf.__version__\n    return int(v[0])", "major() == 1", before("2.0")),
        ("class C:\n    v = tf.__version__", "C.v.startswith('2')", since("2.0")),
        ("import sys", "sys.version_info[0] < 3", []),
        ("import sys", "sys.version_info >= (3, 0)", list(MINORS)),
        ("import sys", "sys.version[0] == '2'", []),
        ("import six", "six.PY2 or tf.__version__ < '2'", before("2.0")),
        ("from typing import TYPE_CHECKING", "TYPE_CHECKING", []),
    ],
)
def test_what_is_prepared_before(setup, condition, minors):
    assert holding(program(setup, condition)) == minors


@pytest.mark.parametrize(
    ("setup", "condition"),
    [
        ("", "tf.__version__.foo('2')"),
        ("", "tf.__version__ >= unknown"),
        ("", "tf.__version__ >= 2"),
        ("", "tf.__version__.split('.')[7] == '1'"),
        ("", "hasattr(tf, name)"),
        ("import sys", "sys.version_info >= (3, 12)"),
        ("def v(*a):\n    return tf.__version__ > a[0]", "v('2')"),
        ("def v():\n    while True:\n        return tf.__version__ > '2'", "v()"),
        ("def v():\n    return v() or tf.__version__ > '2'", "v()"),
        ("from compat import TF2", "TF2"),
        ("import torch", "hasattr(torch, 'compile')"),
        ("import numpy as np", "np.__version__ < '2'"),
    ],
)
def test_what_nobody_can_tell(setup, condition):
    assert holding(program(setup, condition)) == [None] * len(MINORS)


def test_one_part_may_decide():
    looped = program("TF2 = False\nfor x in y:\n    TF2 = tf.__version__ > '2'", "TF2")
    assert holding(looped) == [None] * len(since("2.0"))
    assert holding(program("", "tf.__version__ < '2' and args.x")) == [None, None]
    assert holding(program("", "args.x or tf.__version__ >= '2'")) == [None, None, *since("2.0")]


def test_the_patch_that_runs_is_not_known():
    assert holding(program("", "tf.__version__ in ['1.13.1', '1.15.0']")) == [None, "1.15"]


@pytest.mark.parametrize(
    "others",
    [
        {"flags": "import tensorflow as tf\nTF2 = tf.__version__ >= '2'"},
        {"flags": "from version import TF2", "version": "import tensorflow as tf\nTF2 = tf.__version__ >= '2'"},
    ],
)
def test_flags_of_other_modules(others):
    assert holding(program("from flags import TF2", "TF2"), **others) == since("2.0")
    assert holding(program("import flags", "flags.TF2"), **others) == since("2.0")


@pytest.mark.parametrize(
    ("setup", "condition"),
    [
        ("", "args.model_version == 2"),
        ("", "model_version > 1"),
        ("", "tf.executing_eagerly()"),
        ("", "FLAGS.v1"),
        ("TF2 = False", "TF2"),
        ("", "hasattr(self, 'model')"),
        ("x = 1", "x"),
        ("def f():\n    return 3", "f()"),
    ],
)
def test_other_questions_are_none_of_ours(setup, condition):
    conditions, test, scope = last_if(program(setup, condition))
    assert not conditions.asks(test, scope)
    assert conditions.lets(test, scope, "2.21", wanted=True)
    assert conditions.lets(test, scope, "2.21", wanted=False)


@pytest.mark.parametrize(
    ("condition", "reached", "otherwise"),
    [
        ("tf.__version__ < '2' and args.x", before("2.0"), list(MINORS)),
        ("tf.__version__ < '2' or args.x", list(MINORS), since("2.0")),
        ("not (tf.__version__ < '2' and args.x)", list(MINORS), before("2.0")),
        ("tf.__version__ >= unknown", [], []),
        ("0", [], list(MINORS)),
    ],
)
def test_which_minors_a_branch_lets_through(condition, reached, otherwise):
    conditions, test, scope = last_if(program("", condition))
    assert [each for each in MINORS if conditions.lets(test, scope, each, wanted=True)] == reached
    assert [each for each in MINORS if conditions.lets(test, scope, each, wanted=False)] == otherwise
