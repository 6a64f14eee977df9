"""How a TensorFlow 1 program shows that it builds a graph for a session."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrations import twins
from migrations.below import below
from migrations.guards import Guards
from migrations.here import World
from migrations.names import canonical
from migrations.project import Code
from migrations.scopes import Scope
from migrations.spots import mentioned

_SAID = twins.read(Path(__file__).with_name("evidence.toml"))
EXACT: frozenset[str] = frozenset(_SAID["exact"])
"""Names that only a program with a graph of its own has a use for."""
BELOW: tuple[str, ...] = tuple(_SAID["below"])

TWO = "2.0"
SESSIONS = frozenset({"tf.Session", "tf.InteractiveSession"})
HINTS = frozenset(each.strip(".").rpartition(".")[2] for each in (*EXACT, *BELOW, *SESSIONS))
"""A file without any of these words has nothing to do with graphs."""
KEEPS = "set_session"
KEEPERS = (f"backend.{KEEPS}", f"backend.tensorflow_backend.{KEEPS}")
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
    return any(_is_sure(each.dotted) or not _is_for_keras(world, code, each) for each in reached)


@cache
def _is_sure(dotted: str) -> bool:
    dotted = dotted.replace("tf.compat.v1.", "tf.", 1)
    return dotted in EXACT or dotted.startswith(BELOW)


def _is_for_keras(world: World, code: Code, session: Reference) -> bool:
    """`set_session(tf.Session(...))`, or by way of a name that is used for nothing else."""
    if not mentioned(world, KEEPS):
        return False
    call = code.parents.get(session.node)
    if not isinstance(call, ast.Call) or call.func is not session.node:
        return False
    around = code.parents.get(call)
    if isinstance(around, ast.Call):
        return _keeps(world, around, session.scope)
    if isinstance(around, ast.Assign) and len(around.targets) == 1 and isinstance(around.targets[0], ast.Name):
        name = around.targets[0].id
        uses = [
            node
            for node in below(code.text.tree)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        ]
        parents = [code.parents.get(use) for use in uses]
        return bool(parents) and all(
            isinstance(parent, ast.Call) and _keeps(world, parent, session.scope) for parent in parents
        )
    return False


def _keeps(world: World, call: ast.Call, scope: Scope) -> bool:
    return (world.names.dotted(call.func, scope) or "").endswith(KEEPERS)
