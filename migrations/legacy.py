"""Programs that stay with Keras 2: those that set `TF_USE_LEGACY_KERAS` before TensorFlow reads it.

With the variable set, and the distribution tf-keras installed, `tf.keras` of TensorFlow 2.16 and later is the Keras 2
of the same minor, and nothing that Keras 3 changed is met.
"""

import ast
from collections.abc import Iterator, Mapping

from migrations.here import World
from migrations.imports import insertion
from migrations.names import Names
from migrations.project import Code
from migrations.rule import Edit
from migrations.scopes import Imported, Scope
from migrations.spots import mentioned
from migrations.text import Text

VARIABLE = "TF_USE_LEGACY_KERAS"
YES = {"1", "true", "True"}
"""What TensorFlow takes for a yes; `TRUE` is none."""
READERS = {"tensorflow", "keras", "tf_keras", "tensorflow_hub", "tensorflow_probability", "tensorflow_addons"}
"""Packages that read the variable, once, when they are imported."""


def is_legacy(world: World, code: Code) -> bool:
    """Whether `tf.keras` surely is Keras 2 in this file, as soon as tf-keras is installed."""
    return world.once(_legacy_files).get(code.path, False)


def is_legacy_project(world: World) -> bool:
    """Whether any file asks for Keras 2."""
    return any(world.once(_legacy_files).values())


REQUIREMENT = "tf-keras"
"""The distribution that has Keras 2 for TensorFlow 2.16 and later: each minor needs the same minor of it."""


def staged(text: Text) -> Edit:
    """The way back for one program: Keras 2 is asked for before anything else is imported.

    It belongs into the file that is started; its cost is another package, and that Keras 2 gets no more features.
    """
    return insertion(text, f'import os\n\nos.environ["{VARIABLE}"] = "1"')


def _legacy_files(world: World) -> Mapping[str, bool]:
    """Files that set it first, and those that only such files import."""
    codes = world.project.files
    if not mentioned(world, VARIABLE):
        return {}
    found = {path for path, code in codes.items() if _sets_first(world, code, frozenset())}
    importers = _importers(world)
    grown = True
    while grown:
        others = {path: users for path, users in importers.items() if path in codes and path not in found}
        fresh = {path for path, users in others.items() if users and users <= found}
        grown = bool(fresh)
        found |= fresh
    return dict.fromkeys(found, True)


def _sets_first(world: World, code: Code, above: frozenset[str]) -> bool:
    """Whether the file, or one that it imports first, sets the variable before it imports TensorFlow."""
    top = code.outline.top
    for statement in code.text.tree.body:
        for part in _parts(statement):
            if _sets(world.names, part, top):
                return True
            for module, level in _imports(part):
                path = world.project.find(module, level, code.path)
                inner = world.project.files.get(path) if path else None
                if inner is not None and inner.path not in above | {code.path}:
                    if _sets_first(world, inner, above | {code.path}):
                        return True
                elif path is None and not level and module.partition(".")[0] in READERS:
                    return False
    return False


def _parts(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement, and those inside that run with it when nothing goes wrong."""
    yield statement
    if isinstance(statement, ast.Try | ast.With):
        for inner in statement.body:
            yield from _parts(inner)


def _sets(names: Names, statement: ast.stmt, scope: Scope) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=owner, slice=ast.Constant(value=key))], value=value):
            return key == VARIABLE and _is_environment(names, owner, scope) and _is_yes(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="setdefault"), args=[key, value])):
            return _is_environment(names, owner, scope) and _is_variable(key) and _is_yes(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="update"), args=args, keywords=words)):
            return _is_environment(names, owner, scope) and any(
                name == VARIABLE and _is_yes(value) for name, value in _pairs(args, words)
            )
        case _:
            return False


def _pairs(args: list[ast.expr], words: list[ast.keyword]) -> Iterator[tuple[object, ast.expr]]:
    yield from ((word.arg, word.value) for word in words)
    for arg in args:
        if isinstance(arg, ast.Dict):
            for key, value in zip(arg.keys, arg.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield key.value, value


def _is_environment(names: Names, owner: ast.expr, scope: Scope) -> bool:
    return names.dotted(owner, scope) == "os.environ"


def _is_variable(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) and key.value == VARIABLE


def _is_yes(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=text):
            return text in YES
        case ast.Call(func=ast.Name(id="str"), args=[ast.Constant(value=inner)]):
            return str(inner) in YES
        case _:
            return False


def _imports(statement: ast.stmt) -> Iterator[tuple[str, int]]:
    match statement:
        case ast.Import(names=aliases):
            yield from ((alias.name, 0) for alias in aliases)
        case ast.ImportFrom(module=module, level=level):
            yield module or "", level
        case _:
            return


def _importers(world: World) -> Mapping[str, set[str]]:
    """Which files import each file of the project."""
    project = world.project
    found: dict[str, set[str]] = {path: set() for path in project.files}
    for code in project.files.values():
        for scope in code.outline.scopes.values():
            bindings = [each for bound in scope.bindings.values() for each in bound] + scope.stars
            for binding in bindings:
                if isinstance(binding, Imported):
                    for path in _targets(world, binding, code):
                        found.setdefault(path, set()).add(code.path)
    return found


def _targets(world: World, imported: Imported, code: Code) -> Iterator[str]:
    """The file of a module, and where its name is a module as well, that one's file."""
    path = world.project.place(imported, code.path)
    if path is None:
        return
    if path != code.path:
        yield path
    inner = world.project.submodule(path, imported.name) if imported.name else None
    if inner is not None:
        yield inner
