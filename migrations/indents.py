"""Where and how a class body can take one more method."""

import ast
from typing import NamedTuple

from migrations.rule import Edit
from migrations.text import Text


class Indents(NamedTuple):
    """The white space before a method of a class, and before the statements inside it."""

    outer: str
    inner: str


def indents(text: Text, klass: ast.ClassDef) -> Indents | None:
    """The class's own indentation; None where its body shares a line with something else."""
    around = _before(text, klass)
    outer = _before(text, klass.body[0])
    if outer.strip() or around.strip() or not outer.startswith(around) or outer == around:
        return None
    return Indents(outer, outer + outer[len(around) :])


def insert_after(text: Text, statement: ast.stmt, block: str) -> Edit | None:
    """Put lines after a statement, one empty line between; None where something follows it on its last line."""
    assert statement.end_lineno is not None
    place = text.end_of_line(statement.end_lineno)
    rest = text.source[text.end(statement) : place].decode(text.encoding).strip()
    if rest and not rest.startswith("#"):
        return None
    following = text.lines[statement.end_lineno : statement.end_lineno + 1]
    gap = "\n" if following and following[0].strip() else ""
    return Edit(place, place, f"\n\n{block}{gap}")


def _before(text: Text, node: ast.stmt) -> str:
    return text.lines[node.lineno - 1][: text.characters(node.lineno, node.col_offset)]
