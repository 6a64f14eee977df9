import pytest
from packaging.version import Version

from matrices import symbols
from migrations.engine import Finding, analyse
from migrations.here import World
from migrations.legacy import is_legacy, is_legacy_project, staged
from migrations.project import Code, Project
from migrations.text import read
from migrations.walk import walk


def legacy(**files: str) -> set[str]:
    texts = [read(f"{name}.py", source.encode()) for name, source in files.items()]
    codes = {text.path: Code(text, walk(text.tree)) for text in texts}
    world = World(Project(codes, frozenset(codes)), Version("2.15"), symbols.load())
    found = {path for path, code in codes.items() if is_legacy(world, code)}
    assert is_legacy_project(world) is bool(found)
    return found


SET = "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\n"


@pytest.mark.parametrize(
    "code",
    [
        SET + "import tensorflow as tf\n",
        SET + "from tensorflow.keras import layers\n",
        "from os import environ\nenviron['TF_USE_LEGACY_KERAS'] = 'true'\nimport tensorflow as tf\n",
        "import os\nos.environ.setdefault('TF_USE_LEGACY_KERAS', 'True')\nimport tensorflow as tf\n",
        "import os\nos.environ.update(TF_USE_LEGACY_KERAS='1')\nimport tensorflow as tf\n",
        "import os\nos.environ.update({'TF_USE_LEGACY_KERAS': '1'})\nimport tensorflow as tf\n",
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = str(1)\nimport tensorflow as tf\n",
        "import os, numpy\ntry:\n    os.environ['TF_USE_LEGACY_KERAS'] = '1'\nfinally:\n    pass\nimport tensorflow\n",
    ],
)
def test_set_before_the_import(code):
    assert legacy(main=code) == {"main.py"}


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\n",
        "import tensorflow as tf\n" + SET,
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '0'\nimport tensorflow as tf\n",
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = 'TRUE'\nimport tensorflow as tf\n",
        "import os\nos.putenv('TF_USE_LEGACY_KERAS', '1')\nimport tensorflow as tf\n",
        "environ = {}\nenviron['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf\n",
        "import os, sys\nif '-l' in sys.argv:\n    os.environ['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf\n",
        "import os\ndef f():\n    os.environ['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf\n",
    ],
)
def test_not_surely_set(code):
    assert legacy(main=code) == set()


def test_what_only_such_files_import_is_legacy_too():
    files = {
        "main": SET + "import net\nimport shared\n",
        "net": "import tensorflow as tf\nfrom deep import x\n",
        "deep": "import tensorflow as tf\nx = 1\n",
        "shared": "import tensorflow as tf\n",
        "other": "import tensorflow as tf\nimport shared\n",
    }
    assert legacy(**files) == {"main.py", "net.py", "deep.py"}


def test_a_module_that_is_imported_first_may_set_it():
    assert legacy(main="import setup_env\nimport tensorflow as tf\n", setup_env=SET) == {"main.py", "setup_env.py"}


def test_one_that_is_imported_too_late_does_not():
    assert legacy(main="import tensorflow as tf\nimport setup_env\n", setup_env=SET) == {"setup_env.py"}


def test_the_stage_asks_for_keras_2():
    text = read("main.py", b'"""Trains."""\nfrom __future__ import annotations\nimport tensorflow as tf\n')
    edited = text.edited([staged(text)]).decode()
    assert edited.index("annotations") < edited.index("TF_USE_LEGACY_KERAS") < edited.index("tensorflow")
    assert legacy(main=edited) == {"main.py"}


@pytest.mark.parametrize(
    "code",
    [
        "tf.compat.v1.layers.InputSpec(ndim=2)",
        "tf.compat.v1.nn.rnn_cell.BasicLSTMCell(4)",
        "tf.compat.v1.keras.layers.CuDNNLSTM(4)",
    ],
)
def test_layers_of_tensorflow_1_are_there_with_keras_2(code):
    source = f"import tensorflow as tf\n{code}\n"
    beyond = [Version(each.since) for each in _found(SET + source)]
    assert not [each for each in beyond if each >= Version("2.16")]
    assert any(Version(each.since) == Version("2.16") for each in _found(source))


def _found(source: str) -> tuple[Finding, ...]:
    return analyse({"code.py": source.encode()}, baseline=Version("2.10")).findings
