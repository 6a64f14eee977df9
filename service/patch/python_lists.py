"""Strings of Python code that stand in a list, where one more may stand beside them. Pure."""

import ast
from collections.abc import Iterator


def takes_more(content: bytes, line: int, name: str) -> bool:
    """Whether a string that begins with a name is one of several: of a list, or of what a method is given."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(_begins(one, line, name) for one in _listed(tree))


def _listed(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.List(elts=found) | ast.Tuple(elts=found) | ast.Set(elts=found):
                yield from found
            case ast.Call(func=ast.Attribute(), args=found):
                yield from found
            case _:
                pass


def _begins(node: ast.expr, line: int, name: str) -> bool:
    return isinstance(node, ast.Constant) and node.lineno == line and str(node.value).lstrip().startswith(name)
