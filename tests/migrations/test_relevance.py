import pytest

from migrations.relevance import relevant, weight


def test_files_that_mention_neither_are_passed_over():
    assert relevant({"a.py": b"import numpy\n", "b.py": b"tensor_flow = 1\n"}) == []


def test_files_that_import_a_relevant_module_matter():
    sources = {
        "common.py": b"import tensorflow as tf\n",
        "train.py": b"from common import tf\n",
        "run.py": b"import train\n",
        "other.py": b"import os\ntrain = run = common = 1\n",
    }
    assert relevant(sources) == ["common.py", "run.py", "train.py"]


def test_a_package_is_imported_by_its_folder():
    assert relevant({"net/__init__.py": b"import keras\n", "a.py": b"import net\n"}) == ["a.py", "net/__init__.py"]


@pytest.mark.parametrize(
    "line",
    [
        "from net.parts import (\n  a,\n  core,\n)",
        "from . import a, \\\n  core",
        "x = 1; import core",
        "try: import core\nexcept: pass",
        'importlib.import_module("core")',
        '__import__("net.core")',
        "from .core import *",
        '"from x import (a,\\n", "core)\\n"',
    ],
)
def test_ways_to_import(line: str):
    assert "a.py" in relevant({"core.py": b"import tensorflow\n", "a.py": line.encode()})


@pytest.mark.parametrize(
    "word", ["import tensorflow_addons as tfa", "import tf_keras", "from scikeras import wrappers"]
)
def test_packages_around_tensorflow_matter(word: str):
    assert relevant({"a.py": word.encode()}) == ["a.py"]


def test_numpy_and_python_matter_beside_tensorflow():
    beside = {"a.py": b"import numpy as np\n", "b.py": b"import imp\n", "c.py": b"x = improve\n"}
    assert relevant(beside) == []
    assert relevant({**beside, "t.py": b"import tensorflow"}) == ["a.py", "b.py", "t.py"]


def test_what_imports_such_a_file_does_not_matter():
    assert relevant({"t.py": b"import keras", "a.py": b"import numpy", "b.py": b"import a"}) == ["a.py", "t.py"]


def test_pictures_of_a_notebook_have_no_weight():
    assert weight("a.py", b"x" * 9000) == 9000
    assert weight("a.ipynb", b'["x = 1"]\n' + b"x" * 9000) == 9
