"""The project's `tf.Module` classes: the Keras layers that they hold, and where their variables are read."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from migrations.below import below
from migrations.classes import Family
from migrations.here import World
from migrations.names import Klass
from migrations.project import Code
from migrations.scopes import Store
from migrations.values import CONTAINERS, Kind, Value, Values
from migrations.walk import FUNCTIONS

READS = ("trainable_variables", "variables", "non_trainable_variables")
WEIGHTS = {*READS, "weights", "trainable_weights", "non_trainable_weights"}


class Form(Enum):
    """How an attribute holds what it holds."""

    ONE = "one"
    SEQUENCE = "sequence"
    MAPPING = "mapping"
    UNCLEAR = "unclear"


class Held(NamedTuple):
    """An attribute with variables that Keras 3 hides from `tf.Module`.

    `nested`: it holds modules that hold layers. `optional`: it may be None. `gaps`: its items may be None.
    `sure`: `__init__` always assigns it.
    """

    name: str
    form: Form
    nested: bool
    optional: bool
    gaps: bool
    sure: bool
    store: Store


class Read(NamedTuple):
    """`owner.trainable_variables` somewhere; `of` are the classes that owner may be, None for any."""

    name: str
    of: frozenset[Klass] | None
    code: Code
    indexed: bool


class Modules:
    """Answers about all `tf.Module` classes of one project."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.classes = world.classes
        self._held: dict[Klass, Sequence[Held]] = {}

    @cached_property
    def all(self) -> Sequence[Klass]:
        return [klass for klass in self.classes.all if self.classes.family(klass) is Family.MODULE]

    def held(self, klass: Klass) -> Sequence[Held]:
        """What the class itself keeps, without its bases, in the order of assignment."""
        if klass not in self._held:
            self._held[klass] = ()
            above = {held.name for base in self.classes.ancestors(klass)[1:] for held in self.held(base)}
            stores: dict[str, list[Store]] = {}
            for store in self.classes.stores.get(klass, ()):
                stores.setdefault(store.name, []).append(store)
            found = (self._holding(klass, name, where) for name, where in stores.items() if name not in above)
            self._held[klass] = [held for held in found if held is not None]
        return self._held[klass]

    def hides(self, klass: Klass) -> bool:
        """Whether Keras 3 hides variables of this class or of its bases."""
        return any(self.held(each) for each in self.classes.ancestors(klass))

    def keeps_something(self, klass: Klass, seen: frozenset[Klass] = frozenset()) -> bool:
        """Whether a variable may be left that `tf.Module` still finds; what is not understood may be one."""
        if klass in seen:
            return False
        below = seen | {klass}
        names = {
            (each, store.name) for each in self.classes.ancestors(klass) for store in self.classes.stores.get(each, ())
        }
        values = (value for each, name in names for value in self.world.inference.attribute(each, name))
        return any(self._is_tracked(value, below) for value in values) or self._sets_attributes(klass)

    def unknown(self, klass: Klass) -> bool:
        """Whether the class keeps things of which nothing is known: they may hold layers too."""
        names = {store.name for store in self.classes.stores.get(klass, ())}
        values = (value for name in names for value in _flat(self.world.inference.attribute(klass, name)))
        return any(value.kind is Kind.UNKNOWN for value in values) or self._sets_attributes(klass)

    def reads(self, klass: Klass) -> Sequence[Read]:
        """Where the variables of instances of this class may be read."""
        family = {klass, *self.classes.ancestors(klass)}
        return [
            read
            for read in self._reads
            if read.of is None or any(other in family or klass in self.classes.ancestors(other) for other in read.of)
        ]

    def needs(self, klass: Klass) -> Sequence[str]:
        """Which of the three properties are read of the class, or of a module that holds it."""
        concerned, stack = {klass}, [klass]
        while stack:
            fresh = [holder for holder in self._holders.get(stack.pop(), ()) if holder not in concerned]
            concerned.update(fresh)
            stack.extend(fresh)
        found = {read.name for each in concerned for read in self.reads(each)}
        return [name for name in READS if name in found]

    @cached_property
    def _reads(self) -> Sequence[Read]:
        return [read for code in self.world.project.files.values() for read in self._reads_in(code)]

    def _reads_in(self, code: Code) -> Iterator[Read]:
        indexed = {id(node.value) for node, _ in code.outline.nodes[ast.Subscript] if isinstance(node, ast.Subscript)}
        for node, scope in code.outline.nodes[ast.Attribute]:
            assert isinstance(node, ast.Attribute)
            if node.attr in READS and isinstance(node.ctx, ast.Load) and not _is_super(node.value):
                values = self.world.inference.values(node.value, scope)
                unknown = any(value.kind is Kind.UNKNOWN and value.of is None for value in values)
                of = frozenset(value.of for value in values if value.of is not None)
                if unknown or of:
                    yield Read(node.attr, None if unknown else of, code, id(node) in indexed)

    @cached_property
    def _holders(self) -> Mapping[Klass, Sequence[Klass]]:
        """Which modules hold instances of a module."""
        found: dict[Klass, list[Klass]] = {}
        for klass in self.all:
            for held in self.held(klass):
                for value in _flat(self.world.inference.attribute(klass, held.name)):
                    for each in self.classes.ancestors(value.of) if value.of else ():
                        found.setdefault(each, []).append(klass)
        return found

    def _holding(self, klass: Klass, name: str, stores: Sequence[Store]) -> Held | None:
        values = self.world.inference.attribute(klass, name)
        present = {value for value in values if value.kind is not Kind.NONE}
        kinds = {value.kind for value in present}
        form = Form.ONE
        inside: Values = frozenset(present)
        if kinds in ({Kind.SEQUENCE}, {Kind.MAPPING}):
            form = Form.SEQUENCE if Kind.SEQUENCE in kinds else Form.MAPPING
            inside = frozenset(item for value in present for item in value.items)
        hidden = {value for value in inside if self._is_hidden(value)}
        others = {value for value in inside if value.kind is not Kind.NONE} - hidden
        nested = any(value.kind is Kind.MODULE for value in hidden)
        if not hidden and not any(self._is_hidden(value) for value in _flat(values)):
            return None
        if others or not hidden or (nested and any(value.kind is Kind.LAYER for value in hidden)):
            form = Form.UNCLEAR
        gaps = any(value.kind is Kind.NONE for value in inside)
        return Held(name, form, nested, len(present) < len(values), gaps, any(map(_in_init, stores)), stores[0])

    def _is_hidden(self, value: Value) -> bool:
        if value.kind is Kind.LAYER:
            return True
        return value.kind is Kind.MODULE and value.of is not None and self.hides(value.of)

    def _is_tracked(self, value: Value, seen: frozenset[Klass]) -> bool:
        if value.kind in CONTAINERS:
            return any(self._is_tracked(item, seen) for item in value.items)
        if value.kind is Kind.MODULE and value.of is not None:
            return self.keeps_something(value.of, seen)
        return value.kind in {Kind.VARIABLE, Kind.MODULE, Kind.UNKNOWN}

    def _sets_attributes(self, klass: Klass) -> bool:
        """`setattr(self, ...)`: the attributes cannot be told."""
        return any(
            isinstance(node, ast.Call)
            and node.args
            and self.world.names.dotted(node.func, scope) == "builtins.setattr"
            and self.classes.of_self(node.args[0], scope) in self.classes.ancestors(klass)
            for node, scope in klass.code.outline.nodes[ast.Call]
        )


def relies_on_super(node: ast.FunctionDef) -> bool:
    """Whether a property asks `super()` for variables, and nothing else."""
    asked = [part for part in below(node) if isinstance(part, ast.Attribute) and part.attr in WEIGHTS]
    return bool(asked) and all(_is_super(part.value) for part in asked)


def _flat(values: Values) -> Iterator[Value]:
    """All values, those inside containers too; neither old nor new `tf.Module` looks into sets and iterators."""
    stack = list(values)
    while stack:
        value = stack.pop()
        yield value
        if value.kind is not Kind.STREAM:
            stack.extend(value.items)


def _in_init(store: Store) -> bool:
    owner = store.scope.owner
    return store.sure and isinstance(owner, FUNCTIONS) and owner.name == "__init__"


def _is_super(expr: ast.expr) -> bool:
    return isinstance(expr, ast.Call) and isinstance(expr.func, ast.Name) and expr.func.id == "super"
