"""What commands install: the values of a matrix, the files that they name, scripts, and constraints that lie about."""

import pytest

from service.manifest import Format, Role
from tests.service.project.reading import read

MATRIX = """jobs:
  test:
    strategy:
      matrix:
        tf-version: ["2.3", 2.11.0, latest]
        Keras: ["==2.4.3"]
        exclude:
          - tf-version: "2.9"
        include:
          - tf-version: 2.15.*
            more: tensorflow-addons<0.20 h5py
    env:
      NUMPY: 1.19.5
    steps:
      - run: |
          pip install tensorflow==${{ matrix.tf-version }} "keras${{matrix.Keras}}"
          pip install numpy==$NUMPY ${{ matrix.more }} six==${{ matrix.one }}.${{ matrix.two }}
      - run: pip install tensorflow==${{ matrix.tf-version }}
"""


def test_the_values_of_a_matrix_are_lines_at_their_places_and_have_no_bytes():
    found = read(".github/workflows/ci.yml", MATRIX)
    assert found.said == [
        (5, "tensorflow==2.3"),
        (5, "tensorflow==2.11.0"),
        (10, "tensorflow==2.15.*"),
        (6, "keras==2.4.3"),
        (13, "numpy==1.19.5"),
    ]
    assert found.spans == [(None, None)] * 5
    assert {line.role for line in found.lines} == {Role.INSTALLED}
    assert [(note.line, note.message.split(":")[0]) for note in found.notes] == [
        (17, "the version of six comes from a variable")
    ]


PYTHONS = """jobs:
  one:
    strategy:
      matrix:
        py: ["3.11", 3.8]
        include:
          - {py: '3.10.11', tf: 2.4.0}
    container: tensorflow/tensorflow:${{ matrix.tf }}-gpu
    steps:
      - with: {python-version: "${{ matrix.py }}"}
      - with:
          python-version: ${{ matrix.py }}
  two:
    container: python:3.7-slim
    steps:
      - run: travis_retry poetry add tensorflow==${{ matrix.tf }}  # see
"""


def test_pythons_and_images_that_a_matrix_calls_otherwise():
    path = ".github/workflows/ci.yml"
    found = read(path, PYTHONS)
    assert [(python.version, python.line) for python in found.pythons] == [
        ("3.11", 5),
        ("3.8", 5),
        ("3.10.11", 7),
        ("3.7", 14),
    ]
    spans = [python.span for python in found.pythons if python.span]
    assert [PYTHONS[slice(*span)] for span in spans] == ["3.11", "3.8", "3.10.11"]
    assert [(image.reference, image.tensorflow, image.line) for image in found.images] == [
        ("tensorflow/tensorflow:2.4.0-gpu", "2.4.0", 7),
        ("python:3.7-slim", None, 14),
    ]
    assert found.said == [(7, "tensorflow==2.4.0")]


OTHERS = [
    (
        ".travis.yml",
        "env:\n  - TF=1.14.0 KERAS='2.2.4'\n  - TF=1.15\ninstall: pip install tensorflow==$TF keras==${KERAS}\n",
        [(2, "tensorflow==1.14.0"), (3, "tensorflow==1.15"), (2, "keras==2.2.4")],
    ),
    (
        ".travis.yml",
        'env:\n  global: [A=1]\n  matrix:\n    - TF="1.4"\nscript: pip install tensorflow==$TF python=$PYTHON\n',
        [(4, "tensorflow==1.4")],
    ),
    (
        ".gitlab-ci.yml",
        'variables: {TF: "2.4.1"}\nt:\n  script:\n    - pip install "tensorflow==$TF"\n',
        [(1, "tensorflow==2.4.1")],
    ),
    (
        "azure-pipelines.yml",
        "matrix:\n  a:\n    tf.version: '2.3'\nsteps:\n- script: pip install tensorflow==$(tf.version)\n",
        [(3, "tensorflow==2.3")],
    ),
    (
        "azure-pipelines.yml",
        "matrix:\n  a:\n    tfVersion: '2.3'\nsteps:\n- script: pip install tensorflow==$(tfVersion)\n",
        [(3, "tensorflow==2.3")],
    ),
]


