"""tox and Hatch in TOML, each line and interpreter at its place in the file."""

import pytest

from service.manifest import Format, Role
from tests.service.project.reading import Read, read

TABLES = """[{0}]
env_list = ["py38", "3.11", "py310-tf", "lint"]
[{1}env_run_base]
deps = ["pytest", "-r x.txt", "tensorflow==2.4.1"]
[{1}env.type]
deps = ["mypy"]
"""


def pythons(found: Read) -> list[tuple[str, int, str | None]]:
    return [
        (each.version, each.line, found.files[each.path][slice(*each.span)].decode() if each.span else None)
        for each in found.pythons
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [("pyproject.toml", TABLES.format("tool.tox", "tool.tox.")), ("tox.toml", TABLES.format("x]\n[y", ""))],
)
def test_tables_of_tox(path: str, text: str):
    found = read(path, text.replace("[x]\n[y]\n", "\n"))
    assert [(line.line, str(line.requirement), line.group) for line in found.lines] == [
        (4, "pytest", "tox"),
        (4, "tensorflow==2.4.1", "tox"),
        (6, "mypy", "type"),
    ]
    assert {(line.role, line.format) for line in found.lines} == {(Role.INSTALLED, Format.PYPROJECT)}
    assert found.spans[1] == ("tensorflow", "==2.4.1")
    assert pythons(found) == [("3.8", 2, None), ("3.11", 2, "3.11"), ("3.10", 2, None)]
    assert not found.notes


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_the_ini_of_tox_in_toml(quotes: str):
    text = f"""# é, €, 🙂
[tool.tox]
legacy_tox_ini = {quotes}
[tox]
envlist = py37,py38
[testenv]
basepython = python3.7
deps =
    tensorflow==2.3
    pytest
{quotes}
[project]
dependencies = ["six"]
"""
    found = read("pyproject.toml", text)
    assert found.said == [(13, "six"), (9, "tensorflow==2.3"), (10, "pytest")]
    assert found.spans == [("six", ""), ("tensorflow", "==2.3"), ("pytest", "")]
    assert pythons(found) == [("3.7", 5, None), ("3.8", 5, None), ("3.7", 7, "3.7")]


def test_interpreters_of_hatch():
    text = """[tool.hatch.envs.default]
python = "3.9"
dependencies = ["pytest"]
[[tool.hatch.envs.test.matrix]]
python = ["3.8", "cp310", "pypy3"]
tf = ["2.3"]
[[tool.hatch.envs.test.matrix]]
python = ["py3.11"]
"""
    found = read("pyproject.toml", text)
    assert pythons(found) == [("3.9", 2, "3.9"), ("3.8", 5, "3.8"), ("3.11", 8, "3.11")]
    assert found.group("hatch-default") == ["pytest"]


def test_dev_dependencies_of_rye_and_uv():
    text = "[tool.rye]\ndev-dependencies = ['a']\n[tool.uv]\ndev-dependencies = ['b']\n"
    assert sorted(read("pyproject.toml", text).group("dev")) == ["a", "b"]


@pytest.mark.parametrize(
    "text", ["env_list = 3", "env_list = [3]", "env = [1]", "[env_run_base]\ndeps = 'a'", "env.a = 1"]
)
def test_what_is_of_another_type_is_passed_over(text: str):
    assert read("tox.toml", text).items == []
