"""What a class of the project is: a Keras class, a `tf.Module`, or neither; and what its methods keep in `self`."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property

from migrations.names import Klass, Names, keras_name, public
from migrations.scopes import Growth, Parameter, Scope, Store
from migrations.walk import FUNCTIONS

NEUTRAL = {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"}
"""Bases from outside that say nothing about TensorFlow."""

MODELS = {"Model", "Sequential", "models.load_model", "models.clone_model", "models.model_from_json"}


class Family(Enum):
    """Where a class belongs, by its bases."""

    KERAS = "keras"
    MODULE = "module"
    OTHER = "other"
    UNKNOWN = "unknown"


def makes_layer(dotted: str) -> bool:
    """Whether this name, called or subclassed, gives a Keras layer or model."""
    name = keras_name(dotted.replace("tf.compat.v1.keras.", "tf.keras.", 1)) or ""
    package, _, last = name.rpartition(".")
    if name in MODELS:
        return True
    return last[:1].isupper() and last != "InputSpec" and package.split(".")[0] in {"layers", "models", "applications"}


def is_layer_class(dotted: str) -> bool:
    return makes_layer(dotted) and dotted.rpartition(".")[2][:1].isupper()


class Classes:
    """Answers what the project's classes are."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._families: dict[Klass, Family] = {}
        self._bases: dict[Klass, tuple[Klass | str | None, ...]] = {}
        self._ancestors: dict[Klass, Sequence[Klass]] = {}

    @cached_property
    def all(self) -> Sequence[Klass]:
        """Every class of the project, in the order of the files."""
        codes = self.names.project.files.values()
        places = [place for code in codes for place in code.outline.nodes[ast.ClassDef]]
        return [self.names.klass(node, scope) for node, scope in places if isinstance(node, ast.ClassDef)]

    @cached_property
    def subclassed(self) -> frozenset[Klass]:
        """Classes that others of the project derive from."""
        return frozenset(base for klass in self.all for base in self.bases(klass) if isinstance(base, Klass))

    def bases(self, klass: Klass) -> Sequence[Klass | str | None]:
        if klass not in self._bases:
            self._bases[klass] = tuple(self._find_bases(klass))
        return self._bases[klass]

    def _find_bases(self, klass: Klass) -> Iterator[Klass | str | None]:
        for base in klass.node.bases:
            plain = base.value if isinstance(base, ast.Subscript) else base
            meaning = self.names.meaning(plain, klass.scope)
            for each in [meaning] if meaning is not None else self.names.choices(plain, klass.scope) or [None]:
                yield public(each) if isinstance(each, str) else each if isinstance(each, Klass) else None

    def ancestors(self, klass: Klass) -> Sequence[Klass]:
        """The class and the project's classes above it, each once."""
        if klass not in self._ancestors:
            self._ancestors[klass] = self._find_ancestors(klass)
        return self._ancestors[klass]

    def _find_ancestors(self, klass: Klass) -> Sequence[Klass]:
        found: dict[Klass, None] = {klass: None}
        stack = [klass]
        while stack:
            fresh = [base for base in self.bases(stack.pop()) if isinstance(base, Klass) and base not in found]
            found.update(dict.fromkeys(fresh))
            stack.extend(fresh)
        return list(found)

    def family(self, klass: Klass) -> Family:
        """Keras beats `tf.Module`, whose subclass it once was; a base that is not understood beats neither."""
        if klass not in self._families:
            outside = [
                base for each in self.ancestors(klass) for base in self.bases(each) if not isinstance(base, Klass)
            ]
            self._families[klass] = _family(outside)
        return self._families[klass]

    def of_self(self, expr: ast.expr, scope: Scope) -> Klass | None:
        """The class that `self` stands for, where the expression is the first parameter of a method."""
        if not isinstance(expr, ast.Name):
            return None
        home = scope.home(expr.id)
        if home is None or not isinstance(home.owner, FUNCTIONS) or home.parent is None or home.parent.parent is None:
            return None
        arguments = [*home.owner.args.posonlyargs, *home.owner.args.args][:1]
        bound_once = all(isinstance(binding, Parameter) for binding in home.bindings[expr.id])
        owner = home.parent.owner
        if not arguments or arguments[0].arg != expr.id or not bound_once or not isinstance(owner, ast.ClassDef):
            return None
        return None if _has_no_self(home.owner) else self.names.klass(owner, home.parent.parent)

    @cached_property
    def stores(self) -> Mapping[Klass, Sequence[Store]]:
        """What the methods of each class assign to attributes of `self`."""
        found: dict[Klass, list[Store]] = defaultdict(list)
        for code in self.names.project.files.values():
            for store in code.outline.stores:
                if klass := self.of_self(store.owner, store.scope):
                    found[klass].append(store)
        return found

    @cached_property
    def growths(self) -> Mapping[tuple[Klass | Scope, str], Sequence[Growth]]:
        """What is put into containers, by class and attribute or by scope and name."""
        found: dict[tuple[Klass | Scope, str], list[Growth]] = defaultdict(list)
        for code in self.names.project.files.values():
            for growth in code.outline.growths:
                if key := self._container(growth):
                    found[key].append(growth)
        return found

    def _container(self, growth: Growth) -> tuple[Klass | Scope, str] | None:
        match growth.container:
            case ast.Attribute(value=owner, attr=name):
                klass = self.of_self(owner, growth.scope)
                return (klass, name) if klass else None
            case ast.Name(id=name):
                home = growth.scope.home(name)
                return (home, name) if home else None
            case _:
                return None


def _family(bases: Sequence[str | Klass | None]) -> Family:
    names = {base for base in bases if isinstance(base, str)}
    if any(is_layer_class(name) for name in names):
        return Family.KERAS
    if "tf.Module" in names:
        return Family.MODULE
    return Family.OTHER if names <= NEUTRAL and None not in bases else Family.UNKNOWN


def _has_no_self(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {node.id for node in function.decorator_list if isinstance(node, ast.Name)}
    return bool(names & {"staticmethod", "classmethod"})
