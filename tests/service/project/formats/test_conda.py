"""Conda environments: its words said in the index's, and what is no Python package left out."""

import time

import pytest

from service.manifest import Notation, Role
from service.project.conda_words import index_name, plain
from tests.service.project.reading import read

ENVIRONMENT = """name: x
channels: [conda-forge]
dependencies:
  - python=3.7.3=h0371630_0
  - tensorflow-gpu=1.14
  - "numpy>=1.16,<1.20"
  - conda-forge::keras 2.2.*
  - pytorch=1.2.0=py37_0
  - cudatoolkit=10.0.130=0
  - cudnn=7.6
  - _libgcc_mutex=0.1=main
  - tf=2.1|2.4
  - pip:
    - tensorflow-addons==0.6.0
    - -r requirements.txt
    - git+https://x/y.git#egg=zed
    - 'a b'
"""


def test_packages_with_their_bytes():
    found = read("environment.yml", ENVIRONMENT)
    assert [(line.line, str(line.requirement), line.notation) for line in found.lines if line.role is Role.ASKED] == [
        (5, "tensorflow-gpu==1.14.*", Notation.CONDA),
        (6, "numpy<1.20,>=1.16", Notation.CONDA),
        (7, "keras==2.2.*", Notation.CONDA),
        (8, "torch==1.2.0", Notation.CONDA),
        (14, "tensorflow-addons==0.6.0", Notation.PEP440),
    ]
    assert found.spans[:4] == [
        ("tensorflow-gpu", "=1.14"),
        ("numpy", ">=1.16,<1.20"),
        ("keras", "2.2.*"),
        ("pytorch", "=1.2.0=py37_0"),
    ]
    assert found.of(Role.ADDRESSED) == ["zed"]
    assert [note.line for note in found.notes] == [12, 17]


def test_python_and_cuda():
    found = read("conda/gpu.yaml", ENVIRONMENT)
    assert [(kit.name, kit.version) for kit in found.toolkits] == [("cuda", "10.0.130"), ("cudnn", "7.6")]
    assert [(python.version, ENVIRONMENT[slice(*python.span or (0, 0))]) for python in found.pythons] == [
        ("3.7.3", "3.7.3")
    ]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("", ""), ("*", ""), ("=1.14", "==1.14.*"), ("==1.14", "==1.14"), ("=1.14.0=py36_0", "==1.14.0"),
        ("1.14", "==1.14"), ("=2.*", "==2.*"), ("2.*", "==2.*"), (">=2,<3", ">=2,<3"), ("=2.1|2.2", ">=2.1,<2.3"),
        ("2.4.*|2.3.*|2.5.*", ">=2.3,<2.6"), ("=2.1|2.3", None), ("1.14|2.0", None), ("2.1|>=3", None),
        ("2|3", ">=2,<4"),
        ("[version='>=2']", ">=2"), ("1.14.0 py36_0", "==1.14.0"), ("=2.1.0=gpu*", "==2.1.0"),
    ],
)  # fmt: skip
def test_versions(said: str, means: str | None):
    assert plain(said) == means


def test_names():
    assert index_name("py-opencv") == "opencv-python"
    assert index_name("Keras_Applications") == "keras-applications"
    assert index_name("libgcc-ng") is None


@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(100)),
        "[" * 5000,
        "- " * 5000,
        "a: b: c\n",
        "a: \x00\xff",
        "dependencies: {a: [1, {b: c}]}",
        "dependencies:\n" + "  - numpy\n" * 20_000,
        "{a: 1}: b",
        "!!python/object/apply:os.system ['true']",
        "x" * 2_000_000,
        "&a [*a]",
    ],
)
def test_hostile_yaml_ends_with_a_note_at_most(content: str):
    start = time.process_time()
    found = read("environment.yml", content)
    assert time.process_time() - start < 10
    assert len(found.notes) <= 1
