"""setup.py, from its text: what setup() is given, through names, sums, conditions and the files that it reads."""

import ast
import posixpath
from collections.abc import Iterator, Mapping

from service.manifest import Format, PythonRange, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked, specifiers
from service.project.formats import requirements
from service.project.including import as_group
from service.project.python_text import Module, Said

LISTS = {"install_requires": None, "requires": None, "tests_require": "test", "setup_requires": "setup"}
ENDINGS = (".txt", ".in", ".pip", ".reqs")


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """What the calls of setup() declare."""
    module = Module.of(path, content)
    if isinstance(module, Note):
        yield module
        return
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and _is_setup(node)):
        for name, value in _arguments(module, call):
            if name == "python_requires":
                yield _python(module, value)
            elif name == "extras_require":
                for group, inner in _extras(module, value, ()):
                    yield from _listed(module, inner, group, files)
            elif name in LISTS:
                yield from _listed(module, value, LISTS[name], files)


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


def _extras(module: Module, node: ast.expr, above: tuple[str, ...]) -> Iterator[tuple[str, ast.expr]]:
    for name, value in _entries(module, node, above):
        # Each extra has its own lines; one that is the sum of others would say them twice.
        if isinstance(value, ast.List | ast.Tuple | ast.Set | ast.Constant | ast.Name | ast.Call) and name != "all":
            yield name.split(":")[0] or "conditional", value


def _listed(module: Module, node: ast.expr, group: str | None, files: Mapping[str, bytes]) -> Iterator[Item]:
    seen: set[str] = set()
    for said in module.items(node):
        if said.text is None:
            yield from _from_files(module, said, group, files, seen)
            continue
        for text in filter(None, (line.split(" #")[0].strip() for line in said.text.splitlines())):
            if not text.startswith(("#", "-")):
                yield _requirement(module, said, text, group)


def _requirement(module: Module, said: Said, text: str, group: str | None) -> DeclaredLine | Note:
    place = module.place(said.node)
    start = module.start(said.node)
    is_exact = place is not None and module.page.text[place[0] : place[1]] == text
    start, end = place if place is not None and is_exact else (start, start)
    name = group or (f"if {said.condition}" if said.condition else None)
    role = Role.OPTIONAL if name else Role.ASKED
    written = None if is_exact else text
    return asked(module.page, start, end, role=role, form=Format.SETUP_PY, group=name, written=written)


def _from_files(
    module: Module, said: Said, group: str | None, files: Mapping[str, bytes], seen: set[str]
) -> Iterator[Item]:
    """An expression that is no list: the lines of the requirements file that it reads, where it names one."""
    named = list(dict.fromkeys(_named(module, said.node, set())))
    folder = posixpath.dirname(module.page.path)
    there = [path for name in named if (path := posixpath.normpath(posixpath.join(folder, name))) in files]
    for path in there:
        if path not in seen:
            seen.add(path)
            for item in requirements.read(path, files[path], files):
                yield _conditional(as_group(item, group), said.condition)
    number = said.node.lineno
    if named and not there:
        yield Note(module.page.path, number, f"reads {named[-1][:100]}, which is not in the project")
    elif not named and not isinstance(said.node, ast.Constant | ast.Dict):
        shown = ast.unparse(said.node)[:100]
        yield Note(module.page.path, number, f"what is required here is known only when it runs: {shown!r}")


def _conditional(item: Item, condition: str | None) -> Item:
    if condition and isinstance(item, DeclaredLine) and item.role is Role.ASKED:
        return item._replace(role=Role.OPTIONAL, group=f"if {condition}")
    return item


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
