"""An import of a name that is gone goes where the other edits leave nothing that needs it."""

import pytest
from packaging.version import Version

from migrations.engine import analyse

NEW = Version("2.21")
USE = """\
config = tf.compat.v1.ConfigProto()
config.gpu_options.allow_growth = True
set_session(tf.compat.v1.Session(config=config))
"""
DONE = """\
config = tf.compat.v1.ConfigProto()
config.gpu_options.allow_growth = True
for gpu in tf.config.experimental.list_physical_devices("GPU"):
    tf.config.experimental.set_memory_growth(gpu, True)
"""
V1 = "from tensorflow.compat.v1.keras.backend import "


def patched(files: dict[str, str], baseline: str = "2.10") -> dict[str, str]:
    sources = {path: text.encode() for path, text in files.items()}
    patch = analyse(sources, baseline=Version(baseline)).patch(NEW)
    assert not patch.problems
    return {path: patch.files.get(path, sources[path]).decode() for path in sources}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{V1}set_session\n", ""),
        (f"{V1}set_session as set_session\n", ""),
        (f"{V1}set_session, epsilon\n", f"{V1}epsilon\n"),
        (f"{V1}epsilon, set_session\n", f"{V1}epsilon\n"),
        (f"{V1}epsilon, set_session, get_session\n", f"{V1}epsilon\n"),
        (f"{V1}get_session, set_session\n", ""),
        (f"{V1}(\n    epsilon,\n    set_session,\n)\n", f"{V1}(\n    epsilon,\n)\n"),
        (f"{V1}set_session; import os\n", "pass; import os\n"),
        (f"if True:\n    {V1}set_session\n", "if True:\n    pass\n"),
        (f"if True:\n    import os\n    {V1}set_session\n", "if True:\n    import os\n"),
    ],
)
def test_the_name_goes_with_its_uses(before, after):
    found = patched({"a.py": f"import tensorflow as tf\n{before}{USE}"})["a.py"]
    assert found == f"import tensorflow as tf\n{after}{DONE}"
    assert patched({"a.py": found})["a.py"] == found


@pytest.mark.parametrize(
    "more",
    [
        "print(set_session)\n",
        "try:\n    set_session(None)\nexcept Exception:\n    raise\n",
        '__all__ = ["set_session"]\n',
        "set_session = set_session or print\n",
    ],
)
def test_what_is_needed_elsewhere_stays(more):
    assert f"{V1}set_session\n" in patched({"a.py": f"import tensorflow as tf\n{V1}set_session\n{USE}{more}"})["a.py"]


@pytest.mark.parametrize(
    "other", ["from a import set_session\n", "from a import *\nset_session(None)\n", "import a\na.set_session(None)\n"]
)
def test_what_another_file_takes_from_here_stays(other):
    files = {"a.py": f"import tensorflow as tf\n{V1}set_session\n{USE}", "b.py": other}
    assert f"{V1}set_session\n" in patched(files)["a.py"]


def test_a_package_hands_on_what_it_imports():
    assert V1 in patched({"a/__init__.py": f"import tensorflow as tf\n{V1}set_session\n{USE}"})["a/__init__.py"]


def test_only_what_is_surely_gone_goes_surely():
    source = f"import tensorflow as tf\n{V1}set_session, get_session\n{USE}".encode()
    analysis = analyse({"a.py": source}, baseline=Version("2.10"))
    levels = {each.symbol.rpartition(".")[2]: each.fix.value for each in analysis.findings if each.line == 2}
    assert levels == {"set_session": "review", "get_session": "safe"}


def test_a_name_that_is_still_there_stays():
    source = f"import tensorflow as tf\n{V1}set_session\n{USE}".encode()
    assert not analyse({"a.py": source}, baseline=Version("2.10")).patch(Version("2.15")).files


def test_what_an_edit_takes_away_whole_needs_no_edit_of_its_own():
    source = f"import tensorflow as tf\n{V1}set_session\n{USE}".replace("tf.compat.v1.Session", "tf.Session")
    assert patched({"a.py": source}, "1.15")["a.py"] == f"import tensorflow as tf\n{DONE}"
