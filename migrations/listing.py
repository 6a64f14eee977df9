"""Whether a file hands on the names of all metrics: a name that changed is then in what is written, unasked for."""

import ast

from migrations.below import below
from migrations.here import World
from migrations.project import Code
from migrations.spots import Spots

SHOWN = frozenset(
    {"print", "sorted", "len", "list", "set", "str", "repr", "type", "bool", "dict", "enumerate", "min", "max"}
)
"""Who calls these looks at the names, or has somebody look at them."""


def hands_on_names(world: World, code: Code) -> bool:
    """Whether a history or a callback's logs are written down: by a CSVLogger, as a table, as JSON."""
    if "CSVLogger" in code.text.words:
        return True
    held: list[ast.expr] = [node for node, _ in world.once(Spots).attributes(code, "history")]
    if "logs" in code.text.words:
        held += [node for node in below(code.text.tree) if isinstance(node, ast.Name) and node.id == "logs"]
    return any(_is_handed_on(node, code.parents.get(node)) for node in held)


def _is_handed_on(node: ast.expr, around: ast.AST | None) -> bool:
    match around:
        case ast.Call(func=ast.Name(id=name)) if name in SHOWN:
            return False
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))):
            return False
        case ast.Call(args=args):
            return any(each is node for each in args)
        case _:
            return False
