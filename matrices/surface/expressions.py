"""What each kind of expression comes to."""

import ast
import operator
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from matrices.surface import functions
from matrices.surface.attributes import attribute
from matrices.surface.truth import truth
from matrices.surface.values import (
    Class,
    Const,
    Foreign,
    Function,
    Module,
    Names,
    Scope,
    Sequence,
    Table,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

LITERALS = (str, int, float, complex, bool, bytes, tuple, type(None))
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: operator.mod,
    ast.FloorDiv: operator.floordiv,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.eq,
    ast.IsNot: operator.ne,
}
BIG = 10_000


def _constant(_machine: "Machine", node: ast.Constant, _scope: Scope) -> Value:
    return Const(node.value)


def _name(machine: "Machine", node: ast.Name, scope: Scope) -> Value:
    at: Scope | None = scope
    while at is not None:
        if (found := at.names.get(node.id)) is not None:
            return machine.settle(found)
        at = functions.closure(at.parent) if at.parent is not None and not at.of_class else at.parent
    return Foreign(f"builtins.{node.id}")


def _attribute(machine: "Machine", node: ast.Attribute, scope: Scope) -> Value:
    return attribute(machine, machine.evaluate(node.value, scope), node.attr)


def _call(machine: "Machine", node: ast.Call, scope: Scope) -> Value:
    from matrices.surface.calls import called  # noqa: PLC0415 - a call runs bodies, which hold expressions

    return called(machine, node, scope)


