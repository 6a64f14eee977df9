"""What stands in a branch on the version is only said of the versions that reach it."""

import pytest

from migrations.guards import Guards

GONE = "tf.log(1)"
"""There to 1.15."""


@pytest.fixture
def spans(see):
    """From when to when something is said, line by line."""

    def spans(code: str, baseline: str = "1.14", **files: str) -> list[tuple[int, str, str | None]]:
        analysis = see(f"import tensorflow as tf\n{code}", baseline=baseline, select=("api",), **files)
        assert analysis.problems == ()
        return sorted({(f.line, f.since, f.until) for f in analysis.findings if f.path == "code.py"}, key=str)

    return spans


OUT = [
    # branches
    "if tf.__version__ < '2':\n    {}",
    "if tf.__version__ >= '2':\n    pass\nelse:\n    {}",
    "if tf.__version__ >= '2.10':\n    pass\nelif tf.__version__ >= '2':\n    pass\nelse:\n    {}",
    "if x:\n    if tf.__version__ < '2':\n        for y in z:\n            {}",
    "if tf.__version__ < '2' and x:\n    {}",
    "if not (x or tf.__version__ >= '2'):\n    {}",
    "if x or tf.__version__ >= '2':\n    pass\nelse:\n    {}",
    "if x:\n    pass\nelif hasattr(tf, 'log'):\n    {}",
    "TF2 = tf.__version__.startswith('2')\ndef f():\n    if not TF2:\n        {}",
    "class A:\n    TF2 = tf.__version__.startswith('2')\n    def f(self):\n        if not A.TF2:\n            {}",
    "if tf.__version__ < '2':\n    class A:\n        def f(self):\n            {}",
    "import six\nif six.PY2:\n    {}",
    "import sys\nif sys.version_info < (3,):\n    {}",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}",
    "if False:\n    {}",
    "if 0:\n    {}\nelse:\n    pass",
    # expressions
    "s = {} if tf.__version__ < '2' else None",
    "s = None if tf.__version__ >= '2' else {}",
    "s = tf.__version__ < '2' and {}",
    "s = tf.__version__ >= '2' or {}",
    "s = x and hasattr(tf, 'log') and y and {}",
    "x = 'üüüüüüüüüüüü'; s = {} if tf.__version__ < '2' else None",
    "x = 'üüüüüüüüüüüü'; s = None if tf.__version__ >= '2' else {}",
    # what comes after
    "def f():\n    if tf.__version__ >= '2':\n        return 1\n    {}",
    "def f():\n    if tf.__version__ < '2':\n        pass\n    else:\n        return 1\n    x = 1\n    return {}",
    "for x in y:\n    if tf.__version__ >= '2':\n        continue\n    {}",
    # tries
    "try:\n    {}\nexcept AttributeError:\n    pass",
    "try:\n    s = {}\nexcept (KeyError, AttributeError) as e:\n    s = None",
    "try:\n    {}\nexcept Exception:\n    pass",
    "try:\n    s = {}\nexcept:\n    s = tf.compat.v1.log()",
    "try:\n    import tensorflow.contrib.slim\nexcept ImportError:\n    pass\nelse:\n    {}",
    "try:\n    import tensorflow.contrib.slim\n    {}\nexcept ImportError:\n    pass",
    "try:\n    from tensorflow.contrib import rnn\n    O = True\nexcept ImportError:\n    O = False\nif O:\n    {}",
    "try:\n    import tensorflow.compat.v1\nexcept ImportError:\n    {}",
    "try:\n    from tensorflow import keras\nexcept:\n    {}",
    "try:\n    s = tf.compat.v1.log\nexcept AttributeError:\n    s = {}",
    # functions
    "def old():\n    {}\ndef new(): pass\nif tf.__version__ < '2':\n    old()\nelse:\n    new()",
    "def old():\n    {}\nrun = old if tf.__version__ < '2' else None\nrun()",
    "def old(x):\n    old(x)\n    {}\ndef main():\n    if tf.__version__ >= '2':\n        return\n    old(1)\nmain()",
    "class Old:\n    def f(self): {}\nif tf.__version__ < '2':\n    Old().f()",
    # tests
    "import pytest\n@pytest.mark.skipif(tf.__version__ >= '2', reason='')\ndef test_x():\n    {}",
    "import unittest\n@unittest.skipUnless(tf.__version__ < '2', '')\nclass T(unittest.TestCase):\n    def t(self): {}",
]


