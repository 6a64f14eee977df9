"""What TensorFlow's own upgrade tool is tested for, in snippets of ours: the right call, native where there is one.

Every answer is held against the API index at 2.0 and at the newest minor: its names are there, and its calls bind.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from matrices import symbols
from matrices.symbols import Bound

HEAD = "import tensorflow as tf\n"
NEWEST = symbols.load().minors()[-1]


def cases() -> Iterator[tuple[str, str]]:
    for line in Path(__file__).with_name("upgrade_cases.txt").read_text("utf-8").splitlines():
        if " | " in line and not line.startswith("#"):
            before, after = line.split(" | ")
            yield before, after
        elif line.startswith("> "):
            yield line[2:], line[2:].replace("tf.", "tf.compat.v1.", 1)
        elif line and not line.startswith("#"):
            yield line, line


CASES = list(cases())


@pytest.mark.parametrize(("before", "after"), CASES, ids=[before for before, _ in CASES])
def test_the_right_call(patched, before: str, after: str):
    assert patched(f"{HEAD}y = {before}\n", baseline="1.15") == f"{HEAD}y = {after}\n"


OTHERS = ("tf.nn.softmax_cross_entropy_with_logits(", "tf.strings.split(", "tf.nn.ctc_beam_search_decoder(")
"""What TensorFlow 1 has by the same name, and in the same words, with another meaning: nothing tells it apart."""


@pytest.mark.parametrize("after", [after for _, after in CASES if not after.startswith(OTHERS)])
def test_it_is_not_rewritten_again(patched, after: str):
    assert patched(f"{HEAD}y = {after}\n", baseline="1.15") == f"{HEAD}y = {after}\n"


@pytest.mark.parametrize("after", [after for _, after in CASES])
@pytest.mark.parametrize("minor", ["2.0", NEWEST])
def test_the_answer_is_there_and_binds(after: str, minor: str):
    index = symbols.load()
    for name, call in references(ast.parse(after)):
        found = index.at(name, minor)
        if found is None and name == "tf.OptionalSpec" and minor == "2.0":
            continue
        assert found is not None, name
        if call is not None and found.signature is not None:
            bound = found.signature.bind(len(call.args), [word.arg for word in call.keywords if word.arg])
            assert isinstance(bound, Bound), bound


def references(tree: ast.AST) -> Iterator[tuple[str, ast.Call | None]]:
    called = {node.func: node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    inner = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node not in inner and ast.unparse(node).startswith("tf."):
            yield ast.unparse(node).replace("tf.compat.v2.", "tf."), called.get(node)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import tensorflow as T\ny = T.conj(x)\n", "import tensorflow as T\ny = T.math.conj(x)\n"),
        ("import tensorflow\ny = tensorflow.conj(x)\n", "import tensorflow\ny = tensorflow.math.conj(x)\n"),
        ("from tensorflow import conj\ny = conj(x)\n", "from tensorflow.math import conj\ny = conj(x)\n"),
        (
            "from tensorflow import log as ln, math\ny = ln(x)\n",
            "from tensorflow.math import log as ln\nfrom tensorflow import math\ny = ln(x)\n",
        ),
        (
            "import tensorflow as tf, other as y\ntf.conj(a)\n",
            "import tensorflow as tf, other as y\ntf.math.conj(a)\n",
        ),
        (
            "import tensorflow as tf\nimport tensorflow.compat.v1 as tf1\ntf.conj(a)\ntf1.conj(a)\n",
            "import tensorflow as tf\nimport tensorflow.compat.v1 as tf1\ntf.math.conj(a)\ntf1.conj(a)\n",
        ),
        ("import tensorflow.compat.v1 as tf\ntf.conj(a)\n", "import tensorflow.compat.v1 as tf\ntf.conj(a)\n"),
        ("from tensorflow.compat import v1 as tf\ntf.flags\n", "from tensorflow.compat import v1 as tf\ntf.flags\n"),
        (
            "import tensorflow.compat.v2 as tf\ntf.nn.dropout(x, 0.1)\n",
            "import tensorflow.compat.v2 as tf\ntf.nn.dropout(x, 0.1)\n",
        ),
        (
            "from tensorflow.compat import v2 as tf\ntf.image.resize(x, s)\n",
            "from tensorflow.compat import v2 as tf\ntf.image.resize(x, s)\n",
        ),
        ("def f(tf):\n    return tf.conj(a)\n", "def f(tf):\n    return tf.conj(a)\n"),
        ("import numpy as tf\ntf.conj(a)\n", "import numpy as tf\ntf.conj(a)\n"),
    ],
)
def test_whichever_way_it_is_imported(patched, before: str, after: str):
    assert patched(before, baseline="1.15") == after


def test_what_does_not_parse_stays_and_is_named(see):
    analysis = see("import tensorflow as tf\nprint 'a'\ntf.conj(a + \n", baseline="1.15")
    assert analysis.patched(Version(NEWEST)) == {}
    assert len(analysis.problems) == 1


def test_a_whole_program(patched):
    """The patched program prints on 2.0, 2.10 and 2.21 what the first one prints on 1.15, but for one seed."""
    folder = Path(__file__).parent
    before, after = (folder.joinpath(f"upgrade_program.{each}").read_text("utf-8") for each in ("before", "after"))
    assert patched(before, baseline="1.15") == after
    assert patched(after, baseline="1.15") == after
