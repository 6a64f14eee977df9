"""Files are told by their names, formats are found by being there, and whatever the bytes are, nothing raises."""

import codecs
import re
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from service.manifest import Interpreter, Notation, Span
from service.nouns import Checkout, DeclaredLine, Lock
from service.project import formats
from service.project.asking import specifiers
from service.project.conda_words import index_name, plain
from service.project.declared import read_declared
from service.project.poetry_words import range_of
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
    "tox_toml": ["tox.toml"],
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


def test_every_format_stands_in_the_readme_with_its_files():
    text = (Path(formats.__file__).parents[1] / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| \S", text, re.MULTILINE)
    assert sorted(form for form, _ in rows) == sorted(PATTERNS)
    for form, files in rows:
        for name in re.findall(r"`([^`]+)`", files):
            assert format_of(name.replace("*", "-x")) == form


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


def check(item: object, files: dict[str, bytes]) -> None:
    """Lines are counted from 1, and every span lies in the file and holds what the item says."""
    content = files.get(getattr(item, "path", ""), b"")
    assert getattr(item, "line", None) is None or getattr(item, "line", 0) >= 1
    for span in (getattr(item, name, None) for name in ("span", "name_span", "version_span")):
        assert span is None or 0 <= span.start <= span.end <= len(content)
    match item:
        case Lock(lines=lines):
            for line in lines:
                check(line, files)
        case DeclaredLine(name_span=Span() as name):
            said = content[slice(*name)].decode()
            known = index_name(said) if item.notation is Notation.CONDA else said
            assert canonicalize_name(known or "") == canonicalize_name(item.requirement.name)
        case _:
            pass
    if isinstance(item, DeclaredLine) and item.version_span is not None:
        version = content[slice(*item.version_span)].decode()
        meant = {Notation.PEP440: specifiers, Notation.POETRY: range_of, Notation.CONDA: of_conda}[item.notation](
            version
        )
        assert meant == item.requirement.specifier
    if isinstance(item, Interpreter) and item.span is not None:
        assert content[slice(*item.span)].decode() == item.version


def of_conda(version: str) -> SpecifierSet | None:
    return specifiers(plain(version) or "")


@pytest.mark.parametrize("form", sorted(NAMES))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=TEXTS)
def test_no_bytes_make_a_format_raise(form: str, content: bytes):
    path = NAMES[form][0]
    files = {path: content, "requirements.txt": content, "a.txt": b""}
    for item in read_file(path, form, files):
        check(item, files)


NAMED = st.sampled_from(["tensorflow", "tensorflow-gpu", "Keras", "h5py[x]", "é", "numpy", "scikit_learn", "pytorch"])
RANGES = st.sampled_from(
    ["", "==2.3", ">=2,<3", "^2.10", "~2.3", "=2.3", "==2.3.*", " >= 1.0 , < 2", "2.3", "=1.14=py_0", "*", "!=1", "<"]
)
ENDS = st.sampled_from(["", " ; python_version<'3.8'", "  # é", " --hash=sha256:aa", " \\", "\r", " ", '"'])
SHAPES = {
    "requirements": "{}{}{}\n",
    "constraints": "{}{}{}\n",
    "pyproject": '[project]\ndependencies = [\'{}{}{}\']\n[tool.poetry.dependencies]\n"{}" = "{}"{}\n',
    "setup_cfg": "[options]\ninstall_requires =\n  {}{}{}\n[options.extras_require]\nx = {}{}{}\n",
    "setup_py": "é = ['{}{}{}']\nsetup(install_requires=é + [\"{}{}{}\"])\n",
    "pipfile": '[packages]\n"{}" = "{}"{}\n{} = {{version = \'{}\'}}{}\n',
    "conda": '# é\ndependencies:\n  - {}{}{}\n  - "{}{}{}"\n  - pip:\n    - {}{}{}\n',
    "tox": "[testenv]\ndeps =\n  {}{}{}\n  x: {}{}{}\ncommands = pip install {}{}{}\n",
    "tox_toml": "[env_run_base]\ndeps = ['{}{}{}']\n[env.é]\ndeps = ['{}{}{}']\n",
    "nox": "def é(s):\n  s.install('{}{}{}', \"{}{}{}\")\n",
    "docker": "FROM python:3.7\nRUN pip install {}{}{} \\\n  '{}{}{}'\n",
    "workflow": 'run: |\n  pip install {}{}{} "{}{}{}"\n',
    "notebook": '{{"a": ["é\\n", "!pip install {}{}{}\\n", "%pip install {}{}{}"]}}',
    "script": "echo é\npip install {}{}{} '{}{}{}'\n",
}
"""A file of each format in which people write requirements, with places for name, range and what follows."""


@pytest.mark.parametrize("form", sorted(SHAPES))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_bytes_at_each_span_say_what_the_line_says(form: str, data: st.DataObject):
    count = SHAPES[form].count("{}") // 3
    parts = [part for _ in range(count) for part in (data.draw(NAMED), data.draw(RANGES), data.draw(ENDS))]
    mark = data.draw(st.sampled_from([b"", codecs.BOM_UTF8]))
    path = NAMES[form][0]
    files = {path: mark + SHAPES[form].format(*parts).encode()}
    for item in read_file(path, form, files):
        check(item, files)


def test_formats_in_which_people_write_have_a_shape():
    locks = {"conda_lock", "toml_lock", "pipfile_lock", "pylock", "runtime"}
    assert set(SHAPES) == set(NAMES) - locks


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([path for paths in NAMES.values() for path in paths]), TEXTS, max_size=6))
def test_no_project_makes_the_reader_raise(files: dict[str, bytes]):
    found = read_declared(Checkout("p", {**files, "main.py": b"import cv2\n"}))
    for item in (*found.everything, *found.locks, *found.pythons, *found.images, *found.toolkits, *found.python_ranges):
        check(item, files)
    assert len({(line.path, line.name_span) for line in found.everything if line.name_span}) == sum(
        line.name_span is not None for line in found.everything
    )
