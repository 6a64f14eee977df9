"""How a project shows that it works: its tests, else its script, else its modules import, else its notebooks run."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

SCRIPTS = ("main.py", "train.py", "run.py", "app.py", "demo.py", "example.py")
TEST_FILE = re.compile(r"(test_\w*|\w*_test)\.py")
TEST = re.compile(rb"^\s*(async\s+)?def test|^class Test|^class \w+\(.*TestCase\)", re.MULTILINE)
PYTEST = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")


def find_command(files: Mapping[str, bytes]) -> tuple[str, ...] | None:
    """The words of the command, to be run in the project's folder; None where there is no code."""
    modules = sorted(path for path in files if path.endswith(".py"))
    if not modules:
        notebooks = sorted(path for path in files if path.endswith(".ipynb") and not path.startswith("-"))
        return ("jupyter", "execute", *notebooks) if notebooks else None
    if any(TEST_FILE.fullmatch(PurePosixPath(path).name) and TEST.search(files[path]) for path in modules):
        return _with_source_folder(PYTEST, files)
    scripts = [path for path in modules if "/" not in path and path not in {"setup.py", "conftest.py"}]
    chosen = scripts if len(scripts) == 1 else [path for path in SCRIPTS if path in scripts][:1]
    if chosen:
        return ("python", chosen[0])
    return _with_source_folder(("python", "-c", _import_all(modules)), files)


def _with_source_folder(command: tuple[str, ...], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Packages below src/ are found without being installed."""
    has_source = any(re.fullmatch(r"src/\w+/__init__\.py", path) for path in files)
    return ("env", "PYTHONPATH=src", *command) if has_source else command


def _import_all(modules: list[str]) -> str:
    names = [
        path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in modules
        if path != "setup.py" and all(part.isidentifier() for part in path.removesuffix(".py").split("/"))
    ]
    return "import importlib\n" + "".join(f"importlib.import_module({name!r})\n" for name in names)
