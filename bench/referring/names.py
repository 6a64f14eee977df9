"""References to TensorFlow and Keras in a file, found by a small resolver of its own. Pure.

It shares no code with the engine, so that it can catch it. What it is not sure of it leaves out: names that are bound
twice, star imports, what a project re-exports.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

ROOTS = {"tensorflow": "tf", "tf": "tf", "keras": "keras", "tf_keras": "tf_keras"}
CATCHES = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of the API where it is used or imported. `call`: how it is called; `is_set`: it is assigned to."""

    name: str
    line: int
    end_line: int
    call: "Call | None" = None
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """How something is called; `star` and `double_star` may give anything more."""

    positions: int
    keywords: tuple[str, ...]
    star: bool
    double_star: bool


@dataclass(slots=True)
class Scope:
    """What names mean in one scope: an API name, or None for anything else."""

    parent: "Scope | None"
    is_class: bool = False
    names: dict[str, str | None] = field(default_factory=dict)
    guards: set[str] = field(default_factory=set)

    def find(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not scope.is_class):
                return scope.names[name]
            scope = scope.parent
        return None

    def is_guard(self, name: str) -> bool:
        return name in self.guards or (self.parent is not None and self.parent.is_guard(name))


def references(tree: ast.Module) -> list[Reference]:
    """All of them, but for those that a guard protects: `try` around an import, or a branch by version."""
    found: list[Reference] = []
    scope = Scope(None)
    _bind(tree.body, scope)
    for statement in tree.body:
        found += _visit(statement, scope)
    added = {each.name for each in found if each.is_set}
    return [each for each in found if not _is_or_below(each.name, added)]


def _is_or_below(name: str, added: Collection[str]) -> bool:
    """Whether a name is one that the file itself hangs on the library, as `tf.model = ...` does, or below one."""
    return any(name == each or name.startswith(f"{each}.") for each in added)


def _visit(node: ast.AST, scope: Scope) -> Iterator[Reference]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from _imports(node)
        case ast.Call():
            yield from _called(node, scope)
        case ast.Attribute() | ast.Name():
            yield from _named(node, scope)
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            yield from _inside(node, scope)
        case _:
            inner = _of_comprehension(node, scope) if isinstance(node, COMPREHENSIONS) else scope
            for child in _unprotected(node, scope):
                yield from _visit(child, inner)


def _unprotected(node: ast.AST, scope: Scope) -> Iterable[ast.AST]:
    """What is in a node, without what only runs where it is known to be good."""
    match node:
        case ast.Try() if _protects(node):
            return [*node.orelse, *node.finalbody]
        case ast.If() | ast.IfExp() if _asks_for_version(node.test, scope):
            return []
        case _:
            return ast.iter_child_nodes(node)


def _of_comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope) -> Scope:
    inner = Scope(scope)
    for generator in node.generators:
        inner.names.update(dict.fromkeys(_stored(generator.target)))
    return inner


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Reference]:
    module = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
    target = _plain(module) if module else None
    for alias in node.names:
        if isinstance(node, ast.Import):
            name = _plain(alias.name) if "." in alias.name else None
        elif target is not None:
            name = target if alias.name == "*" else f"{target}.{alias.name}"
        else:
            name = None
        if name is not None:
            yield Reference(name, alias.lineno, alias.end_lineno or alias.lineno)


def _called(node: ast.Call, scope: Scope) -> Iterator[Reference]:
    name = _meaning(node.func, scope)
    if name is None:
        yield from _visit(node.func, scope)
    else:
        stars = [isinstance(argument, ast.Starred) for argument in node.args]
        keywords = tuple(word.arg for word in node.keywords if word.arg is not None)
        call = Call(stars.count(False), keywords, any(stars), len(keywords) < len(node.keywords))
        yield Reference(name, node.lineno, node.end_lineno or node.lineno, call)
    for child in [*node.args, *node.keywords]:
        yield from _visit(child, scope)


