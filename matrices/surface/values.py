"""What an expression of a module can come to when it is read and not run: each is known, or says that it is not."""

import ast
from dataclasses import dataclass, field
from typing import Any

from matrices.surface.facts import Deprecation
from matrices.surface.parameters import Parameters

Origin = tuple[str, str]  # the module, and the name in it


@dataclass(eq=False, slots=True)
class Value:
    """Anything; `origin` is the module's name to which it was bound first."""

    origin: Origin | None = field(default=None, kw_only=True)


@dataclass(eq=False, slots=True)
class Unknown(Value):
    """Something that only running the program would tell."""


@dataclass(eq=False, slots=True)
class Const(Value):
    """A literal."""

    value: Any


@dataclass(eq=False, slots=True)
class Sequence(Value):
    """A list, tuple or set of known length."""

    items: list[Value]


@dataclass(eq=False, slots=True)
class Table(Value):
    """A dict whose keys are literals."""

    items: dict[Any, Value]


@dataclass(eq=False, slots=True)
class Foreign(Value):
    """Something of a package whose text is not at hand, by its dotted path."""

    path: str
    module: bool = False


@dataclass(eq=False, slots=True)
class Module(Value):
    """A module with its names as far as it was run; `lazy` names the module that stands behind a lazy loader."""

    name: str
    package: bool = False
    names: dict[str, Value] = field(default_factory=dict)
    done: bool = False
    lazy: str | None = None


@dataclass(eq=False, slots=True)
class Pending(Value):
    """A name of a module that was asked for before the module had it, as in circular imports."""

    module: Module
    name: str


@dataclass(eq=False, slots=True)
class Scope:
    """Where names are looked up; functions do not see the names of the classes around them."""

    names: dict[str, Value]
    module: Module
    parent: "Scope | None" = None
    qualname: str = ""
    returned: Value | None = None
    outer: frozenset[str] = frozenset()  # names declared global
    of_class: bool = False


@dataclass(eq=False, slots=True)
class Function(Value):
    """A function, with what decorators did to its parameters."""

    module: str
    qualname: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None
    scope: Scope | None
    parameters: Parameters | None
    deprecated: Deprecation | None = None
    names: dict[str, Value] = field(default_factory=dict)
    wraps: Value | None = None


@dataclass(eq=False, slots=True)
class Class(Value):
    """A class with its own names; its bases may be anything."""

    module: str
    qualname: str
    bases: list[Value]
    names: dict[str, Value] = field(default_factory=dict)
    metaclass: Value | None = None
    deprecated: Deprecation | None = None
    node: ast.ClassDef | None = None
    parameters: Parameters | None = None  # of the constructor, where no __init__ tells


@dataclass(eq=False, slots=True)
class Instance(Value):
    """What calling a class gives."""

    cls: Value
    names: dict[str, Value] = field(default_factory=dict)
    args: list[Value] = field(default_factory=list)
    kwargs: dict[str, Value] = field(default_factory=dict)
    ready: bool = False  # whether the constructor was followed


@dataclass(eq=False, slots=True)
class Bound(Value):
    """A function with its first parameter given."""

    function: Value
    receiver: Value


@dataclass(eq=False, slots=True)
class Partial(Value):
    """`functools.partial`."""

    function: Value
    args: list[Value]
    kwargs: dict[str, Value]
    texts: dict[str, str]


@dataclass(eq=False, slots=True)
class Wrapped(Value):
    """A function of a class body under `classmethod`, `staticmethod` or `property`."""

    kind: str
    function: Value
    settable: bool = False


@dataclass(eq=False, slots=True)
class Marker(Value):
    """A decorator that is known: what it does is looked up under its name when it is applied."""

    name: str
    args: list[Value] = field(default_factory=list)
    kwargs: dict[str, Value] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Names(Value):
    """The live dictionary of names that `globals()` and `vars(module)` give."""

    names: dict[str, Value]
    module: Module
