"""Every name of the table was asked of real NumPys, by `scripts/numpy_names.py`; what is written is really there."""

import json
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

from migrations.beside import NUMPY, numpy_span
from migrations.engine import Effect, Fix
from migrations.rules.numpy_names import TABLE

SEEN = json.loads(Path(__file__).with_name("numpy_names.json").read_text("utf-8"))
TABLES = tomllib.loads(TABLE.read_text("utf-8"))
ROWS = {**TABLES["names"], **TABLES["below"]}
STUBS = {name for name, row in ROWS.items() if row["gone"] == "1.20"}
"""The financial functions were there in name until 2.0, and raised."""


@pytest.mark.parametrize("name", sorted(set(ROWS) - STUBS))
def test_is_gone_where_the_table_says(name):
    row = ROWS[name]
    back = Version(row.get("back", "99"))
    said = [each for each in SEEN["seen"] if Version(row["gone"]) <= Version(each) < back]
    assert SEEN["without"][name] == said


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.get("to")))
def test_the_new_name_is_there_from_where_the_old_one_went(name):
    new, since = ROWS[name]["to"], Version(ROWS[name]["gone"])
    assert not [each for each in SEEN["without"].get(new, ()) if Version(each) >= since]


@pytest.mark.parametrize(
    "code",
    [
        "np.float64(1), np.bool_(0), np.int_(3), np.str_('a'), np.nan, np.inf",
        "np.bool",  # it came back with NumPy 2.0, and nothing is patched for the newest
        "tf.experimental.numpy.float_",
        "'np.float'",
    ],
)
def test_leaves_alone(patched, code):
    code = f"import numpy as np\nimport tensorflow as tf\n{code}\n"
    assert patched(code) == code


def test_a_name_of_the_project_is_no_name_of_numpy(see):
    code = "import tensorflow as tf\ndef f(np):\n    return np.float, np.Inf\n"
    assert see(code).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("np.array([1], dtype=np.int)", "np.array([1], dtype=int)"),
        ("x = -np.NINF", "x = -(-np.inf)"),
        ("x = max(np.NINF, 0)", "x = max(-np.inf, 0)"),
        ("np.asscalar(a + b)", "(a + b).item()"),
        ("np.asscalar(a[0])", "a[0].item()"),
        ("np.asfarray(a)", "np.asarray(a, dtype=float)"),
        ("np.cast['float32'](a + 1)", "np.asarray(a + 1).astype('float32')"),
        ("np.find_common_type([np.int8, t], [])", "np.result_type(np.int8, t)"),
        ("np.find_common_type([], [t])", "np.find_common_type([], [t])"),
        ("np.msort(a)", "np.sort(a, axis=0)"),
        ("np.lib.function_base.average(a)", "np.average(a)"),
        ("np.testing.utils.assert_equal(1, 1)", "np.testing.assert_equal(1, 1)"),
        ("np.byte_bounds(a)", "np.lib.array_utils.byte_bounds(a)"),
    ],
)
def test_writes(patched, old, new):
    start = "import numpy as np\nimport tensorflow as tf\n"
    assert patched(start + old + "\n", baseline="2.6") == start + new + "\n"


def test_imports_are_split(patched):
    code = "import tensorflow as tf\nfrom numpy import product, array\nproduct(array([1]))\n"
    assert "prod as product" in patched(code)


def test_math_is_imported_once(patched):
    code = "import numpy as np\nimport tensorflow as tf\nnp.math.pi, np.math.sqrt(2)\n"
    assert patched(code) == "import math\nimport numpy as np\nimport tensorflow as tf\nmath.pi, math.sqrt(2)\n"


def test_a_shadowed_builtin_is_not_written(see):
    code = "import numpy as np\nimport tensorflow as tf\ndef f(float):\n    return np.float(float)\n"
    (finding,) = see(code, baseline="2.6").findings
    assert (finding.effect, finding.fix, finding.edits) == (Effect.BREAKS, Fix.MANUAL, ())


@pytest.mark.parametrize(
    ("gone", "since"), [("1.24", "2.7"), ("1.25", "2.14"), ("2.0", "2.18"), ("2.1", "2.19"), ("2.4", "2.20")]
)
def test_releases_of_numpy_are_minors_of_tensorflow(gone, since):
    span = numpy_span(gone)
    assert span is not None
    assert (span.since, span.until) == (since, None)


def test_what_came_back_ends():
    span = numpy_span("1.24", "2.0")
    assert span is not None
    assert (span.since, span.until) == ("2.7", "2.17")
    assert numpy_span("3.0") is None
    assert list(NUMPY) == sorted(NUMPY, key=Version)