@pytest.mark.parametrize("code", OUT)
def test_what_no_later_version_reaches_is_not_said(spans, code):
    assert spans(code.format(GONE)) == []


def test_all_of_these_are_found_where_nobody_looks_at_branches(spans, monkeypatch):
    monkeypatch.setattr(Guards, "reached", lambda *_: True)
    assert [code for code in OUT if not spans(code.format(GONE))] == []


@pytest.mark.parametrize(
    "code",
    [
        "if x:\n    {}",
        "if tf.__version__ >= '2':\n    {}",
        "if tf.__version__ < '2':\n    pass\n{}",
        "if tf.__version__ < '2' or x:\n    {}",
        "if x and tf.__version__ < '2':\n    pass\nelse:\n    {}",
        "if model_version == 2:\n    {}",
        "if args.tf_records:\n    {}",
        "if hasattr(args, 'x'):\n    {}",
        "TF2 = True\nif TF2:\n    {}",
        "if True:\n    {}",
        "def f():\n    if tf.__version__ >= '2':\n        x = 1\n    {}",
        "def f():\n    if tf.__version__ >= '2':\n        raise SystemExit\n    {}",
        "def f():\n    if x:\n        return 1\n    {}",
        "def f():\n    if tf.__version__ >= '2':\n        return 1\ndef g():\n    {}",
        "def old():\n    {}\nif tf.__version__ < '2':\n    old()\nold()",
        "def old():\n    {}\nif tf.__version__ < '2':\n    old()\n__all__ = ['old']",
        "def old():\n    {}\nif tf.__version__ < '2':\n    pass",
        "def old():\n    {}\nif x:\n    old()",
        "def old():\n    {}\ntry:\n    old()\nexcept AttributeError:\n    pass",
        "def old():\n    {}\nif tf.__version__ < '2':\n    old()\nelse:\n    old()",
        "@register\ndef old():\n    {}\nif tf.__version__ < '2':\n    old()",
        "def old():\n    {}\nif x:\n    def old(): pass\nif tf.__version__ < '2':\n    old()",
        "try:\n    {}\nexcept KeyError:\n    pass",
        "try:\n    {}\nexcept ValueError as e:\n    s = None",
        "try:\n    x()\n    y()\n    z()\n    {}\nexcept Exception:\n    pass",
        "try:\n    with x:\n        {}\nexcept Exception:\n    pass",
        "try:\n    {}\nexcept Exception as e:\n    print(e)",
        "try:\n    {}\nexcept AttributeError:\n    raise SystemExit",
        "try:\n    {}\nexcept AttributeError:\n    print(1)\n    sys.exit(1)",
        "try:\n    import x\nfinally:\n    {}",
        "try:\n    import tensorflow.contrib.slim\nexcept ImportError:\n    {}",
        "try:\n    import tensorflow.contrib.slim\nexcept ImportError:\n    pass\n{}",
        "try:\n    s = tf.log\nexcept AttributeError:\n    s = {}",
        "try:\n    import json\n    {}\nexcept ImportError:\n    pass",
    ],
)
def test_what_may_be_reached_is_said(spans, code):
    assert [(since, until) for _, since, until in spans(code.format(GONE))] == [("2.0", None)]


