"""Import statements whose names have moved: the whole statement is written anew, so that all its names agree.

One finding a name, all with the same edits: the engine takes equal edits once.
"""

import ast
import re
from collections.abc import Mapping, Sequence

from migrations.calls import replace
from migrations.rule import Edit
from migrations.text import Text

WIDTH = 100
FROM = rb"from(\s+)([\w.]+)(\s+)import\b"


def written(name: str) -> str:
    """As it is imported: `tensorflow.x` of `tf.x`."""
    root, dot, rest = name.partition(".")
    return f"tensorflow{dot}{rest}" if root == "tf" else name


def relocated(text: Text, statement: ast.ImportFrom, moves: Mapping[str, str]) -> list[Edit] | None:
    """The edits for `from module import a, b`, where `moves` says what some of `module.a` are called now.

    None where the statement cannot be written anew without losing something, such as a comment in it.
    """
    names = [f"{statement.module}.{alias.name}" for alias in statement.names]
    targets = [written(moves.get(name, name)) for name in names]
    modules = {target.rpartition(".")[0] for target in targets}
    if len(modules) == 1 and all(modules):
        return _in_place(text, statement, modules.pop(), targets)
    body = text.source[text.start(statement) : text.end(statement)]
    before = text.lines[statement.lineno - 1][: text.characters(statement.lineno, statement.col_offset)]
    if b"#" in body or before.strip():
        return None
    return [replace(text, statement, f"\n{before}".join(_lines(statement, targets)))]


def _in_place(text: Text, statement: ast.ImportFrom, module: str, targets: Sequence[str]) -> list[Edit] | None:
    """All names come from one module: only its name changes, and names that are called otherwise."""
    start = text.start(statement)
    found = re.compile(FROM).match(text.source, start)
    if found is None:
        return None
    edits = [Edit(found.start(2), found.end(2), module)] if found[2].decode() != module else []
    for alias, target in zip(statement.names, targets, strict=True):
        last = target.rpartition(".")[2]
        if last != alias.name:
            place = text.start(alias)
            words = last if alias.asname or last == alias.name else f"{last} as {alias.name}"
            edits.append(Edit(place, place + len(alias.name.encode()), words))
    return edits


def _lines(statement: ast.ImportFrom, targets: Sequence[str]) -> list[str]:
    """One import a module, in the order in which they are first named."""
    modules: dict[str, list[str]] = {}
    lines: list[str] = []
    for alias, target in zip(statement.names, targets, strict=True):
        module, _, last = target.rpartition(".")
        local = alias.asname or alias.name
        words = last if last == local else f"{last} as {local}"
        if module:
            modules.setdefault(module, []).append(words)
        else:
            lines.append(f"import {words}")
    for module, names in modules.items():
        line = f"from {module} import {', '.join(names)}"
        lines.append(line if len(line) <= WIDTH else _long(module, names))
    return lines


def _long(module: str, names: Sequence[str]) -> str:
    inside = ",\n    ".join(names)
    return f"from {module} import (\n    {inside},\n)"
