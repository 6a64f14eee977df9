"""The smaller formats: interpreters, test environments, workflows, notebooks."""

import time

import pytest

from service.manifest import Role
from tests.service.project.reading import read


def test_python_version_and_runtime():
    found = read(".python-version", "# of pyenv\n3.10.4\nminiconda3-4.7.12\n")
    assert [(python.version, python.line, python.span) for python in found.pythons] == [("3.10.4", 2, (11, 17))]
    assert [python.version for python in read("binder/runtime.txt", "python-3.7\n").pythons] == ["3.7"]
    assert not read("runtime.txt", "r-2020-01-01\n").items


def test_setup_cfg():
    found = read(
        "setup.cfg",
        """[metadata]
install_requires = not here
[options]
python_requires = >=3.6
install_requires =
    tensorflow>=1.15,<2  # pin
    # comment
    numpy ; python_version < "3.8"
setup_requires = a; b>1
[options.extras_require]
gpu = tensorflow-gpu==1.15
test = file: more.txt, gone.txt
[tool:pytest]
addopts = x
[tox:tox]
envlist = py36
[testenv:lint]
deps = pylint
""",
        more_txt=b"pytest\n",
    )
    assert [(line.line, str(line.requirement), line.group) for line in found.lines] == [
        (6, "tensorflow<2,>=1.15", None),
        (8, 'numpy; python_version < "3.8"', None),
        (9, "a", "setup"),
        (9, "b>1", "setup"),
        (11, "tensorflow-gpu==1.15", "gpu"),
        (1, "pytest", "test"),
        (18, "pylint", "lint"),
    ]
    assert found.spans[0] == ("tensorflow", ">=1.15,<2")
    assert [str(each.specifier) for each in found.ranges] == [">=3.6"]
    assert [python.version for python in found.pythons] == ["3.6"]
    assert [note.message for note in found.notes] == ["reads gone.txt, which is not in the project"]


def test_tox():
    found = read(
        "tox.ini",
        """[tox]
envlist = py27,py36-tf{114,20},py310, {py38,py39}-x, py3{11,12}
[testenv]
basepython = python3.7
deps =
    pytest
    -rrequirements.txt
    tf114: tensorflow==1.14.0
    {env:X}
commands = pip install keras==2.2.4
[testenv:lint]
deps = flake8
""",
    )
    assert [python.version for python in found.pythons] == ["2.7", "3.6", "3.10", "3.8", "3.9", "3.11", "3.12", "3.7"]
    assert [(line.line, str(line.requirement), line.group) for line in found.lines] == [
        (6, "pytest", "tox"),
        (8, "tensorflow==1.14.0", "tf114"),
        (10, "keras==2.2.4", None),
        (12, "flake8", "lint"),
    ]
    assert {line.role for line in found.lines} == {Role.INSTALLED}


def test_nox():
    found = read(
        "noxfile.py",
        'import nox\nP = ["3.7", "3.8"]\n@nox.session(python=P)\ndef t(session):\n'
        '    session.install("-r", "requirements.txt")\n    session.install("pytest", "tensorflow==2.3", *more)\n',
    )
    assert [(python.version, python.line) for python in found.pythons] == [("3.7", 2), ("3.8", 2)]
    assert found.said == [(6, "pytest"), (6, "tensorflow==2.3")]
    assert found.spans[1] == ("tensorflow", "==2.3")
    assert len(read("noxfile.py", "def f(:").notes) == 1


NOX = """import nox
TF = ("2.3.0", "2.4.1")
@nox.session(python=["python3.7", "3.8"])
@nox.parametrize("tf", TF)
@nox.parametrize("keras", ["2.4.3", nox.param("2.6.0", id="new")], ids=["a", "b"])
def tests(session, tf, keras):
    session.install("-r", "x.txt", f"tensorflow=={tf}", "keras==%s" % keras, "pytest", ".[a]", "-e", "own")
    session.run("python", "-m", "pip", "install", "--upgrade", "h5py<3")
    session.run("pytest", "six")
"""


def test_nox_with_parameters():
    found = read("noxfile.py", NOX)
    assert [(python.version, python.line) for python in found.pythons] == [("3.7", 3), ("3.8", 3)]
    assert [NOX[slice(*python.span or (0, 0))] for python in found.pythons] == ["3.7", "3.8"]
    assert found.said == [
        (7, "pytest"),
        (2, "tensorflow==2.3.0"),
        (2, "tensorflow==2.4.1"),
        (5, "keras==2.4.3"),
        (5, "keras==2.6.0"),
        (8, "h5py<3"),
    ]
    assert found.spans == [("pytest", ""), *[(None, None)] * 4, ("h5py", "<3")]


GITHUB = """on: push
jobs:
  build:
    container: tensorflow/tensorflow:2.4.1-gpu
    strategy:
      matrix:
        python-version: [3.6, "3.10"]
        include:
          - python-version: '3.8'
    steps:
    - uses: actions/setup-python@v2
      with:
        python-version: ${{ matrix.python-version }}
    - name: Install
      run: |
        python -m pip install --upgrade pip
        pip install tensorflow==2.4.1 "numpy<1.20"  # a comment
        pip install tensorflow==${{ matrix.tf }}
"""


def test_a_workflow_of_github():
    found = read(".github/workflows/test.yml", GITHUB)
    assert [(python.version, python.line) for python in found.pythons] == [("3.6", 7), ("3.10", 7), ("3.8", 9)]
    assert [(image.tensorflow, image.line) for image in found.images] == [("2.4.1", 4)]
    assert found.said == [(16, "pip"), (17, "tensorflow==2.4.1"), (17, "numpy<1.20")]
    assert [note.line for note in found.notes] == [18]


