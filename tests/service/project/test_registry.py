"""Files are told by their names, formats are found by being there, and whatever the bytes are, nothing raises."""

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.nouns import Checkout
from service.project import formats
from service.project.declared import read_declared
from service.project.registry import PATTERNS, format_of, read_file

NAMES = {
    "pyproject": ["pyproject.toml", "sub/pyproject.toml"],
    "setup_cfg": ["setup.cfg"],
    "setup_py": ["setup.py", "a/setup.py"],
    "requirements": [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements_gpu.in",
        "dev-requirements.txt",
        "requirements/base.txt",
        "a/reqs/x.in",
        "pip-reqs.txt",
        "Requirements.txt",
        "requirement.txt",
        "tf2_requirements.txt",
    ],
    "pipfile": ["Pipfile"],
    "conda_lock": ["conda-lock.yml", "conda-linux-64.lock"],
    "conda": [
        "environment.yml",
        "environment-gpu.yaml",
        "conda.yml",
        "conda_env.yml",
        "env.yml",
        "conda/x.yml",
        "extras/cuda_conda/x.yml",
        "env_gpu.yml",
    ],
    "toml_lock": ["uv.lock", "poetry.lock", "pdm.lock"],
    "pipfile_lock": ["Pipfile.lock"],
    "pylock": ["pylock.toml", "pylock.gpu.toml"],
    "runtime": [".python-version", "runtime.txt"],
    "tox": ["tox.ini"],
    "nox": ["noxfile.py"],
    "docker": [
        "Dockerfile",
        "docker/Dockerfile.gpu",
        "gpu.Dockerfile",
        "Dockerfile-cpu",
        "x.dockerfile",
        "Containerfile",
    ],
    "workflow": [
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        ".travis.yml",
        ".circleci/config.yml",
        "azure-pipelines.yml",
        "docker-compose.yml",
        "compose.gpu.yaml",
    ],
    "constraints": ["constraints.txt", "test_constraints.txt", "constraints-3.8.txt", "a/constraint.txt"],
    "script": ["install.sh", "scripts/setup_env.sh", "Makefile"],
    "notebook": ["a b.ipynb"],
}
OTHERS = [
    "main.py",
    "my_setup.py",
    "notes.txt",
    "config.yml",
    "workflows/ci.yml",
    "README.md",
    "lock",
    "environment.py",
]


@pytest.mark.parametrize(("form", "path"), [(form, path) for form, paths in NAMES.items() for path in paths])
def test_names(form: str, path: str):
    assert format_of(path) == form


@pytest.mark.parametrize("path", OTHERS)
def test_other_names(path: str):
    assert format_of(path) is None


def test_every_format_has_its_names_and_every_name_its_format():
    modules = {path.stem for path in Path(formats.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules == set(PATTERNS) == set(NAMES)


WORDS = st.sampled_from(
    [
        "tensorflow",
        "==2.3",
        "[project]",
        "dependencies",
        " = ",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "\n",
        "\n  - ",
        ":",
        "-r ",
        "requirements.txt",
        "\\\n",
        "#",
        "FROM ",
        "RUN pip install ",
        "$A",
        "${A:-b}",
        "ARG A=$A",
        "&a ",
        "*a",
        "setup(",
        "install_requires=",
        ")",
        "[[package]]\nname = ",
        "version",
        "^",
        "||",
        "[tool.poetry.dependencies]\n",
        "\r\n",
        "\ufeff",
        "!pip install ",
        "%s",
        "\x00",
        "é",
        "\u2028",
        "[options]\n",
        "python",
        "-e ",
        "@ https://u:p@h/x-1.0-py3-none-any.whl",
        ";",
        "if x:\n  ",
        "append(",
        "lambda: ",
        "*",
        "**{",
        "dependencies:\n",
        "pip:",
        "- pip:\n    - ",
        "include-group",
        ",",
        "(",
        "<",
        "\t",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=40).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=200),
    st.text(string.printable, max_size=200).map(str.encode),
)


@pytest.mark.parametrize("form", sorted(NAMES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=TEXTS)
def test_no_bytes_make_a_format_raise(form: str, content: bytes):
    path = NAMES[form][0]
    for item in read_file(path, form, {path: content, "requirements.txt": content, "a.txt": b""}):
        assert getattr(item, "line", None) is None or getattr(item, "line", 0) >= 1
        for span in (getattr(item, name, None) for name in ("span", "name_span", "version_span")):
            assert span is None or 0 <= span.start <= span.end <= len(content)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([path for paths in NAMES.values() for path in paths]), TEXTS, max_size=6))
def test_no_project_makes_the_reader_raise(files: dict[str, bytes]):
    read_declared(Checkout("p", {**files, "main.py": b"import cv2\n"}))