def _sequence(machine: "Machine", node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    held: list[Value] = []
    for one in node.elts:
        if isinstance(one, ast.Starred):
            inner = items(machine.evaluate(one.value, scope))
            if inner is None:
                return Unknown()
            held += inner
        else:
            held.append(machine.evaluate(one, scope))
    return Sequence(held)


def _table(machine: "Machine", node: ast.Dict, scope: Scope) -> Value:
    held: dict[Any, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        given = machine.evaluate(value, scope)
        if key is None:
            if isinstance(given, Table):
                held |= given.items
            continue
        named = machine.evaluate(key, scope)
        held[named.value if isinstance(named, Const) else named] = given
    return Table(held)


def _binary(machine: "Machine", node: ast.BinOp, scope: Scope) -> Value:
    left, right = machine.evaluate(node.left, scope), machine.evaluate(node.right, scope)
    if (
        isinstance(node.op, ast.Add | ast.Sub)
        and (one := items(left)) is not None
        and (two := items(right)) is not None
    ):
        if isinstance(node.op, ast.Add):
            return Sequence([*one, *two])
        gone = {item.value for item in two if isinstance(item, Const)}
        return Sequence([item for item in one if not (isinstance(item, Const) and item.value in gone)])
    if isinstance(left, Const) and isinstance(right, Const):
        return _computed(BINARY.get(type(node.op)), left.value, right.value)
    return Unknown()


def _computed(function: Callable[..., Any] | None, *given: object) -> Value:
    if function is None or any(isinstance(one, int) and abs(one) > BIG**4 for one in given):
        return Unknown()
    try:
        value = function(*given)
    except Exception:  # noqa: BLE001 - the program would meet it too, and that is its business
        return Unknown()
    return Const(value) if isinstance(value, LITERALS) else Unknown()


def _unary(machine: "Machine", node: ast.UnaryOp, scope: Scope) -> Value:
    value = machine.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        known = truth(machine, value)
        return Unknown() if known is None else Const(not known)
    if isinstance(value, Const) and isinstance(node.op, ast.USub):
        return _computed(operator.neg, value.value)
    return Unknown()


def _boolean(machine: "Machine", node: ast.BoolOp, scope: Scope) -> Value:
    stops = isinstance(node.op, ast.Or)
    unsure = False
    value: Value = Unknown()
    for one in node.values:
        value = machine.evaluate(one, scope)
        known = truth(machine, value)
        if known is stops:
            return value if not unsure or not stops else Unknown()
        unsure = unsure or known is None
    return Unknown() if unsure else value


def _compare(machine: "Machine", node: ast.Compare, scope: Scope) -> Value:
    if len(node.ops) != 1:
        return Unknown()
    left, right = machine.evaluate(node.left, scope), machine.evaluate(node.comparators[0], scope)
    operation = node.ops[0]
    if isinstance(operation, ast.In | ast.NotIn):
        return _contained(left, right, wanted=isinstance(operation, ast.In))
    one, two = _plain(left), _plain(right)
    if one is not None and two is not None:
        return _computed(COMPARE.get(type(operation)), one[0], two[0])
    if isinstance(operation, ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        return _identical(left, right, wanted=isinstance(operation, ast.Is | ast.Eq))
    return Unknown()


def _identical(left: Value, right: Value, *, wanted: bool) -> Value:
    if left is right:
        return Const(wanted)
    known = (Class, Module, Function, Const, Sequence, Table)
    return Const(not wanted) if isinstance(left, known) and isinstance(right, known) else Unknown()


def _contained(left: Value, right: Value, *, wanted: bool) -> Value:
    held = items(right)
    if isinstance(right, Foreign) and right.path == "os.environ":
        return Const(not wanted)  # nothing is configured
    if not isinstance(left, Const):
        return Unknown()
    if isinstance(right, Const) and isinstance(right.value, str):
        return _computed(lambda: (left.value in right.value) is wanted)
    if held is None or not all(isinstance(item, Const) for item in held):
        return Unknown()
    return Const(any(isinstance(item, Const) and item.value == left.value for item in held) is wanted)


def _plain(value: Value) -> tuple[Any] | None:
    """A literal, or a sequence of literals, as itself."""
    if isinstance(value, Const):
        return (value.value,)
    if isinstance(value, Sequence) and all(isinstance(item, Const) for item in value.items):
        return (tuple(item.value for item in value.items if isinstance(item, Const)),)
    return None


def _choice(machine: "Machine", node: ast.IfExp, scope: Scope) -> Value:
    match truth(machine, machine.evaluate(node.test, scope)):
        case False:
            return machine.evaluate(node.orelse, scope)
        case True:
            return machine.evaluate(node.body, scope)
        case None:
            value = machine.evaluate(node.body, scope)
            return machine.evaluate(node.orelse, scope) if isinstance(value, Unknown) else value


def _subscript(machine: "Machine", node: ast.Subscript, scope: Scope) -> Value:  # noqa: PLR0911 - one for each kind
    owner = machine.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _slice(machine, owner, node.slice, scope)
    key = machine.evaluate(node.slice, scope)
    match owner, key:
        case Foreign(path="sys.modules"), Const(value=str(name)):
            return machine.modules.get(name) or Foreign(name)
        case Names(names=names), Const(value=str(name)):
            return machine.settle(names.get(name) or Unknown())
        case Table(items=held), Const(value=name):
            return held.get(name) or Unknown()
        case Sequence(items=row), Const(value=int(at)):
            return row[at] if -len(row) <= at < len(row) else Unknown()
        case Const(value=str() | tuple()), Const(value=int()):
            return _computed(operator.getitem, owner.value, key.value)
        case ((Class() | Foreign()), _):
            return owner  # a generic class, with its parameters given
        case _:
            return Unknown()


def _slice(machine: "Machine", owner: Value, node: ast.Slice, scope: Scope) -> Value:
    edges = [machine.evaluate(edge, scope) if edge else Const(None) for edge in (node.lower, node.upper, node.step)]
    if not all(isinstance(edge, Const) for edge in edges):
        return Unknown()
    cut = slice(*(edge.value for edge in edges if isinstance(edge, Const)))
    try:
        if isinstance(owner, Sequence):
            return Sequence(owner.items[cut])
        if isinstance(owner, Const) and isinstance(owner.value, str | tuple):
            return Const(owner.value[cut])
    except TypeError:
        pass
    return Unknown()


def _joined(machine: "Machine", node: ast.JoinedStr, scope: Scope) -> Value:
    text = ""
    for piece in node.values:
        value = machine.evaluate(piece.value if isinstance(piece, ast.FormattedValue) else piece, scope)
        if not isinstance(value, Const):
            return Unknown()
        text += str(value.value)
    return Const(text)


def _comprehension(machine: "Machine", node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
    rows = _rounds(machine, node.generators, scope)
    return Unknown() if rows is None else Sequence([machine.evaluate(node.elt, row) for row in rows])


def _dict_comprehension(machine: "Machine", node: ast.DictComp, scope: Scope) -> Value:
    rows = _rounds(machine, node.generators, scope)
    if rows is None:
        return Unknown()
    held: dict[Any, Value] = {}
    for row in rows:
        key = machine.evaluate(node.key, row)
        held[key.value if isinstance(key, Const) else key] = machine.evaluate(node.value, row)
    return Table(held)


def _rounds(machine: "Machine", loops: list[ast.comprehension], scope: Scope) -> list[Scope] | None:
    """A scope for each round of the loops; None when nobody knows how many there are."""
    from matrices.surface.statements import assign  # noqa: PLC0415 - statements hold expressions

    rows = [scope]
    for loop in loops:
        following: list[Scope] = []
        for row in rows:
            held = items(machine.evaluate(loop.iter, row))
            if held is None:
                return None
            for item in islice(held, BIG):
                inner = Scope({}, scope.module, row, scope.qualname)
                assign(machine, loop.target, item, inner)
                if all(truth(machine, machine.evaluate(test, inner)) is not False for test in loop.ifs):
                    following.append(inner)
        rows = following
    return rows


def _named(machine: "Machine", node: ast.NamedExpr, scope: Scope) -> Value:
    value = machine.evaluate(node.value, scope)
    scope.names[node.target.id] = value
    return value


def items(value: Value) -> list[Value] | None:
    """What a loop over it would meet."""
    match value:
        case Sequence(items=held):
            return held
        case Table(items=held) | Names(names=held):
            return [key if isinstance(key, Value) else Const(key) for key in list(held)]
        case Const(value=str(text)):
            return [Const(one) for one in text]
        case Const(value=tuple(row)):
            return [Const(one) for one in row]
        case _:
            return None


HANDLERS: dict[type[ast.expr], Callable[["Machine", Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _table,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.Subscript: _subscript,
    ast.JoinedStr: _joined,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.NamedExpr: _named,
    ast.Lambda: functions.anonymous,
}
