"""setup.py, from its text: what setup() is given, through names, sums, conditions and the files that it reads."""

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service.manifest import Format, PythonRange, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked, specifiers
from service.project.formats import requirements
from service.project.including import as_group
from service.project.python_lists import Said, strings
from service.project.python_text import Module

LISTS = {"install_requires": None, "requires": None, "tests_require": "test", "setup_requires": "setup"}
ALWAYS = ("install_requires", "requires")
SUMS = frozenset({"all", "full", "complete", "everything"})
"""Extras that are mostly made of others."""
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*(?:\[[\w,. -]*\])?)\s*[=<>~!]")
ENDINGS = (".txt", ".in", ".pip", ".reqs")


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """What the calls of setup() declare; what is installed always comes first, and no literal is told twice."""
    module = Module.of(path, content, files)
    if isinstance(module, Note):
        yield module
        return
    seen: set[Item | int] = set()
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and _is_setup(node)):
        for wanted in sorted(_wanted(module, call), key=_first):
            yield from _told(module, wanted, files, seen)


class Wanted(NamedTuple):
    """A keyword of setup() or an extra: its expression, and the group that it is for."""

    keyword: str
    group: str | None
    value: ast.expr


def _first(wanted: Wanted) -> tuple[bool, bool]:
    """What is the sum of other extras comes after them."""
    return wanted.keyword not in ALWAYS, wanted.group in SUMS


def _wanted(module: Module, call: ast.Call) -> Iterator[Wanted]:
    for name, value in _arguments(module, call):
        if name == "extras_require":
            for extra, inner in _entries(module, value, ()):
                yield Wanted(name, extra.split(":")[0] or "conditional", inner)
        elif name in LISTS:
            yield Wanted(name, LISTS[name], value)
        elif name == "python_requires":
            yield Wanted(name, None, value)


def _told(module: Module, wanted: Wanted, files: Mapping[str, bytes], seen: set[Item | int]) -> Iterator[Item]:
    if wanted.keyword == "python_requires":
        yield _python(module, wanted.value)
        return
    for item in _listed(module, wanted, files, seen):
        if not isinstance(item, Note):
            yield item
        elif item not in seen and wanted.group not in SUMS:
            seen.add(item)
            yield item


def _is_setup(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="setup") | ast.Attribute(value=ast.Name(id="setuptools" | "core"), attr="setup"):
            return True
        case _:
            return False


