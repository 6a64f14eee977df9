"""What is inside a node: many rules ask, and `ast.walk` makes three generators and a tuple for each node."""

import ast
from collections.abc import Mapping

BARE = frozenset(
    {type(None), str, int, bool}
    | {each for each in vars(ast).values() if isinstance(each, type) and issubclass(each, ast.AST) and not each._fields}
    - {ast.Pass, ast.Break, ast.Continue}
)
"""What is no node, or says nothing but which operator or context is meant: `Load`, `Add`."""
LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue})
"""Nodes with no nodes inside them that are not bare: half of all nodes."""


def below(node: ast.AST) -> list[ast.AST]:
    """The node itself and all nodes in it but the bare ones, in the order of `ast.walk`."""
    found = [node]
    for each in found:  # which grows
        if type(each) in LEAVES:
            continue
        for value in each.__dict__.values():  # the fields in order, then the position
            kind = type(value)
            if kind is list:
                found += [child for child in value if type(child) not in BARE]
            elif kind not in BARE:
                found.append(value)
    return found


def parents(tree: ast.AST) -> Mapping[ast.AST, ast.AST]:
    """The node around each node, but around the bare ones."""
    found: dict[ast.AST, ast.AST] = {}
    nodes = [tree]
    for node in nodes:  # which grows
        for value in node.__dict__.values():
            kind = type(value)
            if kind is list:
                for child in value:
                    kind = type(child)
                    if kind not in BARE:
                        found[child] = node
                        if kind not in LEAVES:
                            nodes.append(child)
            elif kind not in BARE:
                found[value] = node
                if kind not in LEAVES:
                    nodes.append(value)
    return found
