"""A requirement that nobody asked for yet: where it may stand in each form of file, read by the real readers."""

import json
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from service.manifest import Format, Notation, Span
from service.nouns import Candidate, Checkout, Constraint, DeclaredLine
from service.patch.adding import added
from service.patch.requirements import cures_to_add, edits_for, movable
from service.patch.rewriting import Rewritten, rewrite
from service.project.declared import read_declared

CURE = Constraint(Requirement("ml-dtypes<0.6"), "for a reason", "source", needed=True)
CURED = Candidate(Version("2.18.1"), "3.11", "3.9.0", (CURE,))


def rewritten(path: str, content: bytes) -> Rewritten:
    """What the readers of projects see in a file, rewritten."""
    files = {path: content}
    found = read_declared(Checkout("p", files), imports=False)
    return rewrite(files, found, edits_for(found, CURED, {}), cures_to_add(found, CURED))


def asked(path: str, content: bytes) -> set[str]:
    return {str(line.requirement) for line in movable(read_declared(Checkout("p", {path: content}), imports=False))}


def notebook(line: str) -> bytes:
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": [line],
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


@pytest.mark.parametrize(
    "line",
    [
        "!pip install -q six tensorflow==2.15.1",
        "!pip install -q 'tensorflow==2.15.1'",
        "%pip install tensorflow==2.15.1\n",
    ],
)
def test_a_notebook_stays_one(line: str):
    made = rewritten("a.ipynb", notebook(line))
    assert not made.notes
    (source,) = json.loads(made.files["a.ipynb"])["cells"][0]["source"]
    assert asked("a.ipynb", made.files["a.ipynb"]) >= {"tensorflow==2.18.1", "ml-dtypes<0.6"}
    assert source.endswith("\n") == line.endswith("\n")


@pytest.mark.parametrize(
    "run",
    [
        "pip install tensorflow==2.15.1",
        '"pip install tensorflow==2.15.1"',
        "'pip install tensorflow==2.15.1'",
        "|\n          pip install 'tensorflow==2.15.1' six\n          pytest",
    ],
)
def test_a_workflow_stays_one(run: str):
    path = ".github/workflows/a.yml"
    content = f"jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {run}\n".encode()
    made = rewritten(path, content)
    assert not made.notes
    step = yaml.safe_load(made.files[path])["jobs"]["a"]["steps"][0]["run"]
    assert "tensorflow==2.18.1" in step
    assert asked(path, made.files[path]) >= {"tensorflow==2.18.1", "ml-dtypes<0.6"}


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (
            b"RUN pip install tensorflow==2.15.1 six\n",
            b"RUN pip install tensorflow==2.18.1 'ml-dtypes<0.6' six\n",
        ),
        (
            b'RUN pip install "tensorflow==2.15.1" \\\n    six\n',
            b"RUN pip install \"tensorflow==2.18.1\" 'ml-dtypes<0.6' \\\n    six\n",
        ),
    ],
)
def test_a_dockerfile_stays_one(content: bytes, wanted: bytes):
    assert (
        rewritten("Dockerfile", b"FROM python:3.11\n" + content).files["Dockerfile"] == b"FROM python:3.11\n" + wanted
    )


@pytest.mark.parametrize(
    "text",
    [
        """dependencies = ["tensorflow==2.15.1; sys_platform != 'darwin'", "six"]""",
        """dependencies = [\n\t"tensorflow==2.15.1; sys_platform != 'darwin'",\n\t"six",\n]""",
        """dependencies = ['tensorflow==2.15.1; sys_platform != "darwin"']""",
        """dependencies = [\n  'tensorflow==2.15.1; sys_platform != "darwin"' # ours\n]""",
    ],
)
def test_a_marker_has_quotes_of_its_own(text: str):
    content = f'[project]\nname = "p"\nversion = "1"\n{text}\n'.encode()
    made = rewritten("pyproject.toml", content).files["pyproject.toml"]
    before, after = (set(tomllib.loads(each.decode())["project"]["dependencies"]) for each in (content, made))
    assert after == {one.replace("2.15.1", "2.18.1") for one in before} | {"ml-dtypes<0.6"}


def test_a_key_and_its_first_requirement_on_one_line():
    made = rewritten("setup.cfg", b"[options]\ninstall_requires = tensorflow==2.15.1\n")
    assert made.files["setup.cfg"] == b"[options]\ninstall_requires = tensorflow==2.18.1\n    ml-dtypes<0.6\n"


@pytest.mark.parametrize(
    "text",
    [
        "setup(install_requires='tensorflow==2.15.1')\n",
        "setup(install_requires=['six'], extras_require={'tf': 'tensorflow==2.15.1'})\n",
    ],
)
def test_a_string_that_is_in_no_list_gets_no_neighbour(text: str):
    made = rewritten("setup.py", f"from setuptools import setup\n{text}".encode())
    assert made.files["setup.py"].decode().endswith(text.replace("2.15.1", "2.18.1"))
    assert any("ml-dtypes<0.6 must stand beside it: for a reason" in note.message for note in made.notes)


def test_a_table_of_its_own_gets_no_other_key():
    content = b'[tool.poetry.dependencies.tensorflow]\nversion = "2.15.1"\noptional = true\n'
    at, start = content.index(b"tensorflow"), content.index(b"2.15.1")
    beside = DeclaredLine(
        Requirement("tensorflow==2.15.1"),
        "pyproject.toml",
        1,
        "",
        format=Format.POETRY,
        notation=Notation.POETRY,
        name_span=Span(at, at + 10),
        version_span=Span(start, start + 6),
    )
    assert added(content, beside, CURE) is None


def test_the_word_of_colab_is_its_own():
    content = notebook("%tensorflow_version 1.x\n")
    made = rewritten("a.ipynb", content)
    assert made.files["a.ipynb"] == content.replace(b"1.x", b"2.x")
    assert not made.notes


def test_what_would_not_be_read_any_more_is_left(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("service.patch.sound.is_sound", lambda *_: False)
    made = rewritten("setup.cfg", b"[options]\ninstall_requires = tensorflow==2.15.1\n")
    assert made.files == {}
    assert "in a way that upflow cannot rewrite" in made.notes[-1].message
