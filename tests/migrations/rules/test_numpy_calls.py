import pytest

from migrations.engine import Effect, Fix

START = "import numpy as np\nimport tensorflow as tf\n"


@pytest.mark.parametrize(
    "call",
    [
        "np.percentile(x, 5)",
        "np.percentile(x, 5, method='lower')",
        "np.reshape(x, (2, 3))",
        "np.sum([i for i in x])",
        "np.sum(x)",
        "sum(i for i in x)",
        "np.fromstring('1 2', sep=' ')",
        "np.fromstring(text, float, -1, ' ')",
        "np.frombuffer(b'ab', np.uint8)",
        "np.array([1], copy=True)",
        "np.array([[1, 2], [3, 4]])",
        "np.array([[1, 2], [3]], dtype=object)",
        "np.array([a, [3]])",
        "np.array([[*a], [3]])",
        "np.uint8(255)",
        "np.int8(-128)",
        "np.array([255], dtype=np.uint8)",
        "np.array([300], dtype=np.uint16)",
        "np.array([-1.5], dtype=np.float32)",
    ],
)
def test_leaves_alone(see, call):
    assert see(f"{START}{call}\n", select=("numpy_calls",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("np.percentile(x, 5, interpolation='lower')", "np.percentile(x, 5, method='lower')"),
        ("np.nanquantile(x, q=0.5, interpolation = k)", "np.nanquantile(x, q=0.5, method = k)"),
        ("np.reshape(x, newshape=(2, 3))", "np.reshape(x, (2, 3))"),
        ("np.corrcoef(x, y, bias=1)", "np.corrcoef(x, y)"),
        ("np.sum(i for i in x)", "sum(i for i in x)"),
        ("np.sum((i for i in x))", "sum((i for i in x))"),
        ("np.fromstring(raw, dtype=np.uint8)", "np.frombuffer(raw, dtype=np.uint8).copy()"),
        ("np.fromstring(raw, np.uint8, sep='')", "np.frombuffer(raw, np.uint8).copy()"),
        ("np.uint8(-1)", "np.uint8(255)"),
        ("np.int8(200)", "np.int8(-56)"),
        ("np.array([[1], [-1]], dtype='uint8')", "np.array([[1], [255]], dtype='uint8')"),
        ("np.array([1, 2], copy=False)", "np.asarray([1, 2])"),
        ("np.array(x, dtype='f4', copy=False)", "np.asarray(x, dtype='f4')"),
    ],
)
def test_writes(patched, old, new):
    assert patched(f"{START}{old}\n", baseline="2.15") == f"{START}{new}\n"


@pytest.mark.parametrize(
    "call",
    [
        "np.reshape(a=x, newshape=(2, 3))",
        "np.sum((i for i in x), axis=0)",
        "np.fromstring('abc', np.uint8)",
        "np.array([1], copy=False, subok=True)",
    ],
)
def test_says_it_and_does_not_edit(see, call):
    (finding,) = see(f"{START}{call}\n", baseline="2.6", select=("numpy_calls",)).findings
    assert (finding.effect, finding.fix, finding.edits) == (Effect.BREAKS, Fix.MANUAL, ())


@pytest.mark.parametrize("rows", ["[[1, 2], [3]]", "[1, [2]]", "([1, 2], [3], [4])"])
def test_rows_of_different_lengths_are_objects(patched, rows):
    assert patched(f"{START}np.array({rows})\n", baseline="2.6") == f"{START}np.array({rows}, dtype=object)\n"


def test_a_copy_that_may_not_be_needed_is_no_break(see):
    (finding,) = see(f"{START}def f(x):\n    return np.array(x, copy=False)\n").findings
    assert finding.effect is Effect.DEPRECATED
    (finding,) = see(f"{START}def f(x):\n    return np.array(x, copy=False)\nf([1])\n").findings
    assert finding.effect is Effect.BREAKS


def test_a_sum_of_ones_own_is_not_written_over(see):
    (finding,) = see(f"{START}def f(sum):\n    return np.sum(i for i in sum)\n").findings
    assert (finding.since, finding.fix) == ("2.20", Fix.MANUAL)