def _arguments(module: Module, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The keywords, and those of a table that is passed with two stars."""
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
        else:
            yield from _entries(module, keyword.value, ())


def _entries(module: Module, node: ast.expr, above: tuple[str, ...]) -> Iterator[tuple[str, ast.expr]]:
    """The entries of a table that have a string for a key."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                name = module.text(key) if key is not None else None
                if name is not None:
                    yield name, value
                elif key is None:
                    yield from _entries(module, value, above)
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            yield from ((keyword.arg, keyword.value) for keyword in keywords if keyword.arg)
        case ast.Name(id=name) if name not in above:
            for given in module.given.get(name, ()):
                yield from _entries(module, given.value, (*above, name))
            for element, added in module.given.items():
                if element.startswith(f"{name}["):
                    yield from ((element[len(name) + 1 : -1], given.value) for given in added)
        case _:
            return


def _listed(module: Module, wanted: Wanted, files: Mapping[str, bytes], seen: set[Item | int]) -> Iterator[Item]:
    read: set[str] = set()
    for said in strings(module, wanted.value):
        if said.text is None:
            yield from _from_files(module, said, wanted.group, files, read)
            continue
        if id(said.node) in seen:
            continue
        for text in filter(None, (line.split(" #")[0].strip() for line in said.text.splitlines())):
            if not text.startswith(("#", "-")):
                yield _requirement(module, said, text, wanted.group)
    # A list in a name may be wanted twice: as an extra, and for the tests.
    seen.update(id(said.node) for said in strings(module, wanted.value) if said.text is not None)


def _requirement(here: Module, said: Said, text: str, group: str | None) -> DeclaredLine | Note:
    module = said.module or here
    place = module.place(said.node)
    start = module.start(said.node)
    is_exact = place is not None and module.page.text[place[0] : place[1]] == text
    start, end = place if place is not None and is_exact else (start, start)
    name = _group(group, said.condition)
    role = Role.OPTIONAL if name else Role.ASKED
    written = None if is_exact else text
    return asked(module.page, start, end, role=role, form=Format.SETUP_PY, group=name, written=written)


def _group(group: str | None, condition: str | None) -> str | None:
    """`gpu`, `if sys.platform == 'darwin'`, or both."""
    return " ".join(part for part in (group, f"if {condition}" if condition else None) if part) or None


def _from_files(
    module: Module, said: Said, group: str | None, files: Mapping[str, bytes], read: set[str]
) -> Iterator[Item]:
    """An expression that is no list: the lines of the requirements file that it reads, where it names one."""
    named = list(dict.fromkeys(_named(module, said.node, set())))
    folder = posixpath.dirname(module.page.path)
    there = [path for name in named if (path := posixpath.normpath(posixpath.join(folder, name))) in files]
    for path in there:
        if path not in read:
            read.add(path)
            for item in requirements.read(path, files[path], files):
                yield as_group(item, _group(group, said.condition))
    number = said.node.lineno
    if named and not there:
        yield Note(module.page.path, number, f"reads {named[-1][:100]}, which is not in the project")
    elif not named and not isinstance(said.node, ast.Constant | ast.Dict):
        yield from _unknown(module, said, group)


def _unknown(module: Module, said: Said, group: str | None) -> Iterator[Item]:
    """Where the text begins with a name and an operator, the package is known and its version is not."""
    number = said.node.lineno
    shown = ast.unparse(said.node)[:100]
    begun = NAMED.match(_beginning(said.node))
    if begun is None:
        yield Note(module.page.path, number, f"what is required here is known only when it runs: {shown!r}")
        return
    yield _requirement(module, said, begun[1], group)
    yield Note(module.page.path, number, f"the version of {begun[1]} is known only when it runs: {shown!r}")


def _beginning(node: ast.expr) -> str:
    """The literal that a string begins with."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod()):
            return _beginning(left)
        case ast.JoinedStr(values=[first, *_]):
            return _beginning(first)
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            return _beginning(inner)
        case _:
            return ""


def _named(module: Module, node: ast.AST, seen: set[str]) -> Iterator[str]:
    """The names of requirements files in an expression, in the functions it calls, and in what its names are given."""
    for inner in ast.walk(node):
        match inner:
            case ast.Constant(value=str() as text) if text.endswith(ENDINGS) and "\n" not in text and len(text) < 200:  # noqa: PLR2004 - no path of a project is longer
                yield text.lstrip("/")
            case ast.Call(func=ast.Attribute(attr="join"), args=[*parts]):
                pieces = [
                    part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
                if len(pieces) > 1 and pieces[-1].endswith(ENDINGS):
                    yield posixpath.join(*pieces)
            case ast.Name(id=name) if name not in seen:
                seen.add(name)
                for given in module.given.get(name, ()):
                    yield from _named(module, given.value, seen)
                if name in module.functions:
                    for statement in module.functions[name].body:
                        yield from _named(module, statement, seen)
            case _:
                pass


def _python(module: Module, node: ast.expr) -> PythonRange | Note:
    text = module.text(node)
    found = specifiers(text) if text is not None else None
    if found is None:
        return Note(
            module.page.path, node.lineno, f"python_requires: not a range of versions: {ast.unparse(node)[:80]}"
        )
    place = module.place(node)
    span = module.page.span(*place) if place else None
    shown = module.page.shown(node.lineno)
    return PythonRange(found, module.page.path, node.lineno, shown, span, format=Format.SETUP_PY)
