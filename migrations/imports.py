"""Import statements: where a new one goes, and how one name of a statement is imported from elsewhere."""

import ast
from collections.abc import Collection, Mapping

from migrations.rule import Edit
from migrations.text import NOTEBOOK, Text


def insertion(text: Text, line: str) -> Edit:
    """A new line before the first import of the file, after the docstring and `from __future__`."""
    place = _place(text)
    ends = place < len(text.source) or not text.lines[-1]
    return Edit(place, place, f"{line}\n" if ends else f"\n{line}\n")


def _place(text: Text) -> int:
    """The byte where the first line of code begins that may be moved down."""
    last = 0
    for statement in text.tree.body:
        is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if is_docstring or is_future:
            last = statement.end_lineno or statement.lineno
            continue
        if statement.lineno == last:  # behind a semicolon, on the same line
            return text.start(statement)
        decorators = getattr(statement, "decorator_list", [])
        first = decorators[0] if decorators else statement
        return text.offset(first.lineno, 0)
    return len(text.source)


def replace_alias(
    text: Text, statement: ast.Import | ast.ImportFrom, alias: ast.alias, lines: str, *, local: str
) -> list[Edit] | None:
    """Take one name out of an import statement, and import it with `lines` instead, which bind `local`.

    None where the statement takes everything, or binds another name.
    """
    bound = alias.asname or (alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name)
    if bound != local:
        return None
    start, end = text.start(statement), text.end(statement)
    if len(statement.names) == 1:
        return [Edit(start, end, lines)]
    if any(each.name == "*" for each in statement.names):
        return None
    before = text.lines[statement.lineno - 1][: text.characters(statement.lineno, statement.col_offset)]
    parting = "; " if before.strip() else f"\n{before}"
    return [Edit(start, start, f"{lines}{parting}"), _gap(text, statement, alias)]


def removed(
    text: Text,
    statement: ast.Import | ast.ImportFrom,
    alias: ast.alias,
    going: Collection[ast.alias],
    parents: Mapping[ast.AST, ast.AST],
) -> Edit:
    """Take one name out of an import statement from which all of `going` are taken; two edits never meet."""
    names = statement.names
    stay = [place for place, each in enumerate(names) if each not in going]
    if not stay:
        return _without(text, statement, parents)
    if names.index(alias) < stay[-1] or stay[-1] == len(names) - 2:
        return _gap(text, statement, alias)
    return Edit(text.end(names[stay[-1]]), text.end(names[-1]), "")


def _without(text: Text, statement: ast.stmt, parents: Mapping[ast.AST, ast.AST]) -> Edit:
    """A statement goes with its line, where it is alone on it and in its block; else `pass` stands for it."""
    start, end = text.start(statement), text.end(statement)
    first, last = text.offset(statement.lineno, 0), text.end_of_line(statement.end_lineno or statement.lineno)
    is_alone = not text.source[first:start].strip() and not text.source[end:last].strip()
    block = vars(parents[statement]).values()
    has_others = not any(value == [statement] for value in block)
    if is_alone and has_others and last < len(text.source) and not text.path.endswith(NOTEBOOK):
        return Edit(first, last + len(text.encode("\n")), "")
    return Edit(start, end, "pass")


def _gap(text: Text, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> Edit:
    """One name of several, with a comma, and with the comment that speaks of it."""
    place = statement.names.index(alias)
    start, end = text.start(alias), text.end(alias)
    if place + 1 < len(statement.names):
        return Edit(start, text.start(statement.names[place + 1]), "")
    before = text.end(statement.names[place - 1])
    if b"#" not in text.source[before:start]:
        return Edit(before, end, "")
    line = alias.end_lineno or alias.lineno
    behind = text.source[end : text.end_of_line(line)].strip().removeprefix(b",").strip()
    if behind and not behind.startswith(b"#"):
        return Edit(start, end, "")
    return Edit(text.end_of_line(alias.lineno - 1), text.end_of_line(line), "")
