"""What the names of a Python file are given, statement by statement, and below which condition. Pure."""

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LONGEST = 200
ADDS = frozenset({"append", "extend", "insert", "update"})
MAIN = "__name__ == '__main__'"


class Given(NamedTuple):
    """What a name is given somewhere, and the condition below which that happens; None: always."""

    value: ast.expr
    condition: str | None


def both(outer: str | None, inner: str | None) -> str | None:
    """One condition of two."""
    found = " and ".join(each for each in (outer, inner) if each)
    return found[:LONGEST] or None


def branches(test: ast.expr) -> tuple[str | None, str | None]:
    """The conditions of the two branches; None for the one that is taken where nobody asks for anything else."""
    said = ast.unparse(test)
    match said == MAIN or usual(test):
        case True:
            return None, f"not ({said})"
        case False:
            return said, None
        case _:
            return said, f"not ({said})"


def usual(test: ast.expr) -> bool | None:
    """What holds while no variable of the environment is set and no argument given; None: that is not known."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = usual(inner)
            return None if found is None else not found
        case ast.Compare(left=ast.Constant(), ops=[ast.In() | ast.NotIn() as operator], comparators=[where]):
            return isinstance(operator, ast.NotIn) if ast.unparse(where) in {"os.environ", "sys.argv"} else None
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as operator], comparators=[ast.Constant(value=value)]):
            default = _unset(left)
            return None if default is None else (default.value == value) is isinstance(operator, ast.Eq)
        case _:
            default = _unset(test)
            return None if default is None else bool(default.value)


def _unset(node: ast.expr) -> ast.Constant | None:
    """What is read from the environment where nothing is set there."""
    match node:
        case ast.Call(func=ast.Name(id="bool" | "int" | "str"), args=[inner]):
            return _unset(inner)
        case ast.Call(func=function, args=[ast.Constant(), *rest], keywords=[]):
            if ast.unparse(function) not in {"os.environ.get", "os.getenv", "environ.get", "getenv"}:
                return None
            default = rest[0] if rest else ast.Constant(None)
            return default if isinstance(default, ast.Constant) else None
        case _:
            return None


def given(body: Sequence[ast.stmt]) -> Mapping[str, list[Given]]:
    """By name, every expression that it is given, or that is added to it, anywhere in these statements."""
    found: dict[str, list[Given]] = {}
    _collect(body, None, found)
    return found


def _collect(  # noqa: C901, PLR0912 - a match on the statements of Python
    body: Sequence[ast.stmt], condition: str | None, found: dict[str, list[Given]]
) -> None:
    """Statement by statement, below conditions and into functions."""
    for node in body:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _give(target, value, condition, found)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
                _give(target, value, condition, found)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb), args=[*_, last])):
                if verb in ADDS:
                    found.setdefault(name, []).append(Given(last, condition))
            case ast.If(test=test, body=inner, orelse=orelse):
                then, otherwise = branches(test)
                _collect(inner, both(condition, then), found)
                _collect(orelse, both(condition, otherwise), found)
            case ast.With(items=items, body=inner):
                for item in items:
                    if item.optional_vars is not None:
                        _give(item.optional_vars, item.context_expr, condition, found)
                _collect(inner, condition, found)
            case ast.For(target=target, iter=iterated, body=inner):
                _give(target, iterated, condition, found)
                _collect(inner, condition, found)
            case ast.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=last_of_all):
                _collect([*inner, *orelse, *last_of_all], condition, found)
                for handler in handlers:
                    raised = ast.unparse(handler.type) if handler.type else "an error"
                    _collect(handler.body, both(condition, f"after {raised}"), found)
            case ast.FunctionDef(body=inner) | ast.ClassDef(body=inner) | ast.While(body=inner):
                _collect(inner, condition, found)
            case _:
                pass


def _give(target: ast.expr, value: ast.expr, condition: str | None, found: dict[str, list[Given]]) -> None:
    """A name, or an element that has a name of its own: `extras["gpu"] = [...]` is kept as `extras[gpu]`."""
    match target:
        case ast.Name(id=name):
            found.setdefault(name, []).append(Given(value, condition))
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)):
            found.setdefault(f"{name}[{key}]", []).append(Given(value, condition))
        case ast.Tuple(elts=targets) if isinstance(value, ast.Tuple) and len(targets) == len(value.elts):
            for one, part in zip(targets, value.elts, strict=True):
                _give(one, part, condition, found)
        case _:
            pass


def returned(body: Sequence[ast.stmt], condition: str | None = None) -> list[Given]:
    """What a function returns, and below which conditions."""
    found: list[Given] = []
    for node in body:
        match node:
            case ast.Return(value=ast.expr() as value):
                found.append(Given(value, condition))
            case ast.If(test=test, body=inner, orelse=orelse):
                then, otherwise = branches(test)
                found += returned(inner, both(condition, then))
                found += returned(orelse, both(condition, otherwise))
            case ast.With(body=inner) | ast.For(body=inner):
                found += returned(inner, condition)
            case ast.Try(body=inner, handlers=handlers):
                found += returned(inner, condition)
                for handler in handlers:
                    found += returned(handler.body, both(condition, "an error"))
            case _:
                pass
    return found
