"""Definitions of functions, and running their bodies where a module's names depend on what they give."""

import ast
from typing import TYPE_CHECKING

from matrices.surface import parameters
from matrices.surface.values import Bound, Const, Function, Scope, Sequence, Table, Unknown, Value

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

DEEPEST = 12  # calls inside of calls; what decides about names is never further down


def define(machine: "Machine", node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Value:
    """The function that a definition binds, with its decorators applied."""
    qualname = _qualname(scope, node.name)
    value: Value = Function(scope.module.name, qualname, node, closure(scope), parameters.of(node.args))
    for decorator in reversed(node.decorator_list):
        value = decorate(machine, machine.evaluate(decorator, scope), value)
    return value


def decorate(machine: "Machine", decorator: Value, value: Value) -> Value:
    """What a decorator makes of it; one of which nothing is known is taken to leave it as it is."""
    given = machine.call(decorator, [value], {})
    return value if isinstance(given, Unknown) or _is_none(given) else given


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def _qualname(scope: Scope, name: str) -> str:
    return f"{scope.qualname}.{name}" if scope.qualname else name


def anonymous(_machine: "Machine", node: ast.Lambda, scope: Scope) -> Value:
    return Function(scope.module.name, _qualname(scope, "<lambda>"), node, closure(scope), parameters.of(node.args))


def closure(scope: Scope) -> Scope:
    """What a body sees: not the names of the class that it stands in."""
    while scope.of_class and scope.parent is not None:
        scope = scope.parent
    return scope


def run(machine: "Machine", function: Function, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """What a call gives, as far as its body can be followed."""
    node = function.node
    if node is None or function.scope is None or machine.depth > DEEPEST or _is_generator(node):
        return Unknown()
    names = _given(machine, function, node.args, args, kwargs)
    above = function.scope
    scope = Scope(names, above.module, above, f"{function.qualname}.<locals>")
    machine.depth += 1
    try:
        if isinstance(node, ast.Lambda):
            return machine.evaluate(node.body, scope)
        machine.execute(node.body, scope)
    except ImportError:
        return Unknown()
    finally:
        machine.depth -= 1
    return scope.returned if scope.returned is not None else Const(None)


def _is_generator(node: ast.AST) -> bool:
    body = getattr(node, "body", [])
    return isinstance(body, list) and any(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Yield | ast.YieldFrom) for one in body
    )


def _given(
    machine: "Machine", function: Function, spec: ast.arguments, args: list[Value], kwargs: dict[str, Value]
) -> dict[str, Value]:
    assert function.scope is not None
    positional = [one.arg for one in (*spec.posonlyargs, *spec.args)]
    names: dict[str, Value] = dict(zip(positional, args, strict=False))
    left = dict(kwargs)
    defaults = dict(zip(reversed(positional), reversed(spec.defaults), strict=False))
    stated = {one.arg: node for one, node in zip(spec.kwonlyargs, spec.kw_defaults, strict=True)}
    for name in [*positional, *stated]:
        if name in left:
            names[name] = left.pop(name)
        elif name not in names:
            default = defaults.get(name) or stated.get(name)
            names[name] = machine.evaluate(default, function.scope) if default is not None else Unknown()
    if spec.vararg:
        names[spec.vararg.arg] = Sequence(args[len(positional) :])
    if spec.kwarg:
        names[spec.kwarg.arg] = Table(dict(left))
    return names


def unbound(value: Value) -> Value:
    return value.function if isinstance(value, Bound) else value
