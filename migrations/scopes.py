"""What each name of a file is bound to, and in which scope: collected in one walk over the syntax tree."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Owner: TypeAlias = ast.Module | ast.ClassDef | Function | ast.Lambda | ast.expr


@dataclass(eq=False, slots=True)
class Imported:
    """`import module` or `from module import name`, in `scope`; `level` counts the dots of a relative import."""

    module: str
    name: str | None
    level: int
    scope: "Scope"
    node: ast.alias | None = None


@dataclass(eq=False, slots=True)
class Assigned:
    """`name = value`, where the value is to be read in `scope`."""

    value: ast.expr
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Unpacked:
    """One of several names that a value is taken apart into: `a, b = value`; `place` counts from 0."""

    value: ast.expr
    place: int
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Entered:
    """`with value as name`."""

    value: ast.expr
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Item:
    """One of the things that iterating over `values` gives."""

    values: ast.expr
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Parameter:
    """A parameter of the function that owns `scope`."""

    name: str
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Defined:
    """A class or function of the file, defined in `scope`."""

    node: ast.ClassDef | Function
    scope: "Scope"


@dataclass(eq=False, slots=True)
class Opaque:
    """Bound to something that cannot be told: a caught exception, the rest of a list, or nothing after `del`."""


@dataclass(eq=False, slots=True)
class Deleted:
    """`del name`: what it is bound to before and after is not told by this."""


Binding: TypeAlias = Imported | Assigned | Unpacked | Entered | Item | Parameter | Defined | Opaque | Deleted


@dataclass(eq=False, slots=True)
class Store:
    """`owner.name = value`. `sure` is False in a branch or a loop; `value` None means that it cannot be told."""

    owner: ast.expr
    name: str
    value: ast.expr | None
    scope: "Scope"
    node: ast.stmt | ast.expr
    sure: bool


@dataclass(eq=False, slots=True)
class Growth:
    """A container gains one element, or with `many` all elements of `value`: append, extend, `+=`, `x[key] = value`."""

    container: ast.expr
    value: ast.expr
    scope: "Scope"
    many: bool


@dataclass(eq=False, slots=True)
class Scope:
    """A module, class, function, lambda or comprehension, with the names that it binds."""

    owner: Owner
    parent: "Scope | None"
    bindings: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, "Scope"] = field(default_factory=dict)
    stars: list[Imported] = field(default_factory=list)

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
        for scope in self._visible():
            if name in scope.bindings:
                return scope
        return None

    def _visible(self) -> Iterator["Scope"]:
        """The scope itself and those around it; the names of a class are not seen from inside its methods."""
        yield self
        scope = self.parent
        while scope is not None:
            if not scope.is_class:
                yield scope
            scope = scope.parent