@pytest.mark.parametrize(("path", "text", "said"), OTHERS)
def test_variables_of_other_services(path: str, text: str, said: list[tuple[int, str]]):
    assert read(path, text).said == said


NAMED = [
    ("Dockerfile", "FROM x:1\nCOPY . .\nRUN pip install -r deps/tf.txt\n", "deps/tf.txt"),
    ("docker/Dockerfile", "FROM x:1\nRUN pip install --requirement tf.txt six\n", "docker/tf.txt"),
    ("docker/Dockerfile", "FROM x:1\nCOPY deps/tf.txt /tmp/\nRUN pip install -r/tmp/tf.txt\n", "deps/tf.txt"),
    (".github/workflows/a.yml", "run: python -m pip install --timeout 9 --requirement=deps/tf.txt\n", "deps/tf.txt"),
    ("install.sh", "pip install -r deps/tf.txt\n", "deps/tf.txt"),
    ("a.ipynb", '"!pip install -r deps/tf.txt"', "deps/tf.txt"),
]


@pytest.mark.parametrize(("path", "text", "target"), NAMED)
def test_a_file_that_a_command_names_is_read(path: str, text: str, target: str):
    found = read(path, text, **{target.replace("/", "__").replace(".", "_"): b"# why\ntensorflow==2.3\n"})
    named = [line for line in found.lines if line.path == target]
    assert [(line.line, str(line.requirement), line.role, line.format) for line in named] == [
        (2, "tensorflow==2.3", Role.INSTALLED, Format.REQUIREMENTS)
    ]
    assert not found.notes


def test_a_file_that_is_named_twice_is_read_once():
    text = "FROM x:1\nRUN pip install -r a.txt -r a.txt\nRUN pip install -r ./a.txt\n"
    assert read("Dockerfile", text, a_txt=b"six\n").said == [(1, "six")]


def test_files_that_are_read_by_their_own_name_or_cannot_be_told_are_not():
    text = "FROM x:1\nRUN pip install -r requirements.txt -r $FILE -r both.txt -r gone.txt\n"
    found = read("Dockerfile", text, requirements_txt=b"a\n", x__both_txt=b"b\n", y__both_txt=b"c\n")
    assert (found.lines, found.notes) == ([], [])


SCRIPT = """#!/bin/bash
set -e  # pip install nothing
if [ -z "$VENV" ]; then
    sudo pip3 install --upgrade 'tensorflow-gpu==1.14' keras==2.2.4 lib/own ./here 7zip-of-nobody
fi
sudo apt-get install -y libcudnn7=7.6.0.64-1+cuda10.0
conda install tensorflow=1.14 python=3.6 || echo "pip install no"
"""


def test_a_script():
    found = read("scripts/install.sh", SCRIPT)
    assert found.said == [(4, "tensorflow-gpu==1.14"), (4, "keras==2.2.4"), (7, "tensorflow==1.14.*")]
    assert found.spans[:2] == [("tensorflow-gpu", "==1.14"), ("keras", "==2.2.4")]
    assert {(line.role, line.format) for line in found.lines} == {(Role.INSTALLED, Format.SCRIPT)}
    assert [(kit.name, kit.version) for kit in found.toolkits] == [("cudnn", "7.6.0.64")]
    assert [python.version for python in found.pythons] == ["3.6"]
    assert not found.notes


def test_a_makefile():
    found = read("Makefile", "install:\n\t@pip install tensorflow==2.4\n\t-python3 -m pip install six\n")
    assert found.said == [(2, "tensorflow==2.4"), (3, "six")]


def test_constraints_say_what_is_used_and_ask_for_nothing():
    found = read("test_constraints.txt", "tensorflow==2.9.1\n-c more.txt\n", more_txt=b"numpy<2\n")
    assert found.of(Role.INSTALLED) == ["tensorflow==2.9.1"]
    assert found.of(Role.CONSTRAINT) == ["numpy<2"]
    assert found.spans[0] == ("tensorflow", "==2.9.1")
