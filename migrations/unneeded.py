"""Imports that nothing needs once the other edits are made: a name that is gone may not stay in its import.

A rule that writes something else in the place of a function leaves the statement that imported it, which raises on its
own where the name is gone. Pure.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.below import below
from migrations.here import World
from migrations.imports import removed
from migrations.project import Code
from migrations.rule import Edit, Effect, Finding, Fix

TRUSTED = (Fix.SAFE, Fix.REVIEW)


def without_imports(world: World, code: Code, found: Sequence[Finding]) -> list[Finding]:
    """The findings; those of an import of which nothing is left take its name out, as surely as its uses go."""
    open_ones = {(each.line, each.column) for each in found if _is_open(each)}
    places = {_place(code, alias): (alias, statement) for alias, statement, _ in code.outline.aliases}
    if not open_ones & places.keys():
        return list(found)
    going: dict[ast.alias, list[tuple[int, Fix]]] = {}
    for number, finding in enumerate(found):
        alias, statement = places.get((finding.line, finding.column), (None, None))
        if alias is None or not isinstance(statement, ast.ImportFrom) or not _is_open(finding):
            continue
        level = _level(world, code, alias, finding, found)
        if level is not None:
            going.setdefault(alias, []).append((number, level))
    changed = list(found)
    for alias, levels in going.items():
        statement = code.statements[alias]
        edit = removed(code.text, statement, alias, going.keys(), code.parents)
        for number, level in levels:
            changed[number] = _going(found[number], level, edit)
    return changed


def _is_open(finding: Finding) -> bool:
    return finding.effect is Effect.BREAKS and finding.fix is Fix.MANUAL and not finding.edits


def _place(code: Code, alias: ast.alias) -> tuple[int, int]:
    return alias.lineno, code.text.characters(alias.lineno, alias.col_offset) + 1


def _level(world: World, code: Code, alias: ast.alias, finding: Finding, found: Sequence[Finding]) -> Fix | None:
    """How sure it is that nothing needs the name any more: as the least sure edit that takes one of its uses away."""
    local = alias.asname or alias.name
    if _is_handed_on(world, code, local):
        return None
    level = Fix.SAFE
    for node in below(code.text.tree):
        if isinstance(node, ast.Name) and node.id == local:
            by = next(_replacing(code, node, finding, found), None)
            if by is None:
                return None
            level = Fix.REVIEW if by.fix is Fix.REVIEW else level
    return level


def _replacing(code: Code, node: ast.Name, gone: Finding, found: Sequence[Finding]) -> Iterator[Finding]:
    """Findings whose edits take a use away wherever the name is gone."""
    start, end = code.text.start(node), code.text.end(node)
    word = re.compile(rf"\b{re.escape(node.id)}\b")
    for each in found:
        covers = each.span.holds(Version(gone.since)) and each.until in {None, gone.until}
        if each.fix in TRUSTED and covers and any(_takes(edit, start, end, word) for edit in each.edits):
            yield each


def _takes(edit: Edit, start: int, end: int, word: re.Pattern[str]) -> bool:
    return edit.start <= start and end <= edit.end and not word.search(edit.text)


def _is_handed_on(world: World, code: Code, local: str) -> bool:
    """Whether others may take the name from this file: a package, `__all__`, or an import of the file."""
    if code.path.endswith("__init__.py") or _is_named(code.text.tree, local):
        return True
    others = (each for each in world.project.files.values() if each is not code and local in each.text.words)
    return any(_imports(world, other, code.path) for other in others)


def _is_named(tree: ast.AST, local: str) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == local for node in below(tree))


def _imports(world: World, code: Code, path: str) -> bool:
    project = world.project
    for module, level, name in code.imports():
        found = project.find(module, level, code.path)
        if found == path or (found and name and project.submodule(found, name) == path):
            return True
    return False


def _going(finding: Finding, level: Fix, edit: Edit) -> Finding:
    words = (
        f"`{finding.symbol}` is not there from TensorFlow {finding.since} on, and with the patch nothing uses it: "
        "its import goes."
    )
    return finding._replace(message=words, fix=level, edits=(edit,))
