"""The shape of the project: imports go down only, stages do not know each other, every module says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import cli

ROOT = Path(__file__).parents[1]
FLOORS = ("matrices", "migrations", "service")
STAGES = ("project", "resolve", "patch", "sandbox")
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            yield f"{node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_down_only(path: Path):
    floor = path.relative_to(ROOT).parts[0]
    above = FLOORS[FLOORS.index(floor) + 1 :]
    assert not [module for module in imports(path) if module.split(".")[0] in above]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name in STAGES], ids=name)
def test_stages_do_not_know_each_other(path: Path):
    others = {f"service.{stage}" for stage in STAGES if stage != path.parent.name}
    reached = {".".join(module.split(".")[:2]) for module in imports(path)}
    assert not reached & others
    doors = {"service.cli", "service.commands", "service.api", "service.web", "service.worker", "service.actions"}
    assert not reached & (doors | {"service.pipeline", "service.case", "service.store"})


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_in_one_sentence(path: Path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring.split("\n")[0].rstrip().endswith((".", ":"))


def test_the_words_stand_in_no_other_place():
    words = {
        "docker": "service/sandbox",
        "sqlite3": "service/store",
        "obstore": "service/store",
        "dbos": "service/durable/engine.py",
        "uvicorn": "service/commands",
    }
    for path in MODULES:
        for module in imports(path):
            owner = words.get(module.split(".")[0])
            assert owner is None or name(path).startswith(owner), f"{name(path)} imports {module}"


def test_every_command_is_in_the_overview():
    modules = {path.stem for path in (ROOT / "service/commands").glob("*.py") if "def run(" in path.read_text()}
    assert modules == set(cli.COMMANDS)
