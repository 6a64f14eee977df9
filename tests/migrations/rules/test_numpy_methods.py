import pytest

from migrations.engine import Fix

START = "import numpy as np\nimport tensorflow as tf\nx = np.array([1, 2])\n"


@pytest.mark.parametrize(
    "code",
    [
        "np.ptp(x)",
        "x.tobytes()",
        "unknown.ptp()",
        "unknown.itemset(0, 1)",
        "unknown.tostring(0)",
        "import xml.etree.ElementTree as ET; ET.tostring(x)",
        "x.item()",
    ],
)
def test_leaves_alone(see, code):
    assert see(f"{START}{code}\n", select=("numpy_methods",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x.ptp()", "np.ptp(x)"),
        ("x.ptp(0)", "np.ptp(x, 0)"),
        ("x.itemset(0, 5)", "x[0] = 5"),
        ("x.itemset((0, 1), 5)", "x[(0, 1)] = 5"),
        ("x.newbyteorder('S')", "x.view(x.dtype.newbyteorder('S'))"),
        ("x.tostring()", "x.tobytes()"),
        ("x.astype(np.uint8).tostring()", "x.astype(np.uint8).tobytes()"),
        ("np.concatenate([x, x]).tostring()", "np.concatenate([x, x]).tobytes()"),
        ("tf.constant([1]).numpy().tostring()", "tf.constant([1]).numpy().tobytes()"),
    ],
)
def test_writes(patched, old, new):
    assert patched(f"{START}{old}\n", baseline="2.15") == f"{START}{new}\n"


def test_what_is_taken_for_an_array_is_reviewed(see):
    (finding,) = see(f"{START}def f(image):\n    return image.tostring()\n").findings
    assert (finding.since, finding.fix) == ("2.20", Fix.REVIEW)


def test_a_class_of_the_project_may_have_it(see):
    code = f"{START}class A:\n    def tostring(self):\n        return 1\ndef f(a):\n    return a.tostring()\n"
    assert see(code).findings == ()
