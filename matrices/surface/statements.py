"""What each kind of statement does to the names around it."""

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from matrices.surface import classes, functions
from matrices.surface.attributes import attribute, put
from matrices.surface.standard import exported
from matrices.surface.truth import truth
from matrices.surface.values import Const, Foreign, Module, Names, Pending, Scope, Sequence, Table, Unknown, Value

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

LONG = 5000  # a loop over more than that is not a table of names


def _import(machine: "Machine", node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        module = _load(machine, alias.name)
        if alias.asname:
            bind(scope, alias.asname, module)
        else:
            top = alias.name.partition(".")[0]
            bind(scope, top, machine.modules.get(top) or Foreign(top, module=True))


def _import_from(machine: "Machine", node: ast.ImportFrom, scope: Scope) -> None:
    name = _absolute(node, scope.module)
    module = machine.settle(_load(machine, name))
    for alias in node.names:
        if alias.name == "*":
            _star(machine, module, scope)
        else:
            bind(scope, alias.asname or alias.name, member(machine, module, name, alias.name))


def _load(machine: "Machine", name: str) -> Value:
    """A module that is not there stops what imports it only where somebody up the stack is prepared for that."""
    try:
        return machine.load(name)
    except ImportError:
        if machine.prepared:
            raise
        return Foreign(name, module=True)


def member(machine: "Machine", module: Value, path: str, name: str) -> Value:
    """What `from path import name` gives."""
    if not isinstance(module, Module):
        return attribute(machine, module, name)
    if (found := module.names.get(name)) is not None:
        return machine.settle(found)
    if machine.world.has(f"{module.name}.{name}"):
        return machine.load(f"{module.name}.{name}")
    found = attribute(machine, module, name)
    if not isinstance(found, Unknown):
        return found
    if not module.done and machine.prepared and "." not in module.name:
        raise ImportError(f"{path}.{name}")  # a package that is half imported does not have it yet
    if not module.done:
        return Pending(module, name)
    return Foreign(f"{path}.{name}")


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    package = module.name if module.package else module.name.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{node.module}" if node.module else package


def _star(machine: "Machine", module: Value, scope: Scope) -> None:
    if isinstance(module, Foreign):
        for name in exported(module.path):
            bind(scope, name, Foreign(f"{module.path}.{name}"))
    if not isinstance(module, Module):
        return
    listed = machine.settle(module.names.get("__all__") or Unknown())
    if isinstance(listed, Sequence):
        names = [item.value for item in listed.items if isinstance(item, Const)]
    else:
        names = [name for name in module.names if not name.startswith("_")]
    for name in names:
        bind(scope, name, member(machine, module, module.name, name))


def bind(scope: Scope, name: str, value: Value) -> None:
    if name in scope.outer:
        scope.module.names[name] = value
        return
    if value.origin is None and scope.names is scope.module.names and not isinstance(value, Module):
        value.origin = (scope.module.name, name)
    scope.names[name] = value


def assign(machine: "Machine", target: ast.expr, value: Value, scope: Scope) -> None:
    match target:
        case ast.Name(id=name):
            bind(scope, name, value)
        case ast.Attribute(value=owner, attr=name):
            put(machine, machine.evaluate(owner, scope), name, value)
        case ast.Subscript(value=owner, slice=key):
            _put_item(machine.evaluate(owner, scope), machine.evaluate(key, scope), value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            known = isinstance(value, Sequence) and len(value.items) == len(targets)
            items: Iterable[Value] = (
                value.items if isinstance(value, Sequence) and known else (Unknown() for _ in targets)
            )
            for one, item in zip(targets, items, strict=False):
                assign(machine, one, item, scope)
        case ast.Starred(value=inner):
            assign(machine, inner, Unknown(), scope)
        case _:
            pass


def _put_item(owner: Value, key: Value, value: Value) -> None:
    if isinstance(key, Const) and isinstance(owner, Names) and isinstance(key.value, str):
        if value.origin is None:
            value.origin = (owner.module.name, key.value)
        owner.names[key.value] = value
    elif isinstance(key, Const) and isinstance(owner, Table):
        owner.items[key.value] = value


def _assign(machine: "Machine", node: ast.Assign, scope: Scope) -> None:
    value = machine.evaluate(node.value, scope)
    for target in node.targets:
        assign(machine, target, value, scope)


def _annotated(machine: "Machine", node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value, scope), scope)
    if isinstance(node.target, ast.Name) and scope.names is not scope.module.names:
        fields = scope.names.setdefault("__annotations__", Table({}))
        if isinstance(fields, Table):
            fields.items[node.target.id] = Const(node)


def _augmented(machine: "Machine", node: ast.AugAssign, scope: Scope) -> None:
    load = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    assign(machine, node.target, machine.evaluate(load, scope), scope)


def _if(machine: "Machine", node: ast.If, scope: Scope) -> None:
    match truth(machine, machine.evaluate(node.test, scope)):
        case True:
            machine.execute(node.body, scope)
        case False:
            machine.execute(node.orelse, scope)
        case None:
            _either(machine, node, scope)


def _either(machine: "Machine", node: ast.If, scope: Scope) -> None:
    """Nobody knows which: both run, and where both bind a name the first one counts."""
    before = dict(scope.names)
    went = _attempt(machine, node.body, scope)
    if scope.returned is not None and not isinstance(scope.returned, Unknown):
        return
    scope.returned = None
    first = {name: value for name, value in scope.names.items() if before.get(name) is not value}
    if not _attempt(machine, node.orelse, scope) and not went:
        raise ImportError(ast.unparse(node.test))
    scope.names.update(first)


def _attempt(machine: "Machine", body: list[ast.stmt], scope: Scope) -> bool:
    """Whether a body could be run to its end; if not, that tells that it is not the one that runs."""
    machine.prepared += 1
    try:
        machine.execute(body, scope)
    except ImportError:
        scope.returned = None
        return False
    finally:
        machine.prepared -= 1
    return True


def _try(machine: "Machine", node: ast.Try, scope: Scope) -> None:
    machine.prepared += 1
    failed: ImportError | None = None
    try:
        machine.execute(node.body, scope)
    except ImportError as error:
        failed = error
    finally:
        machine.prepared -= 1
    if failed is None and scope.returned is None:
        machine.execute(node.orelse, scope)
    elif failed is not None and node.handlers:
        machine.execute(node.handlers[0].body, scope)
    elif failed is not None:
        raise failed
    machine.execute(node.finalbody, scope)


def _for(machine: "Machine", node: ast.For, scope: Scope) -> None:
    from matrices.surface.expressions import items  # noqa: PLC0415 - expressions hold loops too

    known = items(machine.evaluate(node.iter, scope))
    if known is None or len(known) > LONG:
        return
    for item in known:
        assign(machine, node.target, item, scope)
        machine.execute(node.body, scope)
        if scope.returned is not None:
            return


def _with(machine: "Machine", node: ast.With, scope: Scope) -> None:
    for item in node.items:
        value = machine.evaluate(item.context_expr, scope)
        if item.optional_vars is not None:
            assign(machine, item.optional_vars, Unknown() if isinstance(value, Const) else value, scope)
    machine.execute(node.body, scope)


def _delete(machine: "Machine", node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        match target:
            case ast.Name(id=name):
                scope.names.pop(name, None)
            case ast.Attribute(value=owner, attr=name):
                held = machine.evaluate(owner, scope)
                if isinstance(held, Module):
                    held.names.pop(name, None)
            case _:
                pass


def _expression(machine: "Machine", node: ast.Expr, scope: Scope) -> None:
    if not isinstance(node.value, ast.Constant):
        machine.evaluate(node.value, scope)


def _return(machine: "Machine", node: ast.Return, scope: Scope) -> None:
    scope.returned = machine.evaluate(node.value, scope) if node.value else Const(None)


def _raise(_machine: "Machine", node: ast.Raise, scope: Scope) -> None:
    name = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(name, ast.Name) and name.id in {"ImportError", "ModuleNotFoundError"}:
        raise ImportError(ast.unparse(node))
    if scope.names is not scope.module.names:
        scope.returned = Unknown()


def _global(_machine: "Machine", node: ast.Global, scope: Scope) -> None:
    scope.outer = scope.outer | frozenset(node.names)


def _function(machine: "Machine", node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    bind(scope, node.name, functions.define(machine, node, scope))


def _class(machine: "Machine", node: ast.ClassDef, scope: Scope) -> None:
    bind(scope, node.name, classes.define(machine, node, scope))


HANDLERS: dict[type[ast.stmt], Callable[["Machine", Any, Scope], None]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.Try: _try,
    ast.For: _for,
    ast.With: _with,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Global: _global,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
