"""One reference that is to mean another public name: the edits, in the words that the file already uses."""

import ast

from migrations.imports import replace_alias
from migrations.names import Names, canonical
from migrations.project import Code
from migrations.rule import Edit
from migrations.scopes import Scope


def renamed(names: Names, code: Code, node: ast.expr | ast.alias, scope: Scope, name: str) -> list[Edit] | None:
    """The edits that make a reference mean `name`; None where that takes more than one place."""
    if isinstance(node, ast.alias):
        return _alias(code, node, name)
    if isinstance(node, ast.Attribute):
        return _chain(names, code, node, scope, name)
    return None


def _chain(names: Names, code: Code, node: ast.Attribute, scope: Scope, name: str) -> list[Edit] | None:
    """`root.a.b` becomes `root.c.d` where the longest part of the chain that leads to `name` is kept."""
    text = code.text
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
        meaning = names.dotted(inner, scope)
        if meaning is not None and (rest := _below(meaning, name)):
            start = text.end(inner)
            end = text.end(node)
            said = text.source[start:end].decode(text.encoding)
            if "\n" in said or "#" in said or said.replace(" ", "") != said:
                return _loosely(said, rest, start)
            common = _common(said, f".{rest}")
            return [Edit(start + common, end, f".{rest}"[common:])]
    return None


def _loosely(said: str, rest: str, start: int) -> list[Edit] | None:
    """A chain with space in it: only its last word changes, if that is all that differs."""
    words, wanted = [word.strip() for word in said.split(".")][1:], rest.split(".")
    if words[:-1] != wanted[:-1] or "#" in said:
        return None
    place = said.rindex(words[-1])
    return [Edit(start + len(said[:place].encode()), start + len(said.encode()), wanted[-1])]


def _common(said: str, wanted: str) -> int:
    """How many bytes both begin with, up to a whole word; names of attributes are taken as they are."""
    place = 0
    for one, other in zip(said.split(".")[:-1], wanted.split(".")[:-1], strict=False):
        if one != other:
            break
        place += len(one.encode()) + 1
    return max(0, place - 1)


def _below(meaning: str, name: str) -> str | None:
    """What follows after a meaning in a name; `tf.compat.v1` leads to what it has of `tf`."""
    if name.startswith(f"{meaning}."):
        return name[len(meaning) + 1 :]
    return None


def _alias(code: Code, alias: ast.alias, name: str) -> list[Edit] | None:
    """`from a import b` becomes `from c import d as b`, and `import a.b as c` becomes `import d.e as c`."""
    statement = code.statements.get(alias)
    module, _, last = _written(name).rpartition(".")
    if isinstance(statement, ast.ImportFrom):
        local = alias.asname or alias.name
        if not module:
            line = f"import {last}" if last == local else f"import {last} as {local}"
        else:
            line = f"from {module} import {last}" if last == local else f"from {module} import {last} as {local}"
        return _same_module(code, statement, alias, module, last) or replace_alias(
            code.text, statement, alias, line, local=local
        )
    if isinstance(statement, ast.Import) and alias.asname:
        line = f"from {module} import {last} as {alias.asname}" if module else f"import {last} as {alias.asname}"
        if module and last == alias.asname:
            line = f"from {module} import {last}"
        return replace_alias(code.text, statement, alias, line, local=alias.asname)
    return None


def _same_module(code: Code, statement: ast.ImportFrom, alias: ast.alias, module: str, last: str) -> list[Edit] | None:
    """Where only the last word changes, only it is written."""
    if statement.level or canonical(statement.module or "") != canonical(module):
        return None
    start = code.text.start(alias)
    end = start + len(alias.name.encode())
    text = last if alias.asname or last == alias.name else f"{last} as {alias.name}"
    return [Edit(start, end, text)]


def _written(name: str) -> str:
    """As it is imported: `tensorflow.x` of `tf.x`."""
    root, dot, rest = name.partition(".")
    return f"tensorflow{dot}{rest}" if root == "tf" else name
