"""Reads the expressions and small functions in which versions are compared, for one minor, without running anything."""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from packaging.version import Version

from matrices.symbols import Index, Presence, UnknownMinor
from migrations.names import Names, Routine
from migrations.scopes import Assigned, Binding, Scope, Unpacked

DEPTH = 200
"""Steps for one condition; what takes more is no question for a version."""
ROOTS = frozenset({"tf", "keras", "tf_keras"})
VERSIONS = frozenset(
    {"tf.__version__", "tf.VERSION", "tf.version.VERSION", "tf.compat.v1.__version__", "tf.compat.v1.VERSION"}
    | {"tf.python.framework.versions.VERSION", "tf.compat.v1.version.VERSION", "tf.python.__version__"}
)
KERAS = frozenset({"keras.__version__", "tf_keras.__version__"})
TF_KERAS = frozenset({"tf.keras.__version__", "tf.compat.v1.keras.__version__", "tf.python.keras.__version__"})
OLD_KERAS = {"2.2": "2.3.0-tf", "2.3": "2.4.0", "2.4": "2.4.0", "2.5": "2.5.0"}
"""What `tf.keras.__version__` was before Keras was a package of its own; 2.2.4-tf before that."""
ENABLED = frozenset({"tf.python.tf2.enabled", "tf.__internal__.tf2.enabled"})
PYTHON = frozenset({"sys.version_info", "sys.version_info.major", "sys.version_info.minor", "sys.version"})
CONSTANTS: Mapping[str, Any] = {"typing.TYPE_CHECKING": False, "six.PY2": False, "six.PY3": True}
INSTALLED = frozenset({"importlib.metadata.version", "importlib_metadata.version", "pkg_resources.get_distribution"})
PARSERS = frozenset({"LooseVersion", "StrictVersion", "Version", "parse", "parse_version"})
TEXT = frozenset(
    {"count", "endswith", "find", "join", "lower", "lstrip", "partition", "replace", "rpartition", "rsplit", "rstrip"}
    | {"split", "startswith", "strip"}
)
COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
EXACT = frozenset({ast.Eq, ast.NotEq, ast.In, ast.NotIn})
COMPUTE: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
PLAIN: Mapping[str, Callable[..., Any]] = {
    f"builtins.{kind.__name__}": kind for kind in (int, float, str, tuple, list, bool, len, any, all)
}


class Unclear(Exception):  # it is no error: nobody can tell
    """The expression asks something else as well."""


FAILURES = (Unclear, TypeError, ValueError, IndexError, KeyError, AttributeError, RecursionError)


class Ways(Protocol):
    """Who knows which way the program goes, in one minor."""

    def made(self, binding: Binding) -> bool | None: ...

    def succeeds(self, node: ast.Try, scope: Scope) -> bool | None: ...


