import pytest

from migrations.engine import Effect

START = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "import collections\ncollections.OrderedDict, collections.abc.Mapping",
        "from collections.abc import Mapping",
        "from collections import namedtuple, deque",
        "import time\ntime.time()",
        "import json\njson.loads('1')",
        "import inspect\ninspect.signature",
        "import xml.etree.cElementTree as ET",  # announced for 3.9, and still there
        "from mine import imp\nimp.reload",
        "from mine import t\nt.isAlive()",
        "import random\nrandom.shuffle(x)",
        "try:\n    from collections.abc import Mapping\nexcept ImportError:\n    from collections import Mapping",
    ],
)
def test_leaves_alone(see, code):
    assert see(f"{START}{code}\n", baseline="2.0", select=("python_removals",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "since"),
    [
        ("import collections\ncollections.Mapping", "import collections\ncollections.abc.Mapping", "2.11"),
        ("from collections import Mapping", "from collections.abc import Mapping", "2.11"),
        ("import time\ntime.clock()", "import time\ntime.perf_counter()", "2.2"),
        ("from time import clock", "from time import perf_counter as clock", "2.2"),
        ("from fractions import gcd", "from math import gcd", "2.5"),
        ("import json\njson.loads(x, encoding='utf-8')", "import json\njson.loads(x)", "2.5"),
        ("import threading\nt.isAlive()", "import threading\nt.is_alive()", "2.5"),
        (
            "import xml.etree.ElementTree as ET\nfor e in root.find('a').getchildren(): pass",
            "import xml.etree.ElementTree as ET\nfor e in list(root.find('a')): pass",
            "2.5",
        ),
        ("import base64\nbase64.encodestring(x)", "import base64\nbase64.encodebytes(x)", "2.5"),
    ],
)
def test_writes(see, old, new, since):
    from packaging.version import Version  # noqa: PLC0415 - one use

    analysis = see(f"{START}{old}\n", baseline="2.0", select=("python_removals",))
    assert analysis.patched(Version("2.21"))["code.py"].decode() == f"{START}{new}\n"
    assert {(each.effect, each.since) for each in analysis.findings} == {(Effect.BREAKS, since)}


@pytest.mark.parametrize(
    ("code", "since"),
    [("import imp", "2.16"), ("from distutils.version import LooseVersion", "2.16"), ("import imghdr", "2.20")],
)
def test_a_python_that_can_be_avoided_is_no_break(see, code, since):
    (finding,) = see(f"{START}{code}\n", baseline="2.10").findings
    assert (finding.effect, finding.since) == (Effect.DEPRECATED, since)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("inspect.getargspec(f).args", "inspect.getfullargspec(f).args"),
        ("a, b, c, d = inspect.getargspec(f)", "a, b, c, d = inspect.getfullargspec(f)[:4]"),
        ("x = inspect.getargspec(f)", "x = inspect.getargspec(f)"),
        ("inspect.getargspec(f).keywords", "inspect.getargspec(f).keywords"),
        ("x = inspect.getargspec(f)[0]", "x = inspect.getfullargspec(f)[0]"),
        ("x = inspect.getargspec(f)[2:]", "x = inspect.getargspec(f)[2:]"),
        (
            "x = inspect.getargspec(f)\nprint(x.args, x.keywords)",
            "x = inspect.getfullargspec(f)\nprint(x.args, x.varkw)",
        ),
        ("x = inspect.getargspec(f)\nprint(x.args, x)", "x = inspect.getargspec(f)\nprint(x.args, x)"),
    ],
)
def test_the_signature_of_old(see, patched, old, new):
    start = f"{START}import inspect\n"
    assert patched(f"{start}{old}\n") == f"{start}{new}\n"
    assert {(each.effect, each.since) for each in see(f"{start}{old}\n").findings} == {(Effect.BREAKS, "2.12")}


def test_methods_of_test_cases(patched):
    code = "import tensorflow as tf\nclass T(tf.test.TestCase):\n    def test(self):\n        self.assertEquals(1, 1)\n"
    assert patched(code) == code.replace("assertEquals", "assertEqual")


def test_methods_of_other_classes_are_theirs(see):
    code = "import tensorflow as tf\nclass T:\n    def test(self):\n        self.assertEquals(1, 1)\n"
    assert see(code).findings == ()
