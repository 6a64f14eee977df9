"""Modules that the code imports and nobody declares, with the package of the index that brings each."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

from service.manifest import Undeclared
from service.project.page import Page
from service.project.python_2 import parse

NAME = rb"[\w.]+(?:[ \t]+as[ \t]+\w+)?"
IMPORT = re.compile(
    rb"^[ \t]*(?:import[ \t]+(" + NAME + rb"(?:[ \t]*,[ \t]*" + NAME + rb")*)|from[ \t]+(\w[\w.]*)[ \t]+import\b)",
    re.MULTILINE,
)
LARGEST = 2**20
LOOKED_AT = 3
"""Files in which one import is looked for: one that must be there is mostly in the first."""

BESIDE = {
    "tensorflow": frozenset({"tensorflow-gpu", "tensorflow-cpu", "tensorflow-macos", "tensorflow-intel", "tf-nightly"})
}
BROUGHT = {
    "opencv-python": "opencv-",
    "protobuf": "tensorflow",
    "numpy": "tensorflow",
    "h5py": "tensorflow",
    "six": "tensorflow",
    "absl-py": "tensorflow",
    "tensorboard": "tensorflow",
    "keras": "tensorflow",
    "setuptools": "",
}
"""Packages that come with another one, by the start of its name; those of setuptools are there in most environments."""


def undeclared(
    files: Mapping[str, bytes], declared: Iterable[str], root: str = "", missing: frozenset[str] = frozenset()
) -> Iterator[Undeclared]:
    """A package a time, at the first place below `root` that imports it.

    `declared`: the names that are asked for, in any role. `missing`: what no other one brings here.
    """
    names = frozenset(declared)
    own = _own(files)
    modules: dict[str, list[str]] = {}
    for path, content in files.items():
        if path.endswith(".py") and len(content) < LARGEST and path.startswith(f"{root}/" if root else ""):
            for module in _modules(content):
                known = package_of(module)
                if known and module.split(".")[0] not in own and not _has(names, known, missing):
                    modules.setdefault(module, []).append(path)
    trees = _Trees(files)
    told: set[str] = set()
    for module, paths in sorted(modules.items()):
        found = _first(module, paths, trees)
        if found and found.package not in told:
            told.add(found.package)
            yield found


def package_of(module: str) -> str | None:
    """The package that brings a module; None where that is not known, or it is Python's own."""
    top = module.split(".", maxsplit=1)[0]
    if top in sys.stdlib_module_names:
        return None
    table = _table()
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        found = table.get(".".join(parts[:length]))
        if found:
            return found
    return None


def _has(names: frozenset[str], known: str, missing: frozenset[str]) -> bool:
    if known in names or BESIDE.get(known, frozenset()) & names:
        return True
    bringer = None if known in missing else BROUGHT.get(known)
    return bringer is not None and (not bringer or any(name.startswith(bringer) for name in names))


def _own(files: Mapping[str, bytes]) -> frozenset[str]:
    """The names of the project's own modules and of the folders that hold them."""
    found: set[str] = set()
    for path in files:
        if path.endswith(".py"):
            found.update(path.removesuffix(".py").split("/"))
    return frozenset(found)


def _modules(content: bytes) -> set[str]:
    """What lines that look like imports name; a docstring may hold one, so that a tree has the last word."""
    found: set[str] = set()
    for several, one in IMPORT.findall(content):
        names = [one] if one else [part.split()[0] for part in several.split(b",") if part.split()]
        found.update(name.decode("utf-8", "replace") for name in names)
    return found


def _first(module: str, paths: Iterable[str], trees: "_Trees") -> Undeclared | None:
    """The first place that must have it, else the first that may."""
    first: Undeclared | None = None
    for path in sorted(paths)[:LOOKED_AT]:
        for found in trees.places(path):
            if found.module == module and not found.optional:
                return found
            if found.module == module:
                first = first or found
    return first


class _Trees:
    """The imports of files, each parsed once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._places: dict[str, list[Undeclared]] = {}

    def places(self, path: str) -> list[Undeclared]:
        """Every import of a known package in a file."""
        if path not in self._places:
            self._places[path] = list(_places(path, self._files[path]))
        return self._places[path]


def _places(path: str, content: bytes) -> Iterator[Undeclared]:
    page = Page.of(path, content)
    try:
        tree = parse(page.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    left: list[tuple[ast.AST, bool]] = [(tree, False)]
    while left:
        node, optional = left.pop()
        for module in _imported(node):
            known = package_of(module)
            if known and isinstance(node, ast.stmt):
                shown = page.shown(min(node.lineno, len(page.starts)))
                yield Undeclared(known, module, path, node.lineno, shown, optional)
        inside = optional or isinstance(node, ast.Try | ast.If | ast.FunctionDef | ast.AsyncFunctionDef)
        for part in ("finalbody", "orelse", "handlers", "body"):
            below = getattr(node, part, [])
            left += [(child, inside) for child in reversed(below)] if isinstance(below, list) else []


def _imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [each.name for each in names]
        case ast.ImportFrom(module=str() as module, level=0):
            return [module]
        case _:
            return []


@cache
def _table() -> Mapping[str, str]:
    text = (Path(__file__).parent / "data" / "modules.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return {**{name: str(canonicalize_name(name)) for name in table["same"]["names"]}, **table["names"]}
