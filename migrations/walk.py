"""The one walk over a syntax tree: a stack, no recursion, so no nesting is too deep for it."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from migrations.below import BARE, LEAVES
from migrations.scopes import (
    Assigned,
    Defined,
    Deleted,
    Entered,
    Function,
    Growth,
    Imported,
    Item,
    Opaque,
    Parameter,
    Scope,
    Store,
    Unpacked,
)

Place: TypeAlias = tuple[ast.AST, Scope]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
KEPT = frozenset(
    {
        ast.AsyncFunctionDef,
        ast.Attribute,
        ast.BinOp,
        ast.Call,
        ast.ClassDef,
        ast.FunctionDef,
        ast.ImportFrom,
        ast.Subscript,
    }
)
"""The kinds of nodes that are asked for; a file has more constants and comparisons than anything else."""
PASSED = BARE | LEAVES
"""What is never put on the stack."""
BRANCHING = frozenset({ast.If, ast.IfExp, ast.BoolOp, ast.Try})
"""What may decide by version whether code is reached."""
BRANCHES = frozenset({ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match})
GROWS = {"append": (0, False), "add": (0, False), "insert": (1, False), "extend": (0, True), "update": (0, True)}
"""Methods that put something into a container: the position of what is put, and whether that is a container itself."""


class Outline:
    """What one walk collects from a file: `chains` are whole dotted expressions that begin with a name."""

    def __init__(self, top: Scope) -> None:
        self.top = top
        self.scopes: dict[ast.AST, Scope] = {}
        self.nodes: dict[type[ast.AST], list[Place]] = defaultdict(list)
        self.chains: list[tuple[ast.Attribute, Scope]] = []
        self.aliases: list[tuple[ast.alias, ast.Import | ast.ImportFrom, Scope]] = []
        self.branches: list[Place] = []
        self.stores: list[Store] = []
        self.growths: list[Growth] = []
        self.returns: dict[Scope, list[ast.expr]] = defaultdict(list)
        self.generators: set[Scope] = set()


def walk(tree: ast.Module) -> Outline:
    walker = _Walker(tree)
    walker.run(tree)
    walker.handlers.clear()  # they hold the walker, and it holds them
    return walker.outline


class _Walker:
    """Holds the stack. Nodes come off it in the order of the source, so `global` is seen before what it governs."""

    def __init__(self, tree: ast.Module) -> None:
        self.outline = Outline(Scope(tree, None))
        self.stack: list[tuple[ast.AST, Scope, bool]] = []
        self.handlers: dict[type[ast.AST], Callable[[Any, Scope, bool], None]] = {
            ast.Import: self.imports,
            ast.ImportFrom: self.imports_from,
            ast.FunctionDef: self.function,
            ast.AsyncFunctionDef: self.function,
            ast.Lambda: self.anonymous,
            ast.ClassDef: self.klass,
            ast.ListComp: self.comprehension,
            ast.SetComp: self.comprehension,
            ast.GeneratorExp: self.comprehension,
            ast.DictComp: self.comprehension,
            ast.Assign: self.assign,
            ast.AnnAssign: self.annotated,
            ast.AugAssign: self.augmented,
            ast.NamedExpr: self.named,
            ast.Delete: self.delete,
            ast.For: self.loop,
            ast.AsyncFor: self.loop,
            ast.withitem: self.with_item,
            ast.ExceptHandler: self.captured,
            ast.MatchAs: self.captured,
            ast.MatchStar: self.captured,
            ast.MatchMapping: self.rest,
            ast.Global: self.globally,
            ast.Nonlocal: self.nonlocally,
            ast.Return: self.result,
            ast.Yield: self.generator,
            ast.YieldFrom: self.generator,
            ast.Call: self.call,
            ast.Attribute: self.attribute,
        }

    def run(self, tree: ast.Module) -> None:
        outline, stack, handlers = self.outline, self.stack, self.handlers
        kept = {**{kind: outline.nodes[kind] for kind in KEPT}, **dict.fromkeys(BRANCHING, outline.branches)}
        outline.scopes[tree] = outline.top
        self.push(tree.body, outline.top, sure=True)
        while stack:
            node, scope, sure = stack.pop()
            kind = type(node)
            if kind in kept:
                kept[kind].append((node, scope))
            if kind in handlers:
                handlers[kind](node, scope, sure)
            else:
                self.children(node, scope, sure and kind not in BRANCHES)

    def push(self, nodes: Iterable[ast.AST | None], scope: Scope, *, sure: bool) -> None:
        self.stack += [(node, scope, sure) for node in nodes if node is not None and type(node) not in PASSED][::-1]

    def children(self, node: ast.AST, scope: Scope, sure: bool) -> None:
        found: list[tuple[ast.AST, Scope, bool]] = []
        for value in node.__dict__.values():  # the fields in order, then the position
            kind = type(value)
            if kind is list:
                found += [(child, scope, sure) for child in value if type(child) not in PASSED]
            elif kind not in PASSED:
                found.append((value, scope, sure))
        found.reverse()
        self.stack += found

    # Imports

    def imports(self, node: ast.Import, scope: Scope, _sure: bool) -> None:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            scope.bind(alias.asname or first, Imported(alias.name if alias.asname else first, None, 0, scope, alias))
            self.outline.aliases.append((alias, node, scope))

    def imports_from(self, node: ast.ImportFrom, scope: Scope, _sure: bool) -> None:
        for alias in node.names:
            imported = Imported(node.module or "", alias.name, node.level, scope, alias)
            if alias.name == "*":
                scope.stars.append(imported)
            else:
                scope.bind(alias.asname or alias.name, imported)
                self.outline.aliases.append((alias, node, scope))

    # Definitions

    def function(self, node: Function, scope: Scope, _sure: bool) -> None:
        scope.bind(node.name, Defined(node, scope))
        self.push([*node.decorator_list, *_outer(node.args), node.returns], scope, sure=True)
        self.push(node.body, self.inner(node, scope, node.args), sure=True)

    def anonymous(self, node: ast.Lambda, scope: Scope, _sure: bool) -> None:
        self.push(_outer(node.args), scope, sure=True)
        self.push([node.body], self.inner(node, scope, node.args), sure=False)

    def klass(self, node: ast.ClassDef, scope: Scope, _sure: bool) -> None:
        scope.bind(node.name, Defined(node, scope))
        self.push([*node.decorator_list, *node.bases, *node.keywords], scope, sure=True)
        self.push(node.body, self.inner(node, scope), sure=True)

    def inner(
        self, owner: Function | ast.Lambda | ast.ClassDef | ast.expr, scope: Scope, args: ast.arguments | None = None
    ) -> Scope:
        inner = self.outline.scopes[owner] = Scope(owner, scope)
        for arg in _parameters(args) if args else ():
            inner.bind(arg.arg, Parameter(arg.arg, inner))
        return inner

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope, _sure: bool
    ) -> None:
        inner = self.inner(node, scope)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.push(results, inner, sure=False)
        for number, part in enumerate(node.generators):
            around = inner if number else scope
            self.bind(part.target, Item(part.iter, around), inner, part.target)
            self.push([part.iter], around, sure=False)
            self.push([part.target, *part.ifs], inner, sure=False)

    # Bindings

    def assign(self, node: ast.Assign, scope: Scope, sure: bool) -> None:
        for target in node.targets:
            self.bind(target, Assigned(node.value, scope), scope, node, sure=sure)
        self.children(node, scope, sure)

    def annotated(self, node: ast.AnnAssign, scope: Scope, sure: bool) -> None:
        value = Opaque() if node.value is None else Assigned(node.value, scope)
        if node.value is not None or isinstance(node.target, ast.Name):
            self.bind(node.target, value, scope, node, sure=sure)
        self.children(node, scope, sure)

    def augmented(self, node: ast.AugAssign, scope: Scope, sure: bool) -> None:
        if isinstance(node.op, ast.Add):
            self.outline.growths.append(Growth(node.target, node.value, scope, many=True))
        self.children(node, scope, sure)

    def named(self, node: ast.NamedExpr, scope: Scope, sure: bool) -> None:
        home = scope
        while isinstance(home.owner, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)) and home.parent:
            home = home.parent
        home.bind(node.target.id, Assigned(node.value, scope))
        self.children(node, scope, sure)

    def delete(self, node: ast.Delete, scope: Scope, sure: bool) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                scope.bind(target.id, Deleted(target.lineno))
            else:
                self.bind(target, Opaque(), scope, node)
        self.children(node, scope, sure)

    def loop(self, node: ast.For | ast.AsyncFor, scope: Scope, _sure: bool) -> None:
        self.bind(node.target, Item(node.iter, scope), scope, node)
        self.children(node, scope, sure=False)

    def with_item(self, node: ast.withitem, scope: Scope, sure: bool) -> None:
        if node.optional_vars is not None:
            self.bind(node.optional_vars, Entered(node.context_expr, scope), scope, node.optional_vars)
        self.children(node, scope, sure)

    def captured(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar, scope: Scope, _sure: bool) -> None:
        if node.name is not None:
            scope.bind(node.name, Opaque())
        self.children(node, scope, sure=False)

    def rest(self, node: ast.MatchMapping, scope: Scope, _sure: bool) -> None:
        if node.rest is not None:
            scope.bind(node.rest, Opaque())
        self.children(node, scope, sure=False)

    def globally(self, node: ast.Global, scope: Scope, _sure: bool) -> None:
        scope.elsewhere.update(dict.fromkeys(node.names, self.outline.top))

    def nonlocally(self, node: ast.Nonlocal, scope: Scope, _sure: bool) -> None:
        for name in node.names:
            home = scope.parent.home(name) if scope.parent else None
            scope.elsewhere[name] = home or self.outline.top

    def bind(
        self,
        target: ast.expr,
        binding: Assigned | Unpacked | Entered | Item | Opaque,
        scope: Scope,
        node: ast.stmt | ast.expr,
        *,
        sure: bool = False,
    ) -> None:
        """Bind a target, whatever its shape, to a value."""
        value = binding.value if isinstance(binding, Assigned) else None
        match target:
            case ast.Name(id=name):
                scope.bind(name, binding)
            case ast.Attribute(value=owner, attr=name):
                self.outline.stores.append(Store(owner, name, value, scope, node, sure))
            case ast.Subscript(value=container) if value is not None:
                self.outline.growths.append(Growth(container, value, scope, many=False))
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part, known in zip(parts, _unpacked(binding, parts), strict=True):
                    self.bind(part, known, scope, node, sure=sure)
            case ast.Starred(value=inner):
                self.bind(inner, Opaque(), scope, node)
            case _:
                pass

    # Results, calls and dotted names

    def attribute(self, node: ast.Attribute, scope: Scope, sure: bool) -> None:
        """The whole chain at once; what it begins with, if that is more than a name, comes next."""
        inner: ast.expr = node.value
        attributes = self.outline.nodes[ast.Attribute]
        while isinstance(inner, ast.Attribute):
            attributes.append((inner, scope))
            inner = inner.value
        if isinstance(inner, ast.Name):
            self.outline.chains.append((node, scope))
        elif type(inner) not in PASSED:
            self.stack.append((inner, scope, sure))

    def result(self, node: ast.Return, scope: Scope, sure: bool) -> None:
        if node.value is not None:
            self.outline.returns[scope].append(node.value)
        self.children(node, scope, sure)

    def generator(self, node: ast.Yield | ast.YieldFrom, scope: Scope, sure: bool) -> None:
        self.outline.generators.add(scope)
        self.children(node, scope, sure)

    def call(self, node: ast.Call, scope: Scope, sure: bool) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in GROWS:
            position, many = GROWS[node.func.attr]
            if len(node.args) > position:
                self.outline.growths.append(Growth(node.func.value, node.args[position], scope, many))
        self.children(node, scope, sure)


def _outer(args: ast.arguments) -> list[ast.expr | None]:
    """What a signature evaluates in the scope around the function: defaults and annotations."""
    return [*args.defaults, *args.kw_defaults, *(arg.annotation for arg in _parameters(args))]


def _parameters(args: ast.arguments) -> list[ast.arg]:
    rest = [arg for arg in (args.vararg, args.kwarg) if arg is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *rest]


def _unpacked(binding: object, parts: Sequence[ast.expr]) -> list[Assigned | Unpacked | Item | Opaque]:
    """What each of `a, b = x, y` or `a, b = value` is bound to; behind a star nobody counts."""
    if isinstance(binding, Item):
        return _counted(binding, len(parts))
    if not isinstance(binding, Assigned):
        return [Opaque()] * len(parts)
    value, scope = binding.value, binding.scope
    if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(parts):
        return [Opaque() if isinstance(each, ast.Starred) else Assigned(each, scope) for each in value.elts]
    stars = [isinstance(part, ast.Starred) for part in parts]
    return [Opaque() if any(stars[: place + 1]) else Unpacked(value, place, scope) for place in range(len(parts))]


def _counted(item: Item, count: int) -> list[Assigned | Unpacked | Item | Opaque]:
    """What each name of a loop over `enumerate(x)` or `zip(x, y)` goes over."""
    match item.values:
        case ast.Call(func=ast.Name(id="enumerate"), args=[values, *_]) if count == 2:  # noqa: PLR2004
            return [Opaque(), Item(values, item.scope)]
        case ast.Call(func=ast.Name(id="zip"), args=args) if len(args) == count:
            return [Opaque() if isinstance(each, ast.Starred) else Item(each, item.scope) for each in args]
        case _:
            return [Opaque()] * count
