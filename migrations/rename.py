"""One reference that is to mean another public name: the edits, in the words that the file already uses."""

import ast
from collections.abc import Iterator, Sequence

from migrations.imports import insertion, replace_alias
from migrations.names import Names, canonical
from migrations.project import Code
from migrations.relocation import written
from migrations.rule import Edit
from migrations.scopes import Imported, Scope
from migrations.text import Text


def renamed(names: Names, code: Code, node: ast.expr | ast.alias, scope: Scope, name: str) -> list[Edit] | None:
    """The edits that make a reference mean `name`; None where that takes more than one place."""
    if isinstance(node, ast.alias):
        return _alias(code, node, name)
    if isinstance(node, ast.Attribute):
        return _chain(names, code, node, scope, name) or _elsewhere(names, code, node, scope, name)
    return None


def _chain(names: Names, code: Code, node: ast.Attribute, scope: Scope, name: str) -> list[Edit] | None:
    """`root.a.b` becomes `root.c.d` where the longest part of the chain that leads to `name` is kept."""
    words: list[ast.Attribute] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        words.insert(0, inner)
        inner = inner.value
        meaning = names.dotted(inner, scope)
        if meaning is not None and name.startswith(f"{meaning}."):
            return _reworded(code.text, words, name[len(meaning) + 1 :].split("."))
    return None


def _reworded(text: Text, words: Sequence[ast.Attribute], wanted: Sequence[str]) -> list[Edit] | None:
    """The words of a chain become others; those that stay, stay as they are, with the space around them."""
    same = 0
    while same < min(len(words), len(wanted)) and words[same].attr == wanted[same]:
        same += 1
    old, new = words[same:], wanted[same:]
    if not old:
        end = text.end(words[-1])
        return [Edit(end, end, f".{'.'.join(new)}")] if new else []
    start, end = text.end(old[0]) - len(text.encode(old[0].attr)), text.end(old[-1])
    if not new:
        start = text.end(old[0].value)
    between = text.source[start:end]
    if any(mark in between for mark in (b"#", b"(", b")")):
        if len(old) != len(new):
            return None
        ends = [(text.end(word), word.attr, other) for word, other in zip(old, new, strict=True)]
        return [Edit(at - len(text.encode(word)), at, other) for at, word, other in ends if word != other]
    return [Edit(start, end, ".".join(new))]


def _elsewhere(names: Names, code: Code, node: ast.Attribute, scope: Scope, name: str) -> list[Edit] | None:
    """The whole chain is said below another name of the file that leads to it: `tf` instead of `K`."""
    text, top = code.text, code.outline.top
    start, end = text.start(node), text.end(node)
    if any(mark in text.source[start:end] for mark in (b"#", b"\n", b"\r")):
        return None
    found: list[tuple[int, str]] = []
    for local, meaning, line in _imported(names, top):
        reaches = scope.home(local) is top and (line < node.lineno or scope is not top)
        if reaches and name.startswith(f"{meaning}."):
            found.append((len(meaning), local))
    if found:
        length, local = max(found)
        return [Edit(start, end, f"{local}.{name[length + 1 :]}")]
    knows = name.startswith("tf.") and any(meaning.startswith("tf.") for _, meaning, _ in _imported(names, top))
    if not knows or top.stars or any("tf" in each.bindings for each in code.outline.scopes.values()):
        return None
    return [insertion(text, "import tensorflow as tf"), Edit(start, end, name)]


def _imported(names: Names, top: Scope) -> Iterator[tuple[str, str, int]]:
    """What a file imports once and whatever happens: the name, what it means, and its line."""
    for local, bindings in top.bindings.items():
        match bindings:
            case [Imported(node=ast.alias(lineno=line)) as binding] if names.is_sure(binding):
                meaning = names.name(local, top)
                if isinstance(meaning, str):
                    yield local, meaning, line
            case _:
                pass


def _alias(code: Code, alias: ast.alias, name: str) -> list[Edit] | None:
    """`from a import b` becomes `from c import d as b`, and `import a.b as c` becomes `import d.e as c`."""
    statement = code.statements.get(alias)
    module, _, last = written(name).rpartition(".")
    if isinstance(statement, ast.ImportFrom):
        local = alias.asname or alias.name
        if not module:
            line = f"import {last}" if last == local else f"import {last} as {local}"
        else:
            line = f"from {module} import {last}" if last == local else f"from {module} import {last} as {local}"
        return _same_module(code, statement, alias, module, last) or replace_alias(
            code.text, statement, alias, line, local=local
        )
    root, _, rest = written(name).partition(".")
    if isinstance(statement, ast.Import) and not alias.asname and rest and alias.name.startswith(f"{root}."):
        return replace_alias(code.text, statement, alias, f"import {root}", local=root)
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
