"""What a module surely does when it is imported: what it imports, what it takes from there, what names it has. Pure.

What stands in a function, in a branch, or in a `try` that catches what would be raised, is not sure and not told.
"""

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})
LAZY = frozenset({"__getattr__", "globals", "vars", "locals", "exec", "eval", "setattr", "attach", "attach_stub"})
"""Words with which a module has names that nobody can read in it."""
HIDING = frozenset({"modules", "__path__", "meta_path", "path_hooks", "extend_path", "declare_namespace"})
"""Words with which a package has modules that are no files of its own: `sys.modules` first."""
OLD_KERAS = "TF_USE_LEGACY_KERAS"
NEVER = ("TYPE_CHECKING", "__main__")


class Need(NamedTuple):
    """One thing that an import needs: `module` itself, and of it a name or a chain of names, or nothing more."""

    line: int
    module: str
    names: tuple[str, ...] = ()
    is_chain: bool = False


class Module(NamedTuple):
    """One module as its text has it. `lazy`: it may have more names; `hiding`: more modules may be below it.

    `either`: of several ways one is taken, and nobody can tell which; what each of them imports.
    """

    needs: tuple[Need, ...]
    names: frozenset[str]
    stars: tuple[str, ...] = ()
    lazy: bool = False
    hiding: bool = False
    old_keras: bool = False
    either: tuple[tuple[tuple[Need, ...], ...], ...] = ()


UNREADABLE = Module((), frozenset(), (), lazy=True, hiding=True)
"""A module that is compiled, or written for another Python."""


