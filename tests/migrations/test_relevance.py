from migrations.relevance import relevant


def test_files_that_mention_neither_are_passed_over():
    assert relevant({"a.py": b"import numpy\n", "b.py": b"tensorflows = 1\n"}) == []


def test_files_that_mention_a_relevant_module_matter():
    sources = {
        "common.py": b"import tensorflow as tf\n",
        "train.py": b"from common import tf\n",
        "run.py": b"import train\n",
        "other.py": b"import os\n",
    }
    assert relevant(sources) == ["common.py", "run.py", "train.py"]


def test_a_package_is_mentioned_by_its_folder():
    assert relevant({"net/__init__.py": b"import keras\n", "a.py": b"import net\n"}) == ["a.py", "net/__init__.py"]
