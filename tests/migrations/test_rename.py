"""A reference is made to mean another name, and everything around it stays as it is."""

import ast
from itertools import pairwise

import pytest

from matrices import symbols
from migrations.names import Names, canonical
from migrations.project import Code, Project
from migrations.rename import renamed
from migrations.rule import Edit
from migrations.text import read
from migrations.walk import walk

OLD, NEW = "tf.keras.a.f", "tf.keras.b.g"


def edits(source: bytes, old: str, new: str) -> tuple[Code, list[list[Edit] | None]]:
    """What each reference to the old name needs."""
    text = read("code.py", source)
    code = Code(text, walk(text.tree))
    names = Names(Project({"code.py": code}, {"code.py"}), symbols.load())
    found = [
        renamed(names, code, chain, scope, new)
        for chain, scope in code.outline.chains
        if names.dotted(chain, scope) == old
    ]
    for alias, statement, scope in code.outline.aliases:
        module = f"{statement.module}." if isinstance(statement, ast.ImportFrom) else ""
        if canonical(f"{module}{alias.name}") == old:
            found.append(renamed(names, code, alias, scope, new))
    return code, found


def rewritten(source: str, old: str = OLD, new: str = NEW) -> str | None:
    """The source with every reference renamed; None where one of them cannot be."""
    code, found = edits(source.encode(), old, new)
    assert found, "nothing refers to it"
    if None in found:
        return None
    wanted = sorted({edit for each in found for edit in each or []})
    assert all(one.end <= other.start for one, other in pairwise(wanted))
    changed = code.text.edited(wanted)
    ast.parse(changed)
    return changed.decode()


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("tf.keras.a.f(1)", "tf.keras.b.g", "tf.keras.b.g(1)"),
        ("tf.keras.a.f(1)", "tf.keras.a.g", "tf.keras.a.g(1)"),
        ("tf.keras.a.f(1)", "tf.keras.a.b.f", "tf.keras.a.b.f(1)"),
        ("tf.keras.a.f(1)", "tf.f", "tf.f(1)"),
        ("tf.keras.a.f(1)", "tf.keras.a", "tf.keras.a(1)"),
        ("tf.keras.a.f(1)", "tf.keras.a.f.x", "tf.keras.a.f.x(1)"),
        ("tf.keras.a.f.more.of(1)", "tf.keras.b.g", None),
        ("tf.keras . a . f(1)", "tf.keras.b.g", "tf.keras . b.g(1)"),
        ("tf.keras . a . f(1)", "tf.keras.a.g", "tf.keras . a . g(1)"),
        ("(tf.keras).a.f(1)", "tf.keras.b.g", "(tf.keras).b.g(1)"),
        ("(tf).keras.a.f(1)", "tf.f", "(tf).f(1)"),
        ("((tf.keras).a).f(1)", "tf.keras.a.g", "((tf.keras).a).g(1)"),
        ("((tf.keras).a).f(1)", "tf.keras.b.g", "((tf.keras).b).g(1)"),
        ("((tf.keras).a).f(1)", "tf.f", "tf.f(1)"),
        ("(tf.keras\n  .a  # why\n  .f(1))", "tf.keras.b.g", "(tf.keras\n  .b  # why\n  .g(1))"),
        ("(tf.keras\n  .a  # why\n  .f(1))", "tf.f", None),
        ("(tf.keras.\n  a.\n  f(1))", "tf.keras.b.c.g", "(tf.keras.\n  b.c.g(1))"),
        ("tf.\\\n  keras.a.f(1)", "tf.keras.a.g", "tf.\\\n  keras.a.g(1)"),
        ("é = 'ü'; tf.keras.a.f('é')", "tf.keras.b.g", "é = 'ü'; tf.keras.b.g('é')"),
        ("if x:\n\té = 'ü'; tf.keras.a.f('é')", "tf.keras.b.g", "if x:\n\té = 'ü'; tf.keras.b.g('é')"),
        ("x = '''\nü'''; tf.keras.a.f", "tf.keras.b.g", "x = '''\nü'''; tf.keras.b.g"),
        ("f'ü {tf.keras.a.f(1)} {x}'", "tf.keras.b.g", "f'ü {tf.keras.b.g(1)} {x}'"),
        ("@tf.keras.a.f\ndef h(): pass", "tf.keras.b.g", "@tf.keras.b.g\ndef h(): pass"),
        ("tf.keras.a.f(tf.keras.a.f(1))", "tf.keras.b.g", "tf.keras.b.g(tf.keras.b.g(1))"),
        ("tf.compat.v2.keras.a.f", "tf.keras.b.g", "tf.compat.v2.keras.b.g"),
        ("tf.keras.a.f", "torch.f", None),
        ("tf.keras.a.f", "tf_keras.a.f", None),
    ],
)
def test_chains(before, new, after):
    head = "import tensorflow as tf\n"
    if "more" in before:
        _code, found = edits(f"{head}{before}\n".encode(), OLD, new)
        assert found == []
        return
    assert rewritten(f"{head}{before}\n", new=new) == (None if after is None else f"{head}{after}\n")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("from tensorflow import keras as k\nk.a.f", NEW, "from tensorflow import keras as k\nk.b.g"),
        ("import tensorflow.keras.a as A\nA.f", "tf.keras.a.g", "import tensorflow.keras.a as A\nA.g"),
        ("import tensorflow.keras.a\ntensorflow.keras.a.f", "tf.x", "import tensorflow.keras.a\ntensorflow.x"),
        ("from tensorflow.keras import a, b\na.f", NEW, "from tensorflow.keras import a, b\nb.g"),
        (
            "import tensorflow as t\nfrom tensorflow.keras import a\na.f",
            NEW,
            ("import tensorflow as t\nfrom tensorflow.keras import a\nt.keras.b.g"),
        ),
        (
            "from tensorflow.keras import a\na.f",
            NEW,
            ("import tensorflow as tf\nfrom tensorflow.keras import a\ntf.keras.b.g"),
        ),
        ("from tensorflow.keras import a\ntf = 1\na.f", NEW, None),
        ("from x import *\nfrom tensorflow.keras import a\na.f", NEW, None),
        ("from tensorflow.keras import a\na.f\nimport tensorflow as tf", NEW, None),
        ("if x:\n    import tensorflow as tf\nfrom tensorflow.keras import a\na.f", NEW, None),
        ("def h():\n    from tensorflow.keras import a\n    a.f", NEW, None),
        ("import tensorflow as t\ndef h(t):\n    from tensorflow.keras import a\n    a.f", NEW, None),
        (
            "import tensorflow as t\ndef h():\n    from tensorflow.keras import a\n    a.f",
            NEW,
            "import tensorflow as t\ndef h():\n    from tensorflow.keras import a\n    t.keras.b.g",
        ),
        ("from tensorflow.keras import a\n(a\n.f)", NEW, None),
    ],
)
def test_chains_below_other_names(before, new, after):
    assert rewritten(f"{before}\n", new=new) == (None if after is None else f"{after}\n")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("import f", "tf.keras.b.f", "from tensorflow.keras.b import f"),
        ("import f", NEW, "from tensorflow.keras.b import g as f"),
        ("import f", "tf.keras.a.g", "from tensorflow.keras.a import g as f"),
        ("import f", "tf.f", "from tensorflow import f"),
        ("import f", "tf_keras.f", "from tf_keras import f"),
        ("import f", "tf_keras", "import tf_keras as f"),
        ("import f as h", NEW, "from tensorflow.keras.b import g as h"),
        ("import f as h", "tf.keras.b.h", "from tensorflow.keras.b import h"),
        ("import f as h", "tf.keras.a.g", "from tensorflow.keras.a import g as h"),
        ("import f  # why", NEW, "from tensorflow.keras.b import g as f  # why"),
        ("import (f)", NEW, "from tensorflow.keras.b import g as f"),
        ("import (\n    f,\n)", NEW, "from tensorflow.keras.b import g as f"),
        ("\\\n  import f", NEW, "from tensorflow.keras.b import g as f"),
        ("import f; x = 1", NEW, "from tensorflow.keras.b import g as f; x = 1"),
        ("import x, f", "tf.keras.a.g", "from tensorflow.keras.a import x, g as f"),
        ("import x, f", NEW, "from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import x"),
        ("import f, x", NEW, "from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import x"),
        ("import x, f, y", NEW, "from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import x, y"),
        ("import x, f as h, y", NEW, "from tensorflow.keras.b import g as h\nfrom tensorflow.keras.a import x, y"),
        ("import (x, f)", NEW, "from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import (x)"),
        (
            "import x, \\\n  f, \\\n  y",
            NEW,
            ("from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import x, \\\n  y"),
        ),
        (
            "import (\n    x,\n    f,\n)",
            NEW,
            ("from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import (\n    x,\n)"),
        ),
        (
            "import (\n    x,  # one\n    f,  # two\n)",
            NEW,
            ("from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import (\n    x,  # one\n)"),
        ),
        (
            "import (\n    x,  # one\n    f)",
            NEW,
            ("from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import (\n    x,  # one\n    )"),
        ),
        (
            "import (\n    f,  # one\n    x,  # two\n)",
            NEW,
            ("from tensorflow.keras.b import g as f\nfrom tensorflow.keras.a import (\n    x,  # two\n)"),
        ),
    ],
)
def test_names_in_import_statements(before, new, after):
    assert rewritten(f"from tensorflow.keras.a {before}\n", new=new) == f"{after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1; {}f, y", "x = 1; {new}; {}y"),
        ("if x: {}f, y", "if x: {new}; {}y"),
        ("if x: {}f", "if x: {new}"),
        ("try:\n\t{}f, y\nexcept E: pass", "try:\n\t{new}\n\t{}y\nexcept E: pass"),
        ("class A:\n  é = 'ü'; {}f, y", "class A:\n  é = 'ü'; {new}; {}y"),
        ("def h():\n    {}f, y\n    return f", "def h():\n    {new}\n    {}y\n    return f"),
    ],
)
def test_import_statements_anywhere(before, after):
    words = {"new": "from tensorflow.keras.b import g as f"}
    start = "from tensorflow.keras.a import "
    assert rewritten(before.format(start) + "\n") == after.format(start, **words) + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import tensorflow.keras.a as A", "from tensorflow.keras import b as A"),
        ("import os, tensorflow.keras.a as A, sys", "from tensorflow.keras import b as A\nimport os, sys"),
        ("import tensorflow.keras.a", "import tensorflow"),
        ("import tensorflow.keras.a, os", "import tensorflow\nimport os"),
        ("from tensorflow.keras import a", "from tensorflow.keras import b as a"),
    ],
)
def test_modules(before, after):
    assert rewritten(f"{before}\n", "tf.keras.a", "tf.keras.b") == f"{after}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_bytes_around_stay(end):
    lines = ["import tensorflow as tf", "x = 'ü'; tf.keras.a.f", "from tensorflow.keras.a import x, f"]
    source = b"\xef\xbb\xbf" + end.join([*lines, ""]).encode()
    code, found = edits(source, OLD, NEW)
    changed = code.text.edited(sorted(edit for each in found for edit in each or []))
    after = [
        lines[0],
        "x = 'ü'; tf.keras.b.g",
        "from tensorflow.keras.b import g as f",
        "from tensorflow.keras.a import x",
    ]
    assert changed == b"\xef\xbb\xbf" + end.join([*after, ""]).encode()


def test_a_plain_name_has_no_edit():
    code, _ = edits(b"from tensorflow.keras.a import f\nf(1)\n", OLD, NEW)
    names = Names(Project({"code.py": code}, {"code.py"}))
    call = code.text.tree.body[1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert renamed(names, code, call.value.func, code.outline.top, NEW) is None