class Reader:
    """The value of an expression in one minor of TensorFlow, on one Python."""

    def __init__(self, names: Names, index: Index, minor: str, python: tuple[int, int], ways: Ways) -> None:
        self.names, self.index, self.minor, self.python, self.ways = names, index, minor, python, ways
        self.asked_python = False
        self.bound: dict[tuple[Scope, str], Any] = {}
        self.steps = 0

    def value(  # noqa: C901, PLR0911, PLR0912  # one case a kind of expression
        self, expr: ast.expr, scope: Scope
    ) -> Any:  # noqa: ANN401  # whatever Python would have
        self.steps += 1
        if self.steps > DEPTH:
            raise Unclear
        match expr:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand, scope)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand, scope)
            case ast.BoolOp(op=op, values=parts):
                return self.several(isinstance(op, ast.And), parts, scope)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in COMPUTE:
                return COMPUTE[type(op)](self.value(left, scope), self.value(right, scope))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self.compared([left, *others], ops, scope)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.value(body if self.value(test, scope) else other, scope)
            case ast.Subscript(value=inner, slice=ast.Slice(lower=lower, upper=upper)):
                ends = (None if end is None else self.value(end, scope) for end in (lower, upper))
                return self.value(inner, scope)[slice(*ends)]
            case ast.Subscript(value=inner, slice=place):
                return self.value(inner, scope)[self.value(place, scope)]
            case ast.Tuple(elts=parts):
                return tuple(self.value(part, scope) for part in parts)
            case ast.List(elts=parts) | ast.Set(elts=parts):
                return [self.value(part, scope) for part in parts]
            case ast.ListComp(elt=part, generators=[one]) | ast.GeneratorExp(elt=part, generators=[one]):
                return list(self.each(part, one, self.inside(expr, scope), scope))
            case ast.NamedExpr(value=inner):
                return self.value(inner, scope)
            case ast.Call():
                return self.call(expr, scope)
            case ast.Name() | ast.Attribute():
                return self.named(expr, scope)
            case _:
                raise Unclear

    def several(self, every: bool, parts: Sequence[ast.expr], scope: Scope) -> bool:
        """`and` and `or`: one part that decides is enough, whatever the others are."""
        unclear = False
        for part in parts:
            try:
                if bool(self.value(part, scope)) is not every:
                    return not every
            except FAILURES:
                unclear = True
        if unclear:
            raise Unclear
        return every

    def compared(self, exprs: Sequence[ast.expr], ops: Sequence[ast.cmpop], scope: Scope) -> bool:
        values = [self.value(each, scope) for each in exprs]
        return all(_compared(op, *pair) for op, *pair in zip(ops, values, values[1:], strict=False))

    def each(self, part: ast.expr, one: ast.comprehension, inner: Scope, scope: Scope) -> Iterator[Any]:
        """What a comprehension over one iterable gives."""
        for value in self.value(one.iter, scope):
            self.assign(one.target, value, inner)
            if all(self.value(test, inner) for test in one.ifs):
                yield self.value(part, inner)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:  # noqa: ANN401  # as above
        match target:
            case ast.Name(id=name):
                self.bound[scope, name] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part, each in zip(parts, value, strict=True):
                    self.assign(part, each, scope)
            case _:
                raise Unclear

    def inside(self, expr: ast.expr, scope: Scope) -> Scope:
        return self.names.project.code(scope).outline.scopes[expr]

    def named(self, expr: ast.expr, scope: Scope) -> Any:  # noqa: ANN401
        if isinstance(expr, ast.Name) and (home := scope.home(expr.id)) and (home, expr.id) in self.bound:
            return self.bound[home, expr.id]
        dotted = self.names.dotted(expr, scope)
        if dotted is not None and (known := self.known(dotted)) is not None:
            return known
        if (place := self.names.place(expr, scope)) is not None:
            return self.of_bindings(*place)
        if isinstance(expr, ast.Attribute) and expr.attr in {"major", "minor", "micro", "release", "version"}:
            return _part(self.value(expr.value, scope), expr.attr)
        raise Unclear

    def known(self, dotted: str) -> Any:  # noqa: ANN401
        """The names whose value is the version, or depends on it alone."""
        if dotted in VERSIONS:
            return f"{self.minor}.0"
        if dotted in KERAS or dotted in TF_KERAS:
            return self.keras(dotted)
        if dotted in CONSTANTS:
            return CONSTANTS[dotted]
        if dotted not in PYTHON:
            return None
        self.asked_python = True
        full = (*self.python, 0, "final", 0)
        parts = {"sys.version_info.major": full[0], "sys.version_info.minor": full[1], "sys.version_info": full}
        return parts.get(dotted, ".".join(map(str, full[:3])))

    def keras(self, dotted: str) -> str:
        root = "tf_keras" if dotted.startswith("tf_keras") else "keras"
        minor = Version(self.minor)
        if dotted in TF_KERAS and minor < Version("2.6"):
            return OLD_KERAS.get(self.minor, "2.2.4-tf")
        try:
            return f"{self.index.beside(f'{root}.Model', self.minor)}.0"
        except UnknownMinor:
            raise Unclear from None

    def of_bindings(self, home: Scope, name: str) -> Any:  # noqa: ANN401
        """The value of a name by the bindings that are made in this minor; they have to agree."""
        if (home, name) in self.bound:
            return self.bound[home, name]
        values: list[Any] = []
        for binding in home.bindings[name]:
            made = True if len(home.bindings[name]) == 1 else self.ways.made(binding)
            if made is False:
                continue
            match binding:
                case Assigned(value=value, scope=scope):
                    found = self.value(value, scope)
                case Unpacked(value=value, place=place, scope=scope):
                    found = self.value(value, scope)[place]
                case _:
                    raise Unclear
            if made is None and values and values[-1] != found:
                raise Unclear
            values = values if made is None and values else [found]
        if not values:
            raise Unclear
        return values[-1]

    def call(self, call: ast.Call, scope: Scope) -> Any:  # noqa: ANN401, C901, PLR0911
        meaning = self.names.meaning(call.func, scope)
        if isinstance(meaning, Routine):
            return self.called(meaning, call, scope)
        dotted = meaning if isinstance(meaning, str) else ""
        match dotted, call.args:
            case "builtins.hasattr", [owner, name]:
                return self.has(owner, self.value(name, scope), scope)
            case "builtins.getattr", [owner, name, default]:
                there = self.has(owner, self.value(name, scope), scope)
                return object() if there else self.value(default, scope)
            case "builtins.dir", [owner]:
                return _Members(self, owner, scope)
            case "builtins.map", [func, values]:
                return [self.applied(func, scope, each) for each in self.value(values, scope)]
            case "re.match" | "re.search", [pattern, text]:
                return re.match(self.value(pattern, scope), self.value(text, scope)) is not None
            case _, [ast.Constant(value="tensorflow")] if dotted in INSTALLED:
                return f"{self.minor}.0" if dotted.endswith("version") else Version(f"{self.minor}.0")
            case _ if dotted in ENABLED:
                return not self.minor.startswith("1.")
            case _ if isinstance(call.func, ast.Attribute) and call.func.attr in TEXT:
                return self.text(call, call.func, scope)
            case _, [only] if not call.keywords:
                return self.applied(call.func, scope, self.value(only, scope))
            case _:
                raise Unclear

    def text(self, call: ast.Call, func: ast.Attribute, scope: Scope) -> Any:  # noqa: ANN401
        owner = self.value(func.value, scope)
        if not isinstance(owner, str) or call.keywords:
            raise Unclear
        return getattr(owner, func.attr)(*(self.value(arg, scope) for arg in call.args))

    def applied(self, func: ast.expr, scope: Scope, value: Any) -> Any:  # noqa: ANN401
        """Calls with one argument that turn a version into something that compares."""
        dotted = self.names.dotted(func, scope) or ""
        if dotted in PLAIN:
            return PLAIN[dotted](value)
        last = dotted.rpartition(".")[2] or (func.attr if isinstance(func, ast.Attribute) else "")
        with suppress(ValueError):  # it is no version, or no range
            if last in PARSERS and isinstance(value, str | Version):
                return Version(str(value))
            if last == "SpecifierSet" and isinstance(value, str):
                from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - few projects compare so

                return SpecifierSet(value)
            if last == "contains" and isinstance(func, ast.Attribute):
                return self.value(func.value, scope).contains(value)
        raise Unclear

    def has(self, owner: ast.expr, name: Any, scope: Scope) -> bool:  # noqa: ANN401
        dotted = self.names.dotted(owner, scope)
        if dotted is None or not isinstance(name, str):
            raise Unclear
        there = presence(self.index, f"{dotted}.{name}", self.minor)
        if there is Presence.UNKNOWN:
            raise Unclear
        return there is Presence.YES

    # Small functions

    def called(self, routine: Routine, call: ast.Call, scope: Scope) -> Any:  # noqa: ANN401
        """What a function of the project returns, if it is made of ifs, assignments and returns alone."""
        node = routine.node
        if isinstance(node, ast.AsyncFunctionDef) or node.args.vararg or node.args.kwarg:
            raise Unclear
        names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
        given: dict[str, ast.expr] = dict(zip(names, call.args, strict=False))
        given |= {word.arg: word.value for word in call.keywords if word.arg is not None}
        defaults = dict(zip(names[::-1], node.args.defaults[::-1], strict=False))
        values = {name: self.value(each, scope) for name, each in given.items()}
        around = routine.body.parent or scope
        values |= {name: self.value(each, around) for name, each in defaults.items() if name not in given}
        self.bound.update({(routine.body, name): value for name, value in values.items()})
        returned = self.run(node.body, routine.body)
        return returned[0] if returned else None

    def run(self, statements: Sequence[ast.stmt], scope: Scope) -> tuple[Any] | None:
        """What statements return, in brackets; None where they go on."""
        for statement in statements:
            match statement:
                case ast.Return(value=value):
                    return (self.value(value, scope) if value else None,)
                case ast.If(test=test, body=body, orelse=other):
                    returned = self.run(body if self.value(test, scope) else other, scope)
                case ast.Assign(targets=[target], value=value):
                    self.assign(target, self.value(value, scope), scope)
                    continue
                case ast.Try(body=body, handlers=[handler], orelse=other, finalbody=[]):
                    succeeds = self.ways.succeeds(statement, scope)
                    if succeeds is None:
                        raise Unclear
                    returned = self.run([*body, *other] if succeeds else handler.body, scope)
                case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
                    continue
                case _:
                    raise Unclear
            if returned is not None:
                return returned
        return None


