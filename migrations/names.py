"""What an expression names, found as Python finds it: through imports, aliases and scopes."""

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from migrations.project import Code, Project
from migrations.scopes import Assigned, Binding, Defined, Function, Imported, Scope


@dataclass(frozen=True, eq=False, slots=True)
class Klass:
    """A class of the project."""

    node: ast.ClassDef
    scope: Scope
    body: Scope
    code: Code


@dataclass(frozen=True, eq=False, slots=True)
class Routine:
    """A function of the project."""

    node: Function
    body: Scope
    code: Code


Meaning: TypeAlias = str | Klass | Routine | Code | None
"""A dotted name from outside, something of the project, or unknown."""

PREFIXES = {"tensorflow": "tf", "tf.compat.v2": "tf", "tf.optimizers": "tf.keras.optimizers"}


@lru_cache(65536)
def canonical(dotted: str) -> str:
    """One spelling for each name, whichever way it was imported."""
    for prefix, short in PREFIXES.items():
        if dotted == prefix or dotted.startswith(prefix + "."):
            dotted = short + dotted[len(prefix) :]
    return dotted


def keras_name(dotted: str) -> str | None:
    """The part after `tf.keras.` or `keras.`; None for anything else, `tf.compat.v1.keras` included."""
    for prefix in ("tf.keras.", "keras."):
        if dotted.startswith(prefix):
            return dotted.removeprefix(prefix)
    return None


class Names:
    """Answers what names mean. Asked twice, it looks once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[Scope, str], Meaning] = {}
        self._chains: dict[ast.expr, Meaning] = {}
        self._definitions: dict[ast.AST, Klass | Routine] = {}

    def dotted(self, expr: ast.expr, scope: Scope) -> str | None:
        """The canonical dotted name from outside the project, such as `tf.keras.layers.Dense`, or None."""
        meaning = self.meaning(expr, scope)
        return meaning if isinstance(meaning, str) else None

    def meaning(self, expr: ast.expr, scope: Scope) -> Meaning:
        if isinstance(expr, ast.Name):
            return self.name(expr.id, scope)
        if not isinstance(expr, ast.Attribute):
            return None
        if expr not in self._chains:
            self._chains[expr] = self._chain(expr, scope)
        return self._chains[expr]

    def _chain(self, expr: ast.expr, scope: Scope) -> Meaning:
        attributes = []
        while isinstance(expr, ast.Attribute):
            attributes.append(expr.attr)
            expr = expr.value
        meaning = self.name(expr.id, scope) if isinstance(expr, ast.Name) else None
        if meaning is None:
            return None
        for attribute in reversed(attributes):
            meaning = self._member(meaning, attribute)
        return meaning

    def name(self, name: str, scope: Scope) -> Meaning:
        home = scope.home(name)
        key = (home or scope.root, name)
        if key not in self._known:
            self._known[key] = None  # modules that import each other in a circle end here
            self._known[key] = self._look(name, home) if home else self._unbound(name, scope.root)
        return self._known[key]

    def _look(self, name: str, home: Scope) -> Meaning:
        return _agreed(self._bound(binding) for binding in home.bindings[name] if not _is_none(binding))

    def definition(self, node: ast.ClassDef | Function, scope: Scope) -> Klass | Routine:
        """The one object that stands for a class or function of the project."""
        if node not in self._definitions:
            code = self.project.code(scope)
            body = code.outline.scopes[node]
            self._definitions[node] = (
                Klass(node, scope, body, code) if isinstance(node, ast.ClassDef) else Routine(node, body, code)
            )
        return self._definitions[node]

    def klass(self, node: ast.ClassDef, scope: Scope) -> Klass:
        found = self.definition(node, scope)
        assert isinstance(found, Klass)
        return found

    def _bound(self, binding: Binding) -> Meaning:
        match binding:
            case Imported():
                return self._imported(binding, binding.scope)
            case Assigned(value=value, scope=scope) if isinstance(value, ast.Name | ast.Attribute):
                return self.meaning(value, scope)
            case Defined(node=node, scope=scope):
                return self.definition(node, scope)
            case _:
                return None

    def _imported(self, imported: Imported, scope: Scope) -> Meaning:
        importer = self.project.code(scope).path
        path = self.project.place(imported, importer)
        if path is not None:
            module = self.project.files.get(path)
            if imported.name is None:
                return module
            return self._exported(module, path, imported.name)
        if imported.level:
            return None
        return canonical(imported.module if imported.name is None else f"{imported.module}.{imported.name}")

    def _exported(self, module: Code | None, path: str, name: str) -> Meaning:
        """What `from module import name` gives: a name of the module, else a module inside the package."""
        if module is not None and (name in module.outline.top.bindings or module.outline.top.stars):
            return self.name(name, module.outline.top)
        inner = self.project.submodule(path, name)
        return self.project.files.get(inner) if inner else None

    def _member(self, meaning: Meaning, attribute: str) -> Meaning:
        match meaning:
            case str():
                return canonical(f"{meaning}.{attribute}")
            case Code():
                return self._exported(meaning, meaning.path, attribute)
            case _:
                return None

    def _unbound(self, name: str, top: Scope) -> Meaning:
        """A name that nothing binds is a builtin, or comes from the file's star import if there is just one."""
        if hasattr(builtins, name):
            return f"builtins.{name}"
        if len(top.stars) != 1:
            return None
        star = top.stars[0]
        return self._imported(Imported(star.module, name, star.level, top), top)


def _agreed(meanings: Iterable[Meaning]) -> Meaning:
    """The one meaning of a name that is bound several times; `tf.keras` and `keras` count as one."""
    found = set(meanings)
    if len(found) == 1:
        return found.pop()
    texts = [meaning for meaning in found if isinstance(meaning, str)]
    if len(texts) == len(found) and len({text.removeprefix("tf.") for text in texts}) == 1:
        return max(texts)
    return None


def _is_none(binding: Binding) -> bool:
    """`tf = None` after a failed import says that there is no TensorFlow, not that `tf` is something else."""
    return isinstance(binding, Assigned) and isinstance(binding.value, ast.Constant) and binding.value.value is None