def read(text: str, name: str, *, is_package: bool, python: str) -> Module:
    """What a text of a module does on an interpreter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return UNREADABLE
    package = name if is_package else name.rpartition(".")[0]
    reader = _Reader(package, tuple(int(part) for part in python.split(".")[:2]))
    reader.block(tree.body, sure=True)
    words = frozenset(_words(tree))
    return Module(
        tuple(reader.needs()),
        frozenset(reader.bound) | frozenset(_globals(tree)),
        tuple(reader.stars),
        lazy=bool(words & LAZY),
        hiding=bool(words & HIDING),
        old_keras=OLD_KERAS in text,
        either=tuple(reader.either),
    )


def _words(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef) and node.name == "__getattr__" and node in tree.body:
            yield node.name


def _globals(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names


@dataclass(slots=True)
class _Reader:
    package: str
    python: tuple[int, ...]
    bound: dict[str, set[str | None]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    imports: list[Need] = field(default_factory=list)
    chains: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    either: list[tuple[tuple[Need, ...], ...]] = field(default_factory=list)
    late: bool = False
    hidden: list[set[str]] = field(default_factory=list)

    def needs(self) -> Iterator[Need]:
        """In the order of the lines; a chain counts where its first name is one module and nothing else."""
        found = list(self.imports)
        for line, name, names in self.chains:
            targets = self.bound.get(name, set())
            module = next(iter(targets)) if len(targets) == 1 else None
            if module is not None:
                found.append(Need(line, module, names, is_chain=True))
        yield from sorted(dict.fromkeys(found), key=lambda need: need.line)

    def block(self, body: Sequence[ast.stmt], *, sure: bool) -> None:
        for statement in body:
            self.statement(statement, sure=sure)
            if isinstance(statement, ast.Raise):
                sure = False

    def statement(self, node: ast.stmt, *, sure: bool) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node, sure=sure)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bind(node.name)
                if sure:
                    self._function(node)
            case ast.ClassDef():
                self._bind(node.name)
                self._class(node, sure=sure)
            case ast.Try() | ast.TryStar():
                self._try(node, sure=sure)
            case ast.If():
                self._if(node, sure=sure)
            case ast.With() | ast.AsyncWith():
                self._with(node, sure=sure)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node, sure=sure)
            case _:
                self._simple(node, sure=sure)

    def _simple(self, node: ast.stmt, *, sure: bool) -> None:
        match node:
            case ast.Match():
                for case in node.cases:
                    self.block(case.body, sure=False)
            case ast.Assign():
                self._see([node.value], sure=sure)
                self._targets(node.targets)
            case ast.AnnAssign():
                said = [] if self.late else [node.annotation]
                self._see([*([node.value] if node.value else []), *said], sure=sure)
                self._targets([node.target])
            case ast.AugAssign():
                self._see([node.value], sure=sure)
                self._targets([node.target])
            case ast.Expr():
                self._see([node.value], sure=sure)
            case _:
                pass

    def _with(self, node: ast.With | ast.AsyncWith, *, sure: bool) -> None:
        self._see([item.context_expr for item in node.items], sure=sure)
        self._targets([item.optional_vars for item in node.items if item.optional_vars])
        quiet = any("suppress" in ast.unparse(item.context_expr) for item in node.items)
        self.block(node.body, sure=sure and not quiet)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, *, sure: bool) -> None:
        """What is looped over is looked at; the rest may never be reached."""
        if not isinstance(node, ast.While):
            self._see([node.iter], sure=sure)
            self._targets([node.target])
        self.block([*node.body, *node.orelse], sure=False)

    def _bind(self, name: str, module: str | None = None) -> None:
        if self.hidden:
            self.hidden[-1].add(name)
        else:
            self.bound.setdefault(name, set()).add(module)

    def _targets(self, targets: Iterable[ast.expr]) -> None:
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self._bind(node.id)

    def _import(self, node: ast.Import | ast.ImportFrom, *, sure: bool) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._bind(alias.asname or alias.name.partition(".")[0], _module_of(alias))
                if sure:
                    self.imports.append(Need(node.lineno, alias.name))
            return
        if node.module == "__future__":
            self.late |= any(alias.name == "annotations" for alias in node.names)
            return
        module = self._absolute(node)
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(module)
            else:
                self._bind(alias.asname or alias.name, f"{module}.{alias.name}" if module else None)
            if sure and module:
                names = () if alias.name == "*" else (alias.name,)
                self.imports.append(Need(node.lineno, module, names))

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, *([node.module] if node.module else [])])

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        said = [one.annotation for one in every if one is not None and one.annotation is not None]
        said += [node.returns] if node.returns else []
        defaults = [*arguments.defaults, *(one for one in arguments.kw_defaults if one is not None)]
        self._see([*node.decorator_list, *defaults, *([] if self.late else said)], sure=True)

    def _class(self, node: ast.ClassDef, *, sure: bool) -> None:
        self._see([*node.decorator_list, *node.bases, *(one.value for one in node.keywords)], sure=sure)
        self.hidden.append(set())
        self.block(node.body, sure=sure)
        self.hidden.pop()

    def _try(self, node: ast.Try | ast.TryStar, *, sure: bool) -> None:
        caught = [one for one in node.handlers if _catches(one)]
        raised = bool(caught) and isinstance(caught[0].body[-1], ast.Raise) and not _imports(caught[0])
        for handler in node.handlers:
            if handler.name:
                self._bind(handler.name)
        if sure and len(caught) == 1 and not raised:
            self._ways([node.body, caught[0].body])
        self.block(node.body, sure=sure and (not caught or raised))
        for handler in node.handlers:
            self.block(handler.body, sure=False)
        self.block(node.orelse, sure=False)
        self.block(node.finalbody, sure=sure)

    def _if(self, node: ast.If, *, sure: bool) -> None:
        holds = _holds(node.test, self.python)
        if holds is None:
            self._see([node.test], sure=sure)
            if sure and node.orelse:
                self._ways([node.body, node.orelse])
        self.block(node.body, sure=sure and holds is True)
        self.block(node.orelse, sure=sure and holds is False)

    def _ways(self, ways: Sequence[Sequence[ast.stmt]]) -> None:
        """What each of several ways imports on its first level; a way that imports nothing always ends well."""
        found: list[tuple[Need, ...]] = []
        for way in ways:
            alone = _Reader(self.package, self.python)
            alone.block([one for one in way if isinstance(one, ast.Import | ast.ImportFrom)], sure=True)
            found.append(tuple(alone.imports))
        if all(found):
            self.either.append(tuple(found))

    def _see(self, nodes: Iterable[ast.expr], *, sure: bool) -> None:
        """The chains that begin at a name, in what is surely evaluated."""
        if not sure:
            return
        for node in nodes:
            self._look(node)

    def _look(self, node: ast.AST) -> None:
        match node:
            case ast.Attribute():
                chain = _chain(node)
                if chain is None:
                    self._look(node.value)
                elif not any(chain[0] in names for names in self.hidden):
                    self.chains.append((node.lineno, chain[0], chain[1:]))
            case ast.Lambda():
                self._see([*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)], sure=True)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._look(node.generators[0].iter)
            case ast.BoolOp():
                self._look(node.values[0])
            case ast.IfExp():
                self._look(node.test)
            case _:
                for inner in ast.iter_child_nodes(node):
                    self._look(inner)


def _module_of(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _chain(node: ast.expr) -> tuple[str, ...] | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else None


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ast.unparse(one).rpartition(".")[2] in CATCHING for one in named)


def _imports(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Import | ast.ImportFrom | ast.Try | ast.If) for node in ast.walk(handler))


def _holds(test: ast.expr, python: tuple[int, ...]) -> bool | None:
    """Whether a condition holds, where the interpreter decides it."""
    text = ast.unparse(test)
    if any(word in text for word in NEVER) and "not " not in text and "!=" not in text:
        return False
    match test:
        case ast.Compare(left=ast.Attribute(attr="version_info"), ops=[order], comparators=[ast.Tuple() as to]):
            bound = tuple(one.value for one in to.elts if isinstance(one, ast.Constant) and isinstance(one.value, int))
            if 0 < len(bound) == len(to.elts) <= len(python):
                newer = python[: len(bound)] >= bound
                return newer if isinstance(order, ast.GtE) else not newer if isinstance(order, ast.Lt) else None
        case _:
            pass
    return None
