"""What a project declares: requirements with their places, interpreters, and the command that shows that it works."""

import shlex
from collections.abc import Mapping

from packaging.specifiers import SpecifierSet

from service.nouns import Checkout, Declared, DeclaredLine, Note
from service.project.command import find_command
from service.project.requirements import python_range, read_pyproject, read_requirements, requirements_files

PYPROJECT = "pyproject.toml"


def read_declared(checkout: Checkout) -> Declared:
    """Everything that the project's own files say about what it needs. What cannot be read is in `notes`."""
    table, items = _pyproject(checkout.files)
    seen: set[str] = set()
    for path in requirements_files(checkout.files):
        items.extend(read_requirements(checkout.files, path, seen))
    python = python_range(table, PYPROJECT)
    if isinstance(python, Note):
        items.append(python)
    declared_command = _command(table)
    if isinstance(declared_command, Note):
        items.append(declared_command)
    return Declared(
        lines=tuple(item for item in items if isinstance(item, DeclaredLine)),
        python=python if isinstance(python, SpecifierSet) else SpecifierSet(),
        command=declared_command if isinstance(declared_command, tuple) else find_command(checkout.files),
        notes=tuple(item for item in items if isinstance(item, Note)),
    )


def _pyproject(files: Mapping[str, bytes]) -> tuple[dict[str, object], list[DeclaredLine | Note]]:
    if PYPROJECT not in files:
        return {}, []
    return read_pyproject(files[PYPROJECT], PYPROJECT)


def _command(table: Mapping[str, object]) -> tuple[str, ...] | Note | None:
    """`[tool.upflow] command`: one string, split as a shell does, or a list of words."""
    tool = table.get("tool", {})
    own = tool.get("upflow", {}) if isinstance(tool, dict) else {}
    command = own.get("command") if isinstance(own, dict) else None
    match command:
        case None:
            return None
        case str():
            try:
                return tuple(shlex.split(command)) or None
            except ValueError as error:
                return Note(PYPROJECT, None, f"tool.upflow.command: {error}")
        case list() if command and all(isinstance(word, str) for word in command):
            return tuple(command)
        case _:
            return Note(PYPROJECT, None, "tool.upflow.command: expected a string or a list of strings")
