"""What each name of a file is bound to, and in which scope: collected in one walk over the syntax tree."""

import ast
from collections import defaultdict
from typing import NamedTuple, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Owner: TypeAlias = ast.Module | ast.ClassDef | Function | ast.Lambda | ast.expr


class Imported:
    """`import module` or `from module import name`, in `scope`; `level` counts the dots of a relative import."""

    __slots__ = ("level", "module", "name", "node", "scope")

    def __init__(
        self, module: str, name: str | None, level: int, scope: "Scope", node: ast.alias | None = None
    ) -> None:
        self.module = module
        self.name = name
        self.level = level
        self.scope = scope
        self.node = node


class Assigned:
    """`name = value`, where the value is to be read in `scope`."""

    __slots__ = ("scope", "value")

    def __init__(self, value: ast.expr, scope: "Scope") -> None:
        self.value, self.scope = value, scope


class Unpacked:
    """One of several names that a value is taken apart into: `a, b = value`; `place` counts from 0."""

    __slots__ = ("place", "scope", "value")

    def __init__(self, value: ast.expr, place: int, scope: "Scope") -> None:
        self.value, self.place, self.scope = value, place, scope


class Entered:
    """`with value as name`."""

    __slots__ = ("scope", "value")

    def __init__(self, value: ast.expr, scope: "Scope") -> None:
        self.value, self.scope = value, scope


class Item:
    """One of the things that iterating over `values` gives."""

    __slots__ = ("scope", "values")

    def __init__(self, values: ast.expr, scope: "Scope") -> None:
        self.values, self.scope = values, scope


class Parameter:
    """A parameter of the function that owns `scope`."""

    __slots__ = ("name", "scope")

    def __init__(self, name: str, scope: "Scope") -> None:
        self.name, self.scope = name, scope


class Defined:
    """A class or function of the file, defined in `scope`."""

    __slots__ = ("node", "scope")

    def __init__(self, node: ast.ClassDef | Function, scope: "Scope") -> None:
        self.node, self.scope = node, scope


class Opaque:
    """Bound to something that cannot be told: a caught exception, the rest of a list, or nothing after `del`."""


class Deleted:
    """`del name`: from this line of its scope on it is bound to nothing."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        self.line = line


Binding: TypeAlias = Imported | Assigned | Unpacked | Entered | Item | Parameter | Defined | Opaque | Deleted


class Store(NamedTuple):
    """`owner.name = value`. `sure` is False in a branch or a loop; `value` None means that it cannot be told."""

    owner: ast.expr
    name: str
    value: ast.expr | None
    scope: "Scope"
    node: ast.stmt | ast.expr
    sure: bool


class Growth(NamedTuple):
    """A container gains one element, or with `many` all elements of `value`: append, extend, `+=`, `x[key] = value`."""

    container: ast.expr
    value: ast.expr
    scope: "Scope"
    many: bool


class Scope:
    """A module, class, function, lambda or comprehension, with the names that it binds."""

    __slots__ = ("bindings", "elsewhere", "owner", "parent", "stars")

    def __init__(self, owner: Owner, parent: "Scope | None") -> None:
        self.owner, self.parent = owner, parent
        self.bindings: dict[str, list[Binding]] = defaultdict(list)
        self.elsewhere: dict[str, Scope] = {}
        self.stars: list[Imported] = []

    @property
    def is_class(self) -> bool:
        return isinstance(self.owner, ast.ClassDef)

    @property
    def root(self) -> "Scope":
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, binding: Binding) -> None:
        self.elsewhere.get(name, self).bindings[name].append(binding)

    def home(self, name: str) -> "Scope | None":
        """The scope that a name read here belongs to, found as Python does; None for a builtin."""
        if name in self.elsewhere:
            return self.elsewhere[name]
        if name in self.bindings:
            return self
        scope = self.parent
        while scope is not None:
            if name in scope.bindings and not scope.is_class:  # the names of a class are not seen from its methods
                return scope
            scope = scope.parent
        return None

    def assigned(self, name: str) -> Assigned | None:
        """The one assignment that a name read here can come from; None where it is bound otherwise, or again."""
        home = self.home(name)
        bound = home.bindings[name] if home is not None else []
        return bound[0] if len(bound) == 1 and isinstance(bound[0], Assigned) else None
