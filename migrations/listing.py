"""Whether a file lists the names of all metrics: a name that changed then shows, though nothing asks for it."""

import ast

from migrations.below import below
from migrations.here import World
from migrations.project import Code
from migrations.spots import Spots

WHOLE = frozenset({"items", "keys"})


def lists_names(world: World, code: Code) -> bool:
    """Whether a history or a callback's logs are gone through as a whole, or written down by a CSVLogger."""
    spots = world.once(Spots)
    if any(spots.attributes(code, "metrics_names")) or "CSVLogger" in code.text.words:
        return True
    held: list[ast.expr] = [node for node, _ in spots.attributes(code, "history")]
    if "logs" in code.text.words:
        held += [node for node in below(code.text.tree) if isinstance(node, ast.Name) and node.id == "logs"]
    return any(_is_whole(node, code.parents.get(node)) for node in held)


def _is_whole(node: ast.expr, around: ast.AST | None) -> bool:
    match around:
        case ast.Attribute(attr=attr):
            return attr in WHOLE
        case ast.Call(args=args):
            return any(each is node for each in args)
        case ast.For(iter=gone_through) | ast.comprehension(iter=gone_through):
            return gone_through is node
        case _:
            return False
