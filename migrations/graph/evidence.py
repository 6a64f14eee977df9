"""How a TensorFlow 1 program shows that it builds a graph for a session."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrations import twins
from migrations.graph.sessions import SESSIONS, is_for_keras
from migrations.guards import Guards
from migrations.here import World
from migrations.names import canonical
from migrations.project import Code
from migrations.scopes import Scope

_SAID = twins.read(Path(__file__).with_name("evidence.toml"))
EXACT: frozenset[str] = frozenset(_SAID["exact"])
"""Names that only a program with a graph of its own has a use for."""
BELOW: tuple[str, ...] = tuple(_SAID["below"])

TWO = "2.0"
HINTS = frozenset(each.strip(".").rpartition(".")[2] for each in (*EXACT, *BELOW, *SESSIONS))
"""A file without any of these words has nothing to do with graphs."""
EAGER = ("enable_eager_execution", "enable_v2_behavior")
OFF = ("disable_eager_execution", "disable_v2_behavior")


class Reference(NamedTuple):
    """A name of TensorFlow or Keras in a file, and where it stands."""

    dotted: str
    node: ast.Attribute | ast.alias
    scope: Scope


def references(world: World, code: Code) -> Iterator[Reference]:
    """All names from outside that a file says as a chain, or imports."""
    for chain, scope in code.outline.chains:
        dotted = world.names.dotted(chain, scope)
        if dotted is not None and dotted.startswith(("tf.", "keras.")):
            yield Reference(dotted, chain, scope)
    for alias, statement, scope in code.outline.aliases:
        if isinstance(statement, ast.ImportFrom) and not statement.level and statement.module and alias.name != "*":
            dotted = canonical(f"{statement.module}.{alias.name}")
            if dotted.startswith(("tf.", "keras.")):
                yield Reference(dotted, alias, scope)


def builds_graph(world: World, code: Code, found: Sequence[Reference]) -> bool:
    """Whether a file surely works on a graph of its own, and not only hands a session to Keras.

    What stands in a branch for old versions says nothing: such a file gets along with new ones already.
    """
    sure = [each for each in found if _is_sure(each.dotted) or each.dotted in SESSIONS]
    if not sure:
        return False
    guards = Guards(world, code)
    places = ((each, (each.node.lineno, each.node.col_offset)) for each in sure)
    reached = (each for each, place in places if guards.reached(guards.at(place, each.dotted), TWO))
    return any(_is_sure(each.dotted) or not is_for_keras(world, code, each.node, each.scope) for each in reached)


@cache
def _is_sure(dotted: str) -> bool:
    dotted = dotted.replace("tf.compat.v1.", "tf.", 1)
    return dotted in EXACT or dotted.startswith(BELOW)
