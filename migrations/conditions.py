"""Conditions that ask which TensorFlow runs, worked out for one minor without running anything."""

import ast
import re
from collections.abc import Callable
from typing import Any

from packaging.version import InvalidVersion, Version

from matrices.symbols import Index, Presence, UnknownMinor
from migrations.names import Names
from migrations.scopes import Assigned, Scope

VERSIONS = {"tf.__version__", "tf.VERSION", "tf.version.VERSION", "tf.compat.v1.__version__", "tf.compat.v1.VERSION"}
PARSERS = ("LooseVersion", "StrictVersion", "Version", "parse", "parse_version")
DEPTH = 12
PYTHON = (3, 11)
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: lambda one, other: one < other,
    ast.LtE: lambda one, other: one <= other,
    ast.Gt: lambda one, other: one > other,
    ast.GtE: lambda one, other: one >= other,
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}


class Unclear(Exception):  # it is no error: nobody can tell
    """The condition asks something else as well."""


def asks_version(test: ast.expr) -> bool:
    """Whether a condition looks as if it asked for a version or for what a module has."""
    for node in ast.walk(test):
        match node:
            case ast.Attribute(attr="__version__" | "VERSION" | "version_info"):
                return True
            case ast.Name(id=name) if re.search(r"tf_?(v?2|1|ver)|version|hasattr|PY[23]", name, re.IGNORECASE):
                return True
            case ast.Attribute(attr=name) if re.search(r"^PY[23]$|tf2|enabled", name):
                return True
            case _:
                pass
    return False


def holds(test: ast.expr, scope: Scope, names: Names, index: Index, minor: str) -> bool | None:
    """Whether a condition holds on a minor of TensorFlow; None where nobody can tell."""
    try:
        return bool(_Reader(names, index, minor).value(test, scope))
    except (Unclear, TypeError, ValueError, IndexError, KeyError, AttributeError, RecursionError):
        return None


class _Reader:
    """Reads the few expressions in which versions are compared."""

    def __init__(self, names: Names, index: Index, minor: str) -> None:
        self.names, self.index, self.minor = names, index, minor
        self.depth = 0

    def value(  # noqa: C901, PLR0911, PLR0912  # one case a kind of expression
        self, expr: ast.expr, scope: Scope
    ) -> Any:  # noqa: ANN401  # whatever Python would have
        self.depth += 1
        if self.depth > DEPTH * 10:
            raise Unclear
        match expr:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand, scope)
            case ast.BoolOp(op=op, values=parts):
                return self.several(isinstance(op, ast.And), parts, scope)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.compared(op, self.value(left, scope), self.value(right, scope))
            case ast.Subscript(value=inner, slice=ast.Slice(lower=lower, upper=upper)):
                ends = (None if end is None else self.value(end, scope) for end in (lower, upper))
                return self.value(inner, scope)[slice(*ends)]
            case ast.Subscript(value=inner, slice=place):
                return self.value(inner, scope)[self.value(place, scope)]
            case ast.Tuple(elts=parts):
                return tuple(self.value(part, scope) for part in parts)
            case ast.List(elts=parts):
                return [self.value(part, scope) for part in parts]
            case ast.ListComp(elt=ast.Call(func=func, args=[_]), generators=[one]) if not one.ifs:
                return [self.applied(func, scope, each) for each in self.value(one.iter, scope)]
            case ast.Call():
                return self.call(expr, scope)
            case ast.Name() | ast.Attribute():
                return self.named(expr, scope)
            case _:
                raise Unclear

    def several(self, every: bool, parts: list[ast.expr], scope: Scope) -> bool:
        """`and` and `or`: one part that decides is enough, whatever the others are."""
        unclear = False
        for part in parts:
            try:
                if bool(self.value(part, scope)) is not every:
                    return not every
            except Unclear:
                unclear = True
        if unclear:
            raise Unclear
        return every

    def compared(self, op: ast.cmpop, left: Any, right: Any) -> Any:  # noqa: ANN401
        if type(op) not in COMPARE:
            raise Unclear
        if isinstance(left, Version) and isinstance(right, str):
            right = Version(right)
        if isinstance(right, Version) and isinstance(left, str):
            left = Version(left)
        return COMPARE[type(op)](left, right)

    def named(self, expr: ast.expr, scope: Scope) -> Any:  # noqa: ANN401
        dotted = self.names.dotted(expr, scope)
        if dotted in VERSIONS:
            return f"{self.minor}.0"
        if dotted == "sys.version_info":
            return PYTHON
        if dotted in {"sys.version_info.major", "six.PY3"}:
            return 3
        if dotted == "six.PY2":
            return False
        if isinstance(expr, ast.Attribute) and expr.attr in {"major", "minor", "release"}:
            version = self.value(expr.value, scope)
            if isinstance(version, Version):
                return getattr(version, expr.attr)
        if isinstance(expr, ast.Name) and (home := scope.home(expr.id)):
            match home.bindings[expr.id]:
                case [Assigned(value=value, scope=around)]:
                    return self.value(value, around)
                case _:
                    pass
        raise Unclear

    def call(self, call: ast.Call, scope: Scope) -> Any:  # noqa: ANN401
        dotted = self.names.dotted(call.func, scope) or ""
        if dotted == "builtins.hasattr" and len(call.args) == 2:  # noqa: PLR2004
            return self.has(call, scope)
        if dotted in {"tf.python.tf2.enabled", "tf.__internal__.tf2.enabled"}:
            return not self.minor.startswith("1.")
        if dotted == "builtins.map" and len(call.args) == 2:  # noqa: PLR2004
            return [self.applied(call.args[0], scope, each) for each in self.value(call.args[1], scope)]
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"split", "startswith", "replace", "find"}:
            text = self.value(call.func.value, scope)
            if not isinstance(text, str):
                raise Unclear
            return getattr(text, call.func.attr)(*(self.value(arg, scope) for arg in call.args))
        if len(call.args) == 1 and not call.keywords:
            return self.applied(call.func, scope, self.value(call.args[0], scope))
        raise Unclear

    def applied(self, func: ast.expr, scope: Scope, value: Any) -> Any:  # noqa: ANN401
        """Calls with one argument that turn a version into something that compares."""
        dotted = self.names.dotted(func, scope) or ""
        kinds: dict[str, Callable[[Any], Any]] = {
            "builtins.int": int,
            "builtins.float": float,
            "builtins.str": str,
            "builtins.tuple": tuple,
            "builtins.list": list,
            "builtins.bool": bool,
        }
        if dotted in kinds:
            return kinds[dotted](value)
        if dotted.rpartition(".")[2] in PARSERS and isinstance(value, str):
            try:
                return Version(value)
            except InvalidVersion:
                raise Unclear from None
        raise Unclear

    def has(self, call: ast.Call, scope: Scope) -> bool:
        owner, name = self.names.dotted(call.args[0], scope), self.value(call.args[1], scope)
        if owner is None or not isinstance(name, str):
            raise Unclear
        try:
            full = f"{owner}.{name}"
            there = self.index.presence(full, self.index.beside(full, self.minor))
        except UnknownMinor:
            raise Unclear from None
        if there is Presence.UNKNOWN:
            raise Unclear
        return there is Presence.YES
