"""Strings that a Python file takes from others of the project: `from version import X`, `version["X"]` after `exec`."""

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping

MOST = 10
LARGEST = 2**17
ASSIGNED = re.compile(
    r"^(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<quote>[\"'])(?P<value>[^\"'\\\n]*)(?P=quote)[ \t]*(?:#.*)?$", re.MULTILINE
)


def constants(tree: ast.Module, path: str, files: Mapping[str, bytes]) -> Mapping[str, str]:
    """By name, the strings that the top of those files gives; a name that is given two strings is left out."""
    found: dict[str, str | None] = {}
    named = (name for name in _named(tree, posixpath.dirname(path)) if name in files and name != path)
    for beside in list(dict.fromkeys(named))[:MOST]:
        for match in ASSIGNED.finditer(files[beside][:LARGEST].decode("utf-8", "replace")):
            name, value = match["name"], match["value"]
            found[name] = value if found.get(name, value) == value else None
    return {name: value for name, value in found.items() if value is not None}


def _named(tree: ast.Module, folder: str) -> Iterator[str]:
    """The Python files of which a path stands in it, in one string or in the parts of a join, and imported ones."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if text.endswith(".py") and "\n" not in text:
                yield posixpath.normpath(posixpath.join(folder, text.lstrip("/")))
            case ast.Call(args=[*parts]):
                words = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                if len(words) > 1 and words[-1].endswith(".py"):
                    yield posixpath.normpath(posixpath.join(folder, *words))
            case ast.ImportFrom(module=str() as module, level=0):
                yield from _files(module, folder)
                yield from (name for alias in node.names for name in _files(f"{module}.{alias.name}", folder))
            case ast.Import(names=names):
                yield from (name for alias in names for name in _files(alias.name, folder))
            case _:
                pass


def imported(tree: ast.Module, path: str, files: Mapping[str, bytes]) -> Mapping[str, tuple[str, str | None]]:
    """By the name in the file, the file of the project that it comes from and its name there; None: the file itself."""
    found: dict[str, tuple[str, str | None]] = {}
    folder = posixpath.dirname(path)
    for node in tree.body:
        match node:
            case ast.ImportFrom(module=str() as module, level=0, names=names):
                for alias in names:
                    whole = [each for each in _files(f"{module}.{alias.name}", folder) if each in files]
                    part = [each for each in _files(module, folder) if each in files]
                    if whole or part:
                        found[alias.asname or alias.name] = (whole[0], None) if whole else (part[0], alias.name)
            case ast.Import(names=names):
                for alias in names:
                    there = [each for each in _files(alias.name, folder) if each in files]
                    if there and (alias.asname or "." not in alias.name):
                        found[alias.asname or alias.name] = (there[0], None)
            case _:
                pass
    return found


def _files(module: str, folder: str) -> tuple[str, str]:
    base = posixpath.join(folder, module.replace(".", "/"))
    return f"{base}.py", f"{base}/__init__.py"
