"""A program that itself refuses a TensorFlow: it compares the version, and raises or ends.

Some refuse what they were not made for. Others mean the old ones and hit the new: as text, and as one number, "2.10"
comes before "2.2". Those compare the two numbers instead.
"""

import ast
import operator
import re
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.calls import replace, source
from migrations.evaluation import VERSIONS
from migrations.guards import conditions
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span, minor_of
from migrations.scopes import Scope
from migrations.spots import mentions

ENDS = frozenset({"sys.exit", "os._exit", "builtins.exit", "builtins.quit", "os.abort"})
WORDS = ("__version__", "VERSION")
PLAIN = re.compile(r"(\d+)\.(\d+)(?:\.0)?")
ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/versions",
    applies=Span("2.6"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

if tf.__version__ < "2.4":
    raise ImportError("TensorFlow 2.4 or newer is needed")
""",
            after="""\
import tensorflow as tf

if tuple(int(part) for part in tf.__version__.split(".")[:2]) < (2, 4):
    raise ImportError("TensorFlow 2.4 or newer is needed")
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import sys
import tensorflow as tf
if int(tf.__version__.split(".")[0]) < 2:
    raise ImportError("TensorFlow 2 is needed")
if sys.version_info < (3, 6):
    sys.exit("too old")
assert tf.__version__ >= "1.13"
""",
    ),
)
rule.words(*WORDS)


@rule.file
def refused(module: ast.Module, around: Here) -> Iterator[Finding]:
    if not mentions(around.code, *WORDS):
        return
    for node, scope in around.code.outline.branches:
        if isinstance(node, ast.If):
            for wanted, body in ((True, node.body), (False, node.orelse)):
                if _ends(body, scope, around):
                    yield from _refused(node.test, scope, around, wanted=wanted)
    scopes = around.code.outline.scopes
    for scope_node in (module, *scopes):
        scope = scopes[scope_node]
        for statement in getattr(scope_node, "body", ()) if not isinstance(scope_node, ast.Lambda) else ():
            if isinstance(statement, ast.Assert):
                yield from _refused(statement.test, scope, around, wanted=False)


def _ends(body: Sequence[ast.stmt], scope: Scope, around: Here) -> bool:
    for statement in body:
        match statement:
            case ast.Raise():
                return True
            case ast.Expr(value=ast.Call(func=func)) if around.world.names.dotted(func, scope) in ENDS:
                return True
            case _:
                pass
    return False


def _refused(test: ast.expr, scope: Scope, around: Here, *, wanted: bool) -> Iterator[Finding]:
    """The minors on which a test comes out so, from the first one after a baseline on which it does not."""
    ask = around.world.once(conditions)
    if not ask.asks(test, scope):
        return
    minors = around.minors
    ends = [ask.holds(test, scope, minor) is wanted for minor in minors]
    if ends[0] or True not in ends:
        return
    first = ends.index(True)
    last = next((at for at in range(first, len(ends)) if not ends[at]), None)
    span = Span(minors[first], minors[last - 1] if last is not None else None)
    words = source(around.text, test)[:80]
    edits = _numbers(test, scope, around, wanted=wanted)
    yield around.finding(
        test,
        symbol="tf.__version__",
        message=f"The program itself refuses TensorFlow {span.since}: here `{words}` is {wanted}."
        + (' As text or as one number, "2.10" comes before "2.2": compare both numbers.' if _is_odd(test) else ""),
        effect=Effect.BREAKS,
        span=span,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _numbers(test: ast.expr, scope: Scope, around: Here, *, wanted: bool) -> list[Edit]:
    """The two numbers compared instead of a text or of one number, where that refuses no later TensorFlow."""
    match test:
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=str() | float() as value) as other]):
            meant = PLAIN.fullmatch(str(value))
            compare = ORDERS.get(type(op))
        case _:
            return []
    version = _version(left, scope, around)
    if meant is None or compare is None or version is None:
        return []
    limit = int(meant[1]), int(meant[2])
    if any(compare(minor_of(Version(minor)), limit) is wanted for minor in around.minors):
        return []
    numbers = f'tuple(int(part) for part in {source(around.text, version)}.split(".")[:2])'
    return [replace(around.text, left, numbers), replace(around.text, other, str(limit))]


def _version(left: ast.expr, scope: Scope, around: Here) -> ast.expr | None:
    """The version that is compared as it is, or made one number of."""
    names = around.world.names
    if not isinstance(left, ast.Call):
        return left if names.dotted(left, scope) in VERSIONS else None
    if names.dotted(left.func, scope) != "builtins.float":
        return None
    found = (each for each in ast.walk(left.args[0]) if isinstance(each, ast.Attribute)) if left.args else ()
    return next((each for each in found if names.dotted(each, scope) in VERSIONS), None)


def _is_odd(test: ast.expr) -> bool:
    """Whether a version is compared as text, or as one number."""
    return any(
        isinstance(node, ast.Compare)
        and any(isinstance(each, ast.Constant) and isinstance(each.value, str | float) for each in node.comparators)
        and any(type(op) in ORDERS for op in node.ops)
        for node in ast.walk(test)
    )
