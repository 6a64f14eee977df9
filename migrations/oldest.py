"""Which TensorFlow a project was written for, told from what it calls, where it does not say so itself."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from packaging.version import Version

from matrices.symbols import Index, Presence, UnknownMinor
from migrations.asking import asks_version
from migrations.here import World
from migrations.names import canonical
from migrations.project import Code, Project
from migrations.relevance import relevant
from migrations.text import Unreadable, read
from migrations.walk import walk

ENOUGH = 300_000
"""Bytes of source that are looked at; more would not change the answer, and a start has to be quick."""
ROOTS = ("tf.", "keras.")


def suits(sources: Mapping[str, bytes], index: Index) -> str | None:
    """The oldest minor that has the most of what the project names; None where it names nothing of TensorFlow."""
    names = Counter(name for code, world in _codes(sources, index) for name in _names(code, world))
    known = [name for name in names if _ever(index, name)]
    if not known:
        return None
    return max(index.minors(), key=lambda minor: (_count(index, known, minor), *_rank(index, minor)))


def _codes(sources: Mapping[str, bytes], index: Index) -> Iterator[tuple[Code, World]]:
    left = ENOUGH
    for path in relevant(sources):
        left -= len(sources[path])
        if left < 0 and left + len(sources[path]) < ENOUGH:
            return
        try:
            text = read(path, sources[path])
        except Unreadable:
            continue
        code = Code(text, walk(text.tree))
        yield code, World(Project({path: code}, frozenset(sources)), Version(index.minors()[0]), index)


def _names(code: Code, world: World) -> Iterator[str]:
    """What the file says by dotted names and imports; what stands in a branch or a `try` may be for another version."""
    around = [node for node, _ in code.outline.branches if isinstance(node, ast.If | ast.Try)]
    lines = {line for node in around if _is_choice(node) for line in range(node.lineno, (node.end_lineno or 0) + 1)}
    for chain, scope in code.outline.chains:
        dotted = world.names.dotted(chain, scope)
        if dotted is not None and dotted.startswith(ROOTS) and chain.lineno not in lines:
            yield dotted
    for alias, statement, _ in code.outline.aliases:
        if isinstance(statement, ast.ImportFrom) and not statement.level and statement.lineno not in lines:
            dotted = canonical(f"{statement.module}.{alias.name}")
            if dotted.startswith(ROOTS):
                yield dotted


def _is_choice(node: ast.AST) -> bool:
    """A `try` around imports, or a branch that asks for a version."""
    if isinstance(node, ast.Try):
        return any(isinstance(statement, ast.Import | ast.ImportFrom) for statement in node.body)
    return isinstance(node, ast.If) and asks_version(node.test)


def _there(index: Index, name: str, minor: str) -> bool:
    try:
        return index.presence(name, index.beside(name, minor)) is Presence.YES
    except UnknownMinor:
        return False


def _ever(index: Index, name: str) -> bool:
    """Whether a name is in some minors and not in others: only such a name says anything."""
    found = [_there(index, name, minor) for minor in index.minors()]
    return any(found) and not all(found)


def _count(index: Index, names: Sequence[str], minor: str) -> int:
    return sum(_there(index, name, minor) for name in names)


def _rank(index: Index, minor: str) -> tuple[bool, int]:
    """Of those with as many, the oldest; but what TensorFlow 2 has as well was rarely written for TensorFlow 1."""
    return not minor.startswith("1."), -index.minors().index(minor)
