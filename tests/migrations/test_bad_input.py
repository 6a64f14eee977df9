"""Whatever a file is: it costs one line, or nothing, and never the run."""

import time

import pytest
from packaging.version import Version

from migrations.analysis import Analysis
from migrations.engine import analyse

NEW = Version("2.21")
HEAD = "import tensorflow as tf\n"
DEEP = 10_000
GOOD = b"import tensorflow as tf\ntf.keras.optimizers.Adam(lr=0.1)\n"


def see(source: bytes | str) -> Analysis:
    code = source.encode() if isinstance(source, str) else source
    return analyse({"bad.py": code, "good.py": GOOD}, baseline=Version("2.10"))


@pytest.mark.parametrize(
    "code",
    [
        "x = tf" + ".a" * DEEP,
        "x = tf.f" + "(1)" * DEEP,
        "x = tf.f" + "[0]" * DEEP,
        "x = tf.data.Dataset.range(3)" + ".map(f)" * DEEP,
        "x = " + "(" * DEEP + ")" * DEEP,
        "x = " + "[" * DEEP + "]" * DEEP,
        "x = " + "{0:" * DEEP + "1" + "}" * DEEP,
        "x = " + "-" * DEEP + "1",
        "x = " + "not " * DEEP + "1",
        "x = " + "+".join(["tf.f(1)"] * DEEP),
        "x = " + "**".join(["tf.f(1)"] * DEEP),
        "x = " + "lambda: " * DEEP + "1",
        "x = " + "1 if 1 else " * DEEP + "1",
        "if 1:\n    pass\n" + "".join(f"elif {number}:\n    pass\n" for number in range(DEEP)),
        "".join("  " * depth + "if 1:\n" for depth in range(200)) + "  " * 200 + "pass\n",
        "x = " + "f'{" * 200 + "'",
        "".join(f"x{number + 1} = x{number}\n" for number in range(DEEP)) + f"x{DEEP}.fit()\n",
        "def f0(): return f0()\n"
        + "".join(f"def f{n + 1}(): return f{n}()\n" for n in range(DEEP))
        + f"f{DEEP}().fit()",
        "class A(B): pass\nclass B(A): pass\nA().fit()\nx = y\ny = x\nx.fit()\n",
    ],
    ids=lambda code: code[:24].replace("\n", " "),
)
def test_depth_is_a_line_at_most(code: str):
    analysis = see(HEAD + code)
    assert len(analysis.problems) <= 1
    assert all(problem.path == "bad.py" and "\n" not in problem.message for problem in analysis.problems)
    assert "learning_rate" in analysis.patched(NEW)["good.py"].decode()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"import tensorflow\0", "The file contains a null byte."),
        (b"import tensorflow\nprint 'x'\n", "not valid Python 3"),
        (b"import tensorflow\nexec 'x'\n", "not valid Python 3"),
        (b"import tensorflow\ntry:\n    pass\nexcept E, e:\n    pass\n", "not valid Python 3"),
        (b"import tensorflow\nx = 0777\n", "not valid Python 3"),
        (b"import tensorflow\nraise E, 'x'\n", "not valid Python 3"),
        (b"import tensorflow\nx <> y\n", "not valid Python 3"),
        (b"import tensorflow\nif 1:\n        a\n\tb\n", "inconsistent use of tabs"),
        (b"import tensorflow\nx = '\xe9'\n", "The file is not valid utf-8."),
        (b"# coding: nonsense\nimport tensorflow\n", "encoding is unknown"),
        (b"# coding: utf-16\nimport tensorflow\n", ""),
        ("import tensorflow".encode("utf-16"), None),
        (b"\xef\xbb\xbf# coding: latin-1\nimport tensorflow\n", "encoding is unknown"),
        (b"import tensorflow\nf(", "was never closed"),
        (b"import tensorflow\n<<<<<<< HEAD\n", "not valid Python 3"),
        (b"import tensorflow\n'''", "unterminated"),
    ],
)
def test_what_does_not_parse_is_one_line_and_stays(source: bytes, message: str | None):
    analysis = see(source)
    assert [problem.path for problem in analysis.problems] == ([] if message is None else ["bad.py"])
    assert all(message in problem.message for problem in analysis.problems if message)
    assert set(analysis.patched(NEW)) == {"good.py"}


def test_python_2_that_parses_is_read():
    code = HEAD + "print('x')\nfor i in xrange(3): unicode(i)\ntf.keras.optimizers.Adam(lr=0.1)\n"
    assert "learning_rate" in see(code).patched(NEW)["bad.py"].decode()


def test_a_hundred_thousand_lines():
    code = HEAD + "x = 1\n" * 50_000 + "y = tf.keras.optimizers.Adam(lr=0.1)\n" * 300 + "z = [1, 2]\n" * 50_000
    before = time.process_time()
    changed = see(code).patched(NEW)["bad.py"].decode()
    assert changed == code.replace("lr=", "learning_rate=")
    assert time.process_time() - before < 60


def test_one_line_of_five_million_characters():
    code = f"{HEAD}x = '{'a' * 5_000_000}'; y = tf.keras.optimizers.Adam(lr=0.1)\n"
    assert see(code).patched(NEW)["bad.py"].decode() == code.replace("lr=", "learning_rate=")