class _Members:
    """`dir(module)`: knows what is in it."""

    def __init__(self, reader: Reader, owner: ast.expr, scope: Scope) -> None:
        self.reader, self.owner, self.scope = reader, owner, scope

    def __contains__(self, name: object) -> bool:
        return self.reader.has(self.owner, name, self.scope)


def presence(index: Index, name: str, minor: str) -> Presence:
    """Whether a name is there beside a minor of TensorFlow."""
    if name.partition(".")[0] not in ROOTS:
        return Presence.UNKNOWN
    try:
        return index.presence(name, index.beside(name, minor))
    except UnknownMinor:
        return Presence.UNKNOWN


def _compared(op: ast.cmpop, left: Any, right: Any) -> bool:  # noqa: ANN401
    if type(op) not in COMPARE:
        raise Unclear
    if isinstance(left, Version) and isinstance(right, str):
        right = Version(right)
    if isinstance(right, Version) and isinstance(left, str):
        left = Version(left)
    if isinstance(left, Version | str) and hasattr(right, "contains"):  # a SpecifierSet: nothing else here has that
        return bool(COMPARE[type(op)](True, [right.contains(left)]))
    others = [right] if isinstance(right, str) else right if isinstance(right, list | tuple) else []
    if type(op) in EXACT and any(_differ_in_patch(left, each) for each in others):
        raise Unclear
    return bool(COMPARE[type(op)](left, right))


def _differ_in_patch(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether both are versions of one minor: which of them runs, nobody can tell."""
    full = all(isinstance(each, str) and re.match(r"\d+\.\d+\.\d+", each) for each in (one, other))
    return full and one != other and one.split(".")[:2] == other.split(".")[:2]


def _part(version: Any, name: str) -> Any:  # noqa: ANN401
    if not isinstance(version, Version):
        raise Unclear
    return list(version.release) if name == "version" else getattr(version, name)