@pytest.mark.parametrize(
    ("test", "span"),
    [
        ("tf.__version__ >= '2.10'", [("2.2", None)]),  # so it is with text
        ("tuple(map(int, tf.__version__.split('.')[:2])) >= (2, 10)", [("2.10", None)]),
        ("tuple(map(int, tf.__version__.split('.')[:2])) < (2, 10)", [("2.0", "2.9")]),
        (
            "tuple(map(int, tf.__version__.split('.')[:2])) in [(2, 4), (2, 5), (2, 9)]",
            [("2.4", "2.5"), ("2.9", "2.9")],
        ),
    ],
)
def test_a_finding_is_cut_to_what_reaches_it(spans, test, span):
    assert [(since, until) for _, since, until in spans(f"if {test}:\n    {GONE}")] == span


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    from tensorflow.contrib import rnn\nexcept ImportError:\n    rnn = mine",
        "try:\n    from tensorflow.contrib import rnn\nexcept (ImportError, KeyError):\n    rnn = None",
        "try:\n    from tensorflow.contrib import rnn\nexcept ModuleNotFoundError:\n    rnn = None",
        "try:\n    from tensorflow.contrib import rnn\nexcept Exception:\n    rnn = None",
        "try:\n    from tensorflow.contrib import rnn\nexcept:\n    rnn = None",
        "if tf.__version__ < '2':\n    from tensorflow.contrib import rnn",
        "def f():\n    if tf.__version__ >= '2':\n        return\n    from tensorflow.contrib import rnn",
    ],
)
def test_imports_that_may_fail_are_not_said(spans, code):
    assert spans(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "from tensorflow.contrib import rnn",
        "try:\n    from tensorflow.contrib import rnn\nexcept KeyError:\n    rnn = None",
        "try:\n    from tensorflow.contrib import rnn\nexcept ImportError as e:\n    raise e",
        "try:\n    from tensorflow.contrib import rnn\nexcept ImportError:\n    print('install it')\n    sys.exit(1)",
        "try:\n    from tensorflow.contrib import rnn\n    t(rnn)\n    x()\n    y\nexcept Exception:\n    rnn = None",
    ],
)
def test_imports_that_have_to_work_are_said(spans, code):
    assert [(since, until) for _, since, until in spans(code)] == [("2.0", None)]


def test_flags_of_another_module(spans):
    flags = "import tensorflow as tf\nIS_TF2 = tf.__version__ >= '2'"
    assert spans(f"from flags import IS_TF2\nif not IS_TF2:\n    {GONE}", flags=flags) == []
    assert spans(f"from flags import IS_TF2\nif IS_TF2:\n    {GONE}", flags=flags) == [(4, "2.0", None)]


MEMBER = "m = tf.keras.Sequential()\n"


@pytest.mark.parametrize(
    "code",
    [
        "if hasattr(m, 'predict_classes'):\n    m.predict_classes(x)",
        "if x and hasattr(m, 'predict_classes'):\n    m.predict_classes(x)",
        "y = m.predict_classes(x) if hasattr(m, 'predict_classes') else m.predict(x)",
    ],
)
def test_members_that_are_asked_for_first(spans, code):
    assert spans(MEMBER + code, "2.3") == []


@pytest.mark.parametrize(
    "code",
    [
        "if hasattr(m, 'predict'):\n    m.predict_classes(x)",
        "if hasattr(m, 'predict_classes'):\n    pass\nelse:\n    m.predict_classes(x)",
        "if x or hasattr(m, 'predict_classes'):\n    m.predict_classes(x)",
    ],
)
def test_other_members_are_none_of_its_business(spans, code):
    assert [since for _, since, _ in spans(MEMBER + code, "2.3")] == ["2.6"]


@pytest.mark.parametrize(
    "other", ["from code import old\nold()", "import code\ncode.old()", "from code import *\nold()"]
)
def test_functions_that_other_files_use(spans, other):
    code = f"def old():\n    {GONE}\nif tf.__version__ < '2':\n    old()"
    assert spans(code, other="import tensorflow") == []
    assert spans(code, other=f"import tensorflow\n{other}") == [(3, "2.0", None)]
