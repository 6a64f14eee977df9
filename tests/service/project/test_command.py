"""How a project is run: its own word first, then tests, then its script, then imports."""

from service.nouns import Checkout
from service.project.command import PYTEST, find_command
from service.project.declared import read_declared


def test_the_named_command_wins():
    checkout = Checkout("p", {"test_a.py": b"def test_a(): pass"})
    assert read_declared(checkout, command=("python", "x y.py")).command == ("python", "x y.py")
    assert read_declared(checkout).command == PYTEST


def test_tests_are_run_by_pytest_also_from_a_source_folder():
    assert find_command({"tests/test_a.py": b"def test_a(): pass", "main.py": b""}) == PYTEST
    files = {"src/pkg/__init__.py": b"", "tests/test_a.py": b"class TestA:\n  def test_a(self): pass"}
    assert find_command(files) == ("env", "PYTHONPATH=src", *PYTEST)


def test_a_file_that_only_looks_like_tests_is_no_test():
    assert find_command({"test_data.py": b"print(1)"}) == ("python", "test_data.py")


def test_the_only_script_or_the_usual_name():
    assert find_command({"focal.py": b"", "setup.py": b""}) == ("python", "focal.py")
    assert find_command({"util.py": b"", "train.py": b"", "model.py": b""}) == ("python", "train.py")


def test_else_every_module_is_imported():
    command = find_command(
        {"pkg/__init__.py": b"", "pkg/a.py": b"", "pkg/not-a-name.py": b"", "b.py": b"", "c.py": b""}
    )
    assert command is not None
    assert command[:2] == ("python", "-c")
    assert [line for line in command[2].splitlines() if "import_module" in line] == [
        f"importlib.import_module({module!r})" for module in ("b", "c", "pkg", "pkg.a")
    ]


def test_notebooks_alone_are_run():
    files = {"b.ipynb": b"{}", "a/c d.ipynb": b"{}", "README.md": b""}
    assert find_command(files) == ("jupyter", "execute", "a/c d.ipynb", "b.ipynb")


def test_no_python_no_command():
    assert find_command({"README.md": b""}) is None
