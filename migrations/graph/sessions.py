"""Sessions of TensorFlow 1: what makes one, and whether it is made for nothing but Keras' `set_session`."""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.here import World
from migrations.project import Code
from migrations.scopes import Scope
from migrations.spots import mentioned

SESSIONS = frozenset({"tf.Session", "tf.InteractiveSession"})
ANY_SESSION = SESSIONS | {name.replace("tf.", "tf.compat.v1.", 1) for name in SESSIONS}
KEEPS = "set_session"
KEEPERS = (f"backend.{KEEPS}", f"backend.tensorflow_backend.{KEEPS}")


def makes_session(world: World, code: Code, call: ast.expr, scope: Scope) -> bool:
    """Whether a call is that of a session, or of a function of the file that gives back nothing else."""
    if not isinstance(call, ast.Call):
        return False
    if world.names.dotted(call.func, scope) in ANY_SESSION:
        return True
    return isinstance(call.func, ast.Name) and _gives_session(world, code, call.func.id)


def _gives_session(world: World, code: Code, name: str) -> bool:
    made = [each for each, _ in code.outline.nodes[ast.FunctionDef] if getattr(each, "name", None) == name]
    if len(made) != 1 or made[0] not in code.text.tree.body:
        return False
    given = [each.value for each in below(made[0]) if isinstance(each, ast.Return)]
    return bool(given) and all(
        isinstance(each, ast.Call) and world.names.dotted(each.func, code.outline.scopes[made[0]]) in ANY_SESSION
        for each in given
    )


def is_for_keras(world: World, code: Code, session: ast.AST, scope: Scope) -> bool:
    """`set_session(tf.Session(...))`, or by way of a name or a function that is used for nothing else."""
    call = code.parents.get(session) if mentioned(world, KEEPS) else None
    if not isinstance(call, ast.Call) or call.func is not session:
        return False
    match code.parents.get(call):
        case ast.Call() as around:
            return _keeps(world, around, scope)
        case ast.Assign(targets=[ast.Name(id=name)]):
            return _all_kept(world, code, _uses(code, name), scope)
        case ast.Return() as around:
            return _is_made_for_keras(world, code, around)
        case _:
            return False


def _is_made_for_keras(world: World, code: Code, given: ast.Return) -> bool:
    maker = next((each for each in _around(code, given) if isinstance(each, ast.FunctionDef)), None)
    if maker is None or not _gives_session(world, code, maker.name):
        return False
    calls = [code.parents[use] for use in _uses(code, maker.name)]
    return all(isinstance(each, ast.Call) for each in calls) and _all_kept(world, code, calls, code.outline.top)


def _around(code: Code, node: ast.AST) -> Iterator[ast.AST]:
    found = code.parents.get(node)
    while found is not None:
        yield found
        found = code.parents.get(found)


def _uses(code: Code, name: str) -> list[ast.AST]:
    return [
        node
        for node in below(code.text.tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]


def _all_kept(world: World, code: Code, nodes: Sequence[ast.AST], scope: Scope) -> bool:
    """Whether each of these, and there are some, is what `set_session` is called with."""
    parents = [code.parents.get(node) for node in nodes]
    return bool(parents) and all(isinstance(each, ast.Call) and _keeps(world, each, scope) for each in parents)


def _keeps(world: World, call: ast.Call, scope: Scope) -> bool:
    return (world.names.dotted(call.func, scope) or "").endswith(KEEPERS)
