"""Edits that give a model file another ending, where its path is written, or where it is used."""

import ast
from collections.abc import Sequence
from typing import NamedTuple

from migrations.calls import remove_argument, source
from migrations.filepaths import filepaths, replace_ending
from migrations.here import Here, World
from migrations.keras_files import FileUse, is_folder, is_made
from migrations.project import Code
from migrations.rule import Edit
from migrations.scopes import Scope
from migrations.text import Text
from migrations.walk import FUNCTIONS

STEPS = 6
"""Names that are followed to where a path is written."""


class Definition(NamedTuple):
    """Where the path's last characters are written, and the name that carries them, if one does."""

    expr: ast.expr
    scope: Scope
    name: ast.Name | ast.Attribute | None


def another_ending(world: World, use: FileUse, old: str, new: str) -> list[Edit] | None:
    """The path with `new` instead of `old` at its end, in the file of the use; None where that cannot be written."""
    code = use.code
    definition = _definition(world, use.expr, use.scope)
    inside = code is world.project.code(definition.scope)
    edit = replace_ending(code.text, definition.expr, old, new) if inside else None
    if edit is not None and (definition.name is None or not _leads_into(world, use)):
        return [edit]
    if old and isinstance(use.expr, ast.Name):
        return _where_passed(world, use, old, new)
    if old or not isinstance(use.expr, ast.Name | ast.Attribute):
        return None
    written = source(code.text, use.expr)
    return [Edit(code.text.start(use.expr), code.text.end(use.expr), f'f"{{{written}}}{new}"')]


def _where_passed(world: World, use: FileUse, old: str, new: str) -> list[Edit] | None:
    """The ending where callers write it, if all of them do, in the same file."""
    assert isinstance(use.expr, ast.Name)
    edits = []
    for expr, scope in filepaths(world).sources(use.expr, use.scope):
        edit = replace_ending(use.code.text, expr, old, new) if world.project.code(scope) is use.code else None
        if edit is None:
            return None
        edits.append(edit)
    return edits or None


def _definition(world: World, expr: ast.expr, scope: Scope) -> Definition:
    """The expression that ends the path, reached through names that have one value."""
    name: ast.Name | ast.Attribute | None = None
    for _ in range(STEPS):
        last = _last(expr)
        if (
            isinstance(last, ast.Subscript)
            and isinstance(last.value, ast.Name)
            and isinstance(last.slice, ast.Constant)
        ):
            entry = filepaths(world).entry(last.value, last.slice.value, scope)
            if entry is None:
                break
            expr, scope = entry
            name = last.value
            continue
        if not isinstance(last, ast.Name | ast.Attribute):
            break
        found = list(filepaths(world).sources(last, scope))
        if len(found) != 1 or _is_parameter(last, scope):
            break
        name = last
        expr, scope = found[0]
    return Definition(expr, scope, name)


def _is_parameter(expr: ast.expr, scope: Scope) -> bool:
    if not isinstance(scope.owner, FUNCTIONS):
        return False
    args = scope.owner.args
    return isinstance(expr, ast.Name) and expr.id in {arg.arg for arg in (*args.args, *args.kwonlyargs)}


def _last(expr: ast.expr) -> ast.expr:
    """The part that a path ends with."""
    match expr:
        case ast.BinOp(right=right, op=ast.Add() | ast.Div()):
            return _last(right)
        case ast.Call(func=ast.Attribute(attr="join" | "joinpath" | "Path"), args=[*_, last]):
            return _last(last)
        case ast.Call(func=ast.Name(id="join" | "Path" | "str"), args=[*_, last]):
            return _last(last)
        case ast.Call(func=ast.Attribute(value=owner, attr="format")):
            return _last(owner)
        case _:
            return expr


def _leads_into(world: World, use: FileUse) -> bool:
    """Whether the same path is a folder somewhere, so that its name has to stay."""
    return is_folder(world, use.paths)


def without_arguments(text: Text, call: ast.Call, names: Sequence[str]) -> list[Edit]:
    """Leave out some arguments by name; those that lie next to each other go in one edit, with their commas."""
    words = [word for word in call.keywords if word.arg in names]
    merged: list[Edit] = []
    for edit in sorted(remove_argument(text, call, word) for word in words):
        last = merged[-1] if merged else None
        if last is not None and edit.start <= last.end:
            merged[-1] = Edit(last.start, max(last.end, edit.end), "")
        else:
            merged.append(edit)
    return [_with_comma(text, call, edit) for edit in merged]


def _with_comma(text: Text, call: ast.Call, edit: Edit) -> Edit:
    """The comma before goes too, where nothing follows any more."""
    before, behind = text.source[: edit.start], text.source[edit.end : text.end(call)]
    if behind.strip() == b")" and before.rstrip().endswith(b","):
        return Edit(len(before.rstrip()) - 1, edit.end, "")
    return edit


def folder_first(here: Here, use: FileUse) -> list[Edit] | None:
    """A line before the statement that makes the folder of the path, where none does so far; None where it cannot."""
    missing = [path for path in use.paths if not is_made(here.world, path)]
    if not missing:
        return []
    folder = use.paths[0].folder
    if len(use.paths) != 1 or not folder:
        return None
    statement: ast.AST | None = use.call
    parents = use.code.parents
    while statement is not None and not isinstance(statement, ast.stmt):
        statement = parents.get(statement)
    if statement is None:
        return None
    return _line_before(here, use.code, statement, folder)


def _line_before(here: Here, code: Code, statement: ast.stmt, folder: str) -> list[Edit] | None:
    alias = tensorflow_name(here)
    return line_before(code, statement, f'{alias}.io.gfile.makedirs("{folder}")') if alias is not None else None


def line_before(code: Code, statement: ast.stmt, line: str) -> list[Edit] | None:
    """One more line in front of a statement that begins its own; None where it does not."""
    text = code.text
    indent = text.lines[statement.lineno - 1][: text.characters(statement.lineno, statement.col_offset)]
    if indent.strip() or _is_elif(code, statement):
        return None
    place = text.start(statement)
    return [Edit(place, place, f"{line}\n{indent}")]


def _is_elif(code: Code, statement: ast.stmt) -> bool:
    parent = code.parents.get(statement)
    return isinstance(statement, ast.If) and isinstance(parent, ast.If) and parent.orelse == [statement]


def tensorflow_name(here: Here) -> str | None:
    """What TensorFlow 2 is called in the file."""
    for name in ("tf", "tensorflow"):
        if here.world.names.name(name, here.scope) == "tf":
            return name
    return None


def ending_of(use: FileUse, endings: Sequence[str]) -> str | None:
    """The ending that all possible paths share, one of these or none at all (empty); None where they differ."""
    found = {next((ending for ending in endings if path.text.endswith(ending)), "") for path in use.paths}
    return found.pop() if len(found) == 1 else None
