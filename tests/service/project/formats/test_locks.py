"""Lock files of every tool: what they chose, where, and from what they were made."""

import time

import pytest

from service.manifest import Format, Role
from tests.service.project.reading import Read, read

UV = """version = 1
requires-python = ">=3.9"

[[package]]
name = "me"
version = "0.1.0"
source = { virtual = "." }

[[package]]
name = "tensorflow"
version = "2.15.1"
source = { registry = "https://x/simple" }
"""
POETRY = (
    '[[package]]\nname = "tensorflow"\nversion = "2.8.0"\ndescription = "x"\n\n[metadata]\npython-versions = "^3.7"\n'
)
PDM = '[metadata]\nrequires_python = ">=3.8"\n\n[[package]]\nname = "tensorflow"\nversion = "2.9.1"\nsummary = "x"\n'
PIPFILE = """{"_meta": {},
 "default": {
   "tensorflow": {"hashes": ["sha256:a"], "version": "==1.15.0", "markers": "x"},
   "zed": {"git": "x"}
 }, "develop": {"pytest": {"version": "==5"}}}"""
PYLOCK = """lock-version = "1.0"
created-by = "x"
requires-python = ">=3.9"
[[packages]]
name = "tensorflow"
version = "2.16.1"
[[packages.wheels]]
name = "tensorflow-2.16.1-py3-none-any.whl"
url = "https://h/tensorflow-2.16.1-py3-none-any.whl"
hashes = {sha256 = "aa"}
"""
CONDA = """package:
- name: tensorflow
  version: 2.3.0
  manager: conda
  platform: linux-64
- name: libgcc-ng
  version: 9.0
  manager: conda
- name: tensorflow
  version: 2.3.0
  manager: conda
  platform: osx-64
"""
EXPLICIT = "@EXPLICIT\nhttps://h/pkgs/main/linux-64/tensorflow-2.3.0-mkl_py38h8.conda#abc\n"
LOCKS = [
    ("uv.lock", UV, Format.UV_LOCK, "tensorflow==2.15.1", 10),
    ("poetry.lock", POETRY, Format.POETRY_LOCK, "tensorflow==2.8.0", 2),
    ("pdm.lock", PDM, Format.PDM_LOCK, "tensorflow==2.9.1", 5),
    ("Pipfile.lock", PIPFILE, Format.PIPFILE_LOCK, "tensorflow==1.15.0", 3),
    ("pylock.gpu.toml", PYLOCK, Format.PYLOCK, "tensorflow==2.16.1", 6),
    ("conda-lock.yml", CONDA, Format.CONDA_LOCK, "tensorflow==2.3.0", 2),
    ("conda-linux-64.lock", EXPLICIT, Format.CONDA_LOCK, "tensorflow==2.3.0", 2),
]


def tensorflow(found: Read) -> list[tuple[str, int]]:
    lines = (line for line in found.locks[0].lines if line.requirement.name == "tensorflow")
    return [(str(line.requirement), line.line) for line in lines]


@pytest.mark.parametrize(("path", "content", "form", "requirement", "line"), LOCKS)
def test_locks(path: str, content: str, form: Format, requirement: str, line: int):
    found = read(path, content)
    assert found.locks[0].format is form
    assert tensorflow(found) == [(requirement, line)]
    assert {each.role for each in found.locks[0].lines} == {Role.LOCKED}
    assert not found.notes


def test_the_project_itself_is_not_what_is_locked():
    assert [line.requirement.name for line in read("uv.lock", UV).locks[0].lines] == ["tensorflow"]


def test_python_and_sources():
    assert str(read("uv.lock", UV, pyproject_toml=b"").locks[0].python) == ">=3.9"
    assert read("uv.lock", UV, pyproject_toml=b"").locks[0].sources == ("pyproject.toml",)
    assert read("uv.lock", UV).locks[0].sources == ()
    assert [line.group for line in read("Pipfile.lock", PIPFILE).locks[0].lines] == [None, "dev"]
    assert read("Pipfile.lock", PIPFILE).locks[0].lines[0].hashes == ("sha256:a",)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Pipfile.lock", "{"),
        ("Pipfile.lock", "[" * 100_000),
        ("Pipfile.lock", '{"default": ' + "9" * 10_000 + "}"),
        ("pylock.toml", "lock-version = 1"),
        ("pylock.toml", 'lock-version = "9.0"\ncreated-by = "x"\npackages = []'),
        ("poetry.lock", "[[package]]\nversion = '1'\n"),
        ("pylock.toml", "]"),
    ],
)
def test_what_cannot_be_read_is_one_note(path: str, content: str):
    assert len(read(path, content).notes) == 1


def test_a_long_lock_is_read_in_part():
    content = "".join(f'[[package]]\nname = "p{n}"\nversion = "1"\n' for n in range(200_000))
    start = time.process_time()
    found = read("uv.lock", content)
    assert time.process_time() - start < 10
    assert len(found.locks[0].lines) == 5_000
    assert "only the first" in found.notes[0].message
