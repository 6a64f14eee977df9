"""The best evidence of the TensorFlow that a project runs on, from any of its files."""

import pytest

from matrices.load import load
from service.evidence import Evidence, Kind, evidence
from service.nouns import Checkout
from service.project.declared import read_declared
from service.resolve.candidates import choose

LOCK = '[[package]]\nname = "tensorflow"\nversion = "2.10.0"\n'


def said(files: dict[str, str]) -> Evidence | None:
    return evidence(read_declared(Checkout("p", {path: text.encode() for path, text in files.items()})))


CASES = [
    ({"requirements.txt": "tensorflow>=2.8\n", "uv.lock": LOCK}, Kind.LOCKED, "==2.10.0", "uv.lock:2"),
    ({"requirements.txt": "tensorflow>=2.8\ntensorflow<2.12\n"}, Kind.ASKED, "<2.12,>=2.8", "requirements.txt:2"),
    (
        {"setup.py": "setup(install_requires=['tensorflow>=2'])", "requirements.txt": "tensorflow==2.3\n"},
        Kind.ASKED,
        "==2.3,>=2",
        "requirements.txt:1",
    ),
    ({"setup.py": "setup(extras_require={'g': ['tensorflow-gpu==1.15']})"}, Kind.OPTIONAL, "==1.15", "setup.py:1"),
    ({"environment.yml": "dependencies: [tensorflow-gpu=2.3]"}, Kind.ASKED, "==2.3.*", "environment.yml:1"),
    ({"Pipfile": "[packages]\ntensorflow = '==2.4.1'\n"}, Kind.ASKED, "==2.4.1", "Pipfile:2"),
    ({"Dockerfile": "FROM tensorflow/tensorflow:2.3.0-gpu\n"}, Kind.IMAGE, "==2.3.0", "Dockerfile:1"),
    (
        {"requirements.txt": "keras>=3\n", "Dockerfile": "FROM tensorflow/tensorflow:2.16.1\n"},
        Kind.IMAGE,
        "==2.16.1",
        "Dockerfile:1",
    ),
    ({"Dockerfile": "FROM tensorflow/tensorflow:2.3-gpu\n"}, Kind.IMAGE, "==2.3.*", "Dockerfile:1"),
    ({"requirements.txt": "six\n", "a.ipynb": '"!pip install tensorflow==2.2"'}, Kind.USED, "==2.2", "a.ipynb:1"),
    (
        {"requirements.txt": "https://h/tensorflow-1.4.0-cp36-cp36m-linux_x86_64.whl"},
        Kind.USED,
        "==1.4.0",
        "requirements.txt:1",
    ),
]


PINNED = "FROM python:3.7\nRUN pip install tensorflow==2.3.1\n"
CASES += [
    ({"requirements.txt": "tensorflow\n", "Dockerfile": PINNED}, Kind.USED, "==2.3.1", "Dockerfile:2"),
    (
        {
            "setup.py": "setup(install_requires=['six'], extras_require={'tf': ['tensorflow>=2.2']})",
            "docs/requirements.txt": "tensorflow==2.1\n",
            "Dockerfile": PINNED,
        },
        Kind.USED,
        "==2.3.1",
        "Dockerfile:2",
    ),
]
"""What lies beside what is asked for speaks where that says no version, and where an extra does not rule it out."""


@pytest.mark.parametrize(("files", "kind", "specifier", "place"), CASES)
def test_the_best_evidence_and_its_place(files: dict[str, str], kind: Kind, specifier: str, place: str):
    found = said(files)
    assert found is not None
    assert (found.kind, str(found.specifier), f"{found.path}:{found.line}") == (kind, specifier, place)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"requirements.txt": "tensorflow\nnumpy\n"},
        {"setup.py": "setup(extras_require={'tf': ['tensorflow>=1.0']})"},
        {"a.ipynb": '"%tensorflow_version 2.x"'},
        {"tox.ini": "[testenv]\ndeps =\n  a: tensorflow==1.14\n  b: tensorflow==2.0\n"},
        {"Dockerfile": "FROM tensorflow/tensorflow:latest\n"},
        {"docs/requirements.txt": "tensorflow==2.3\n", "requirements.txt": "six\n"},
        {"requirements.txt": "keras>=3\n", "Dockerfile": "FROM tensorflow/tensorflow:2.3.0\n"},
        {"requirements.txt": "tensorflow\n", "a.ipynb": '"!pip install tensorflow==2.2"'},
        {
            "setup.py": "setup(install_requires=['six'], extras_require={'tf': ['tensorflow>=2.4']})",
            "Dockerfile": PINNED,
        },
    ],
)
def test_what_says_nothing_of_the_version(files: dict[str, str]):
    assert said(files) is None


def test_the_baseline_is_what_the_evidence_says():
    files = {"pyproject.toml": b'[tool.poetry.dependencies]\ntensorflow = "^2.8"\n', "poetry.lock": LOCK.encode()}
    choice = choose(read_declared(Checkout("p", files)), load())
    assert (str(choice.baseline.tensorflow), choice.assumed) == ("2.10.0", False)
