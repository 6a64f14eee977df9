"""The bench of bad references: its own resolver, its judgement by the API index, and what it says of a patch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bench.referring.comparing import compare, look
from bench.referring.judging import Judge
from bench.referring.names import references

ROOT = Path(__file__).parents[2]
NEWEST = Judge("2.21")


def names(source: str) -> list[str]:
    return [reference.name for reference in references(ast.parse(source))]


def faults(source: str, judge: Judge = NEWEST) -> list[str]:
    return [bad.fault for bad in look("a.py", source.encode(), judge).bad]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import tensorflow as t\nt.log(1)", ["tf.log"]),
        ("import tensorflow.compat.v1 as tf\ntf.log(1)", ["tf.compat.v1", "tf.compat.v1.log"]),
        ("from tensorflow import keras as k\nk.layers.Dense(1)", ["tf.keras", "tf.keras.layers.Dense"]),
        ("from keras.layers import Dense as D\nD(1)", ["keras.layers.Dense", "keras.layers.Dense"]),
        ("import tensorflow as tf\nK = tf.keras.backend\nK.sum(1)", ["tf.keras.backend", "tf.keras.backend.sum"]),
        ("def f():\n    import tensorflow as tf\n    return tf.log", ["tf.log"]),
        ("import tensorflow as tf\nclass A(tf.Module):\n    def f(self): return tf.log(1)", ["tf.Module", "tf.log"]),
        ("import tensorflow as tf\ntf.a(1)(tf.b)", ["tf.a", "tf.b"]),
        ("import tensorflow as tf\n[tf.log(x) for x in tf.y]", ["tf.log", "tf.y"]),
    ],
)
def test_references_are_found_through_aliases(source: str, found: list[str]):
    assert names(source) == found


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\ndef f(tf): return tf.log",
        "import tensorflow as tf\ntf = None\ntf.log",
        "import tensorflow as tf\nlambda tf: tf.log",
        "import tensorflow as tf\n[tf.log for tf in ()]",
        "import torch as tf\ntf.log",
        "from .tensorflow import x\nx.log",
        "import numpy\nnumpy.log(1)",
        "class A:\n    import tensorflow as tf\n    def f(self): return tf.log",
    ],
)
def test_what_is_another_name_is_left_out(source: str):
    assert [name for name in names(source) if name.endswith(".log")] == []


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\nif hasattr(tf, 'log'):\n    tf.log(1)",
        "import tensorflow as tf\nif tf.__version__ < '2':\n    tf.log(1)\nelse:\n    tf.math.log(1)",
        "import tensorflow as tf\nOLD = tf.__version__.startswith('1')\ntf.log(1) if OLD else tf.math.log(1)",
        "try:\n    from tensorflow.contrib import slim\nexcept ImportError:\n    slim = None",
    ],
)
def test_what_a_guard_protects_is_not_counted(source: str):
    assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import tensorflow as tf\ntf.log(1)", "tf.log is not there"),
        ("import tensorflow.contrib.slim as slim", "tf.contrib is not there"),
        ("from tensorflow.contrib import slim", "tf.contrib is not there"),
        ("import tensorflow as tf\ntf.reduce_sum(1, keep_dims=True)", "tf.reduce_sum: unknown keyword: keep_dims"),
        ("import tensorflow as tf\ntf.abs()", "tf.abs: missing: x"),
        ("import tensorflow as tf\ntf.compat.v1.layers.dense(1)", "tf.compat.v1.layers is not there"),
        ("import tensorflow as tf\ntf.keras.optimizers.legacy.SGD()", "tf.keras.optimizers.legacy.SGD only raises"),
        ("from keras.layers.core import Dense", "keras.layers.core is not there"),
    ],
)
def test_bad_references_and_why(source: str, fault: str):
    assert faults(source) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\ntf.math.log(1)",
        "import tensorflow as tf\nprint(tf.__version__)",
        "import tensorflow as tf\ntf.reduce_sum(*a, **b)",
        "import tensorflow as tf\ntf.keras.layers.Layer.__init__(self, name='x')",
        "import tensorflow as tf\ntf.keras.layers.Dense.from_config({})",
        "import tensorflow as tf\ntf.float32.name",
        "from tensorflow.python.framework import ops\nops.convert_to_tensor(1)",
        "import keras\nkeras.layers.Dense(1)",
        "from tensorflow.keras.layers import *",
        "import tensorflow as tf\ntf.model = 1\ntf.model.fit(2)",
        "import tensorflow.compat.v1 as tf\ntf.compat.v1.log(1)\ntf.compat.v2.abs(1)",
    ],
)
def test_good_references(source: str):
    assert faults(source) == []


def compared(before: str, after: str, lines: set[int] | None = None):
    old, new = before.encode(), after.encode()
    return compare((old, look("a.py", old, NEWEST)), (new, look("a.py", new, NEWEST)), lines or set(), set())


def test_what_is_left_without_a_finding_is_silent():
    source = "import tensorflow as tf\ntf.log(1)\ntf.div(\n    1, 2)\n"
    assert [bad.name for bad in compared(source, source, {4}).silent] == ["tf.log"]


def test_a_finding_counts_for_what_its_edit_left_in_its_place():
    before = "import tensorflow as tf\ntf.a(1)\nx = tf.contrib.layers\n"
    after = "import tensorflow as tf\n# more\ntf.a(1)\nx = tf.compat.v1.contrib.layers\n"
    assert [bad.name for bad in compared(before, after, {3}).silent] == ["tf.a"]


def test_a_good_reference_that_a_patch_turns_bad_is_seen():
    before = "import tensorflow as tf\ntf.math.log(1)\ntf.log(2)\n"
    assert compared(before, before.replace("tf.log(2)", "tf.math.log(2)")).turned == ()
    worse = compared(before, before.replace("tf.math.log(1)", "tf.log(1)"))
    assert [bad.line for bad in worse.turned] == [2]
    root = compared(before, before.replace("tensorflow as tf", "tensorflow.compat.v1 as tf"))
    assert root.turned == ()
    flags = "import tensorflow as tf\ntf.nn.silu(1)\n"
    assert [
        bad.line for bad in compared(flags, flags.replace("tensorflow as", "tensorflow.compat.v1.nn as")).turned
    ] == [2]


def test_a_bad_one_that_stays_bad_in_other_words_is_not_turned():
    before = "import tensorflow as tf\ntf.contrib.layers.flatten(1)\n"
    assert compared(before, before.replace("tf.contrib", "tf.compat.v1.contrib")).turned == ()


def test_the_command_measures_a_folder(tmp_path: Path):
    (tmp_path / "a.py").write_text("import tensorflow as tf\nprint(tf.log(1.0), tf.math.exp(1.0))\n")
    (tmp_path / "old.py").write_text("print 'no Python 3'\n")
    command = [sys.executable, "bench/references.py", str(tmp_path), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 references: 1 bad before (50.0%), 0 after (0.0%)" in done.stdout


def test_a_name_that_no_version_has_is_told_apart():
    source = b"import tensorflow as tf\ntf.log(1)\ntf.histogram_summary(1)\n"
    assert [(bad.name, bad.foreign) for bad in look("a.py", source, NEWEST).bad] == [
        ("tf.log", False),
        ("tf.histogram_summary", True),
    ]


def test_what_is_said_of_an_import_is_said_of_its_uses():
    source = b"from tensorflow.python.estimator import x\n\n\ny = x(1)\nz = x(2)\n"
    seen = look("a.py", source, NEWEST)
    assert [bad.line for bad in seen.bad] == [1, 4, 5]
    assert compare((source, seen), (source, seen), {1}, {1}).silent == ()
    assert [bad.line for bad in compare((source, seen), (source, seen), {4}, {4}).silent] == [1, 5]
