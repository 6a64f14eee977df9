"""What the code imports and nobody declares: the package that brings it, and the first place that must have it."""

import pytest

from service.nouns import Checkout
from service.project.declared import read_declared
from service.project.imports import package_of


def undeclared(files: dict[str, str], root: str | None = None) -> list[tuple[str, str, int, bool]]:
    found = read_declared(Checkout("p", {path: text.encode() for path, text in files.items()}), root).undeclared
    return [(each.package, each.path, each.line, each.optional) for each in found]


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("cv2", "opencv-python"),
        ("PIL.Image", "pillow"),
        ("sklearn.metrics", "scikit-learn"),
        ("yaml", "pyyaml"),
        ("tensorflow.keras.layers", "tensorflow"),
        ("tensorflow_addons", "tensorflow-addons"),
        ("keras", "keras"),
        ("os.path", None),
        ("nobody_knows_this", None),
    ],
)
def test_the_package_that_brings_a_module(module: str, package: str | None):
    assert package_of(module) == package


def test_the_first_place_of_each_package():
    files = {
        "a.py": "import os\nimport cv2, numpy as np\nfrom sklearn.svm import SVC\n",
        "b.py": "import cv2\n",
        "requirements.txt": "numpy\n",
    }
    assert undeclared(files) == [("opencv-python", "a.py", 2, False), ("scikit-learn", "a.py", 3, False)]


OPTIONAL = [
    "try:\n    import cv2\nexcept ImportError:\n    cv2 = None\n",
    "def f():\n    import cv2\n",
    "if x:\n    from cv2 import imread\n",
    "class A:\n    async def f(self):\n        import cv2\n",
]


@pytest.mark.parametrize("text", OPTIONAL)
def test_what_may_fail_is_optional(text: str):
    ((package, _, _, optional),) = undeclared({"a.py": text})
    assert (package, optional) == ("opencv-python", True)


def test_a_place_that_must_have_it_goes_before_one_that_may():
    files = {"a.py": "try:\n    import cv2\nexcept ImportError:\n    pass\n", "b.py": "import cv2\n"}
    assert undeclared(files) == [("opencv-python", "b.py", 1, False)]


NOTHING = [
    {"a.py": '"""\nimport cv2\n"""\n# import cv2\n'},
    {"a.py": "from . import cv2\nfrom .cv2 import x\n"},
    {"a.py": "import utils\nimport cv2\n", "cv2.py": ""},
    {"a.py": "import cv2\n", "requirements.txt": "opencv-python-headless\n"},
    {"a.py": "import tensorflow, numpy, six\n", "requirements.txt": "tensorflow-gpu==1.15\n"},
    {"a.py": "import tensorflow\n", "Dockerfile": "FROM tensorflow/tensorflow:1.15.0\n"},
    {"a.py": "import cv2\n", "Dockerfile": "FROM python:3.7\nRUN pip install opencv-python\n"},
    {"a.py": "import cv2\n", "poetry.lock": '[[package]]\nname = "opencv-python"\nversion = "4"\n'},
    {"a.py": "import setuptools, pkg_resources\n"},
    {"a.py": "import keras\n", "requirements.txt": "tensorflow>=2.3\n"},
    {"a.py": "import cv2 as\n"},
    {"a.py": "import \\\n"},
]


@pytest.mark.parametrize("files", NOTHING)
def test_what_is_declared_own_or_no_import(files: dict[str, str]):
    assert undeclared(files) == []


def test_keras_comes_with_no_tensorflow_before_2_6():
    files = {"a.py": "import keras\n", "requirements.txt": "tensorflow==1.15\n"}
    assert undeclared(files) == [("keras", "a.py", 1, False)]


def test_python_2_is_read_as_well():
    assert undeclared({"a.py": "import cv2\nprint 'x'\n"}) == [("opencv-python", "a.py", 1, False)]


def test_of_one_of_several_projects_its_own_code_is_looked_at():
    files = {"a/setup.py": "", "a/x.py": "import cv2\n", "b/setup.py": "", "b/y.py": "import yaml\n"}
    assert undeclared(files, "b") == [("pyyaml", "b/y.py", 1, False)]