def test_travis_gitlab_circle_and_compose():
    found = read(
        ".travis.yml",
        'python:\n  - "2.7"\n  - 3.6\n  - nightly\ninstall:\n  - if [ "$X" ]; then pip install keras==2.2.4; fi\n',
    )
    assert [python.version for python in found.pythons] == ["2.7", "3.6"]
    assert found.said == [(6, "keras==2.2.4")]
    found = read(
        ".gitlab-ci.yml",
        'image: python:3.7\nt:\n  image:\n    name: "nvidia/cuda:10.1-base"\n  script: pip install six\n',
    )
    assert [(image.python, image.cuda, image.line) for image in found.images] == [("3.7", None, 1), (None, "10.1", 4)]
    assert found.said == [(5, "six")]
    found = read(".circleci/config.yml", "jobs:\n  a:\n    docker:\n      - image: circleci/python:3.7.2\n")
    assert [image.python for image in found.images] == ["3.7.2"]
    assert [
        image.tensorflow for image in read("docker-compose.yml", "a: {image: 'tensorflow/tensorflow:1.15.0'}").images
    ] == ["1.15.0"]


NOTEBOOK = rb"""{"cells": [
 {"cell_type": "code", "source": ["!pip install -q tensorflow==2.3\n",
   "%pip install \"keras<3\" h5py\n",
   "%tensorflow_version 1.x\n",
   "import x"]},
 {"cell_type": "code", "source": "a\n!pip3 install numpy==1.16\nb"}]}
"""


def test_a_notebook():
    found = read("a.ipynb", NOTEBOOK)
    assert [(line.line, str(line.requirement)) for line in found.lines] == [
        (2, "tensorflow==2.3"),
        (3, "keras<3"),
        (3, "h5py"),
        (4, "tensorflow==1.*"),
        (6, "numpy==1.16"),
    ]
    assert found.spans == [
        ("tensorflow", "==2.3"),
        ("keras", "<3"),
        ("h5py", ""),
        (None, None),
        ("numpy", "==1.16"),
    ]


def test_a_command_of_a_notebook_whose_text_is_not_as_it_stands_there():
    found = read("a.ipynb", '{"source": ["!pip install \\"tensorflow\\u003d=2.3\\" \\"h5py==3.1\\""]}')
    assert [str(line.requirement) for line in found.lines] == ["tensorflow==2.3", "h5py==3.1"]
    assert found.spans == [("tensorflow", None), ("h5py", "==3.1")]


def test_pipfile():
    found = read(
        "Pipfile",
        """[[source]]
url = "https://u:secret@x"
[packages]
tensorflow = "==1.15"
numpy = "*"
own = {path = ".", editable = true}
keras = {version=">=2", index="x", markers="sys_platform == 'linux'", extras=["a"]}
[dev-packages]
pylint = "~=2.0"
[requires]
python_version = "3.6"
""",
    )
    assert found.of(Role.ASKED) == ["tensorflow==1.15", "numpy", 'keras[a]>=2; sys_platform == "linux"']
    assert (found.of(Role.ADDRESSED), found.group("dev")) == (["own"], ["pylint~=2.0"])
    assert [(python.version, python.line) for python in found.pythons] == [("3.6", 11)]
    assert found.spans[0] == ("tensorflow", "==1.15")
    assert "secret" not in repr(found.items)


@pytest.mark.parametrize("path", [".travis.yml", "docker-compose.yml", "environment.yml"])
def test_what_is_no_yaml_is_one_note(path: str):
    (note,) = read(path, "a: b: c  # dependencies\n").notes
    assert (note.line, note.message.startswith("not YAML: mapping values are not allowed")) == (1, True)
    assert note.message.endswith("\n    a: b: c  # dependencies\n        ^")


@pytest.mark.parametrize("path", [".travis.yml", "environment.yml"])
@pytest.mark.parametrize("content", ["- " * 5_000 + "a", "a:\n" + "".join(" " * at + "a:\n" for at in range(1, 600))])
def test_what_is_nested_too_deeply_is_one_note(path: str, content: str):
    (note,) = read(path, f"{content}  # dependencies\n").notes
    assert note.message in {"not read: nested more than 40 deep", "not read: nested more than 100 deep"}


def test_a_script_that_is_indented_far_is_read():
    script = "".join(" " * (4 + 4 * at) + "if true; then\n" for at in range(60)).rstrip()
    found = read(".travis.yml", f"python: 3.6\nscript:\n  - |\n{script}\ninstall: pip install tensorflow==1.15\n")
    assert not found.notes
    assert found.spans[0] == ("tensorflow", "==1.15")


BARE = r"""{"cells": [
 {"cell_type": "markdown", "metadata": {}, "source": ["pip install six\n", "```\n", "pip install wrapt\n"]},
 {"cell_type": "code", "outputs": [{"text": ["pip install flask\n"]}], "source": ["pip install \"tensorflow<2.4\"\n"]},
 {"cell_type": "code", "source": ["%%bash\n", "pip install keras==2.4.3\n"], "outputs": ["pip install jax\n"]}]}
"""


def test_commands_without_a_sign_count_in_the_source_of_cells_of_code_alone():
    found = read("a.ipynb", BARE)
    assert found.said == [(3, "tensorflow<2.4"), (4, "keras==2.4.3")]
    assert found.spans == [("tensorflow", "<2.4"), ("keras", "==2.4.3")]


def test_many_commands_without_a_sign_end():
    start = time.process_time()
    read("a.ipynb", '{"source": [' + '"pip install six\\n",\n' * 100_000 + "]}")
    assert time.process_time() - start < 20