def _named(node: ast.Attribute | ast.Name, scope: Scope) -> Iterator[Reference]:
    """A chain, whole. A bare name says nothing that its import or its assignment did not say."""
    name = _meaning(node, scope)
    if name is not None:
        if isinstance(node, ast.Attribute):
            is_set = isinstance(node.ctx, ast.Store)
            yield Reference(name, node.lineno, node.end_lineno or node.lineno, is_set=is_set)
    elif isinstance(node, ast.Attribute):
        yield from _visit(node.value, scope)


def _inside(
    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
) -> Iterator[Reference]:
    inner = Scope(scope, is_class=isinstance(node, ast.ClassDef))
    outside: list[ast.AST] = []
    if isinstance(node, ast.ClassDef):
        outside += [*node.decorator_list, *node.bases, *node.keywords]
    else:
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        named += [each for each in (arguments.vararg, arguments.kwarg) if each]
        inner.names.update(dict.fromkeys(each.arg for each in named))
        outside += [*arguments.defaults, *(each for each in arguments.kw_defaults if each)]
        outside += [each.annotation for each in named if each.annotation]
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, *([node.returns] if node.returns else [])]
    for each in outside:
        yield from _visit(each, scope)
    body: Sequence[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
    if not isinstance(node, ast.Lambda):
        _bind(node.body, inner)
    for each in body:
        yield from _visit(each, inner)


def _bind(body: Sequence[ast.stmt], scope: Scope) -> None:
    """What the statements of one scope bind: imports and plain aliases to API names, all else to nothing we know."""
    bound: dict[str, list[ast.AST]] = {}
    for node in _own(body):
        for name in _binds(node):
            bound.setdefault(name, []).append(node)
    for name, nodes in bound.items():
        imported = {_imported(node, name) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)}
        only_imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes)
        scope.names[name] = imported.pop() if only_imports and len(imported) == 1 else None
    for name, nodes in bound.items():
        if len(nodes) == 1 and isinstance(node := nodes[0], ast.Assign) and len(node.targets) == 1:
            scope.names[name] = _meaning(node.value, scope) if isinstance(node.targets[0], ast.Name) else None
            if "__version__" in ast.dump(node.value) or "hasattr" in ast.dump(node.value):
                scope.guards.add(name)


def _own(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a scope, without those of the scopes in it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, *COMPREHENSIONS)):
            waiting += ast.iter_child_nodes(node)


def _binds(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name for alias in names if alias.name != "*")
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _stored(target)
        case (
            ast.AugAssign(target=target)
            | ast.AnnAssign(target=target)
            | ast.For(target=target)
            | ast.AsyncFor(target=target)
            | ast.NamedExpr(target=target)
        ):
            yield from _stored(target)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _stored(target)
        case _:
            pass


def _stored(target: ast.AST) -> Iterator[str]:
    yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))


def _imported(node: ast.AST, name: str) -> str | None:
    """The API name that an import binds a name to."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                if alias.asname == name:
                    return _plain(alias.name)
                if alias.asname is None and alias.name.partition(".")[0] == name:
                    return _plain(name)
        case ast.ImportFrom(module=str(module), level=0, names=names) if target := _plain(module):
            for alias in names:
                if (alias.asname or alias.name) == name:
                    return f"{target}.{alias.name}"
    return None


def _meaning(node: ast.AST, scope: Scope) -> str | None:
    """The API name that an expression is, through aliases."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    root = scope.find(node.id)
    return None if root is None else ".".join([root, *reversed(parts)])


def _plain(module: str) -> str | None:
    """`tensorflow.x` as `tf.x`; None for a module of anything else."""
    first, dot, rest = module.partition(".")
    root = ROOTS.get(first) if first != "tf" else None
    return f"{root}{dot}{rest}" if root else None


def _protects(node: ast.Try) -> bool:
    for handler in node.handlers:
        if handler.type is None:
            return True
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(isinstance(each, ast.Name) and each.id in CATCHES for each in caught):
            return True
    return False


def _asks_for_version(test: ast.expr, scope: Scope) -> bool:
    for node in ast.walk(test):
        match node:
            case ast.Name(id=name) if name in {"hasattr", "getattr"} or scope.is_guard(name):
                return True
            case ast.Attribute(attr=attr) if attr in {"__version__", "VERSION", "version", "major"}:
                return True
    return False
