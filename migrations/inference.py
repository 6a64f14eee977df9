"""What kind of thing an expression gives, as far as it can be told without running it."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from migrations.classes import NEUTRAL, Classes, Family, makes_layer
from migrations.kinship import UPPER_FUNCTIONS, Kinship
from migrations.names import Klass, Names, Routine
from migrations.returning import returns
from migrations.scopes import Assigned, Binding, Defined, Deleted, Entered, Item, Parameter, Scope, Unpacked
from migrations.signatures import Signatures
from migrations.values import (
    CONTAINERS,
    KERAS_TENSOR,
    NONE,
    PLAIN,
    SYMBOLIC,
    UNKNOWN,
    VARIABLE,
    Kind,
    Value,
    Values,
    combined,
    container,
    items,
    symbolic,
)
from migrations.walk import FUNCTIONS

DEPTH = 40
"""Python's own recursion limit is never reached; nobody assigns through more steps than this."""

VARIABLES = {"tf.Variable", "tf.compat.v1.Variable", "tf.compat.v1.get_variable", "tf.keras.Variable", "keras.Variable"}
HARMLESS = (
    "tf.",
    "keras.",
    "numpy.",
    "builtins.",
    "math.",
    "os.",
    "random.",
    "functools.",
    "time.",
    "logging.",
    "json.",
)
"""What comes from these holds no variables, except for the names that are dealt with before."""
OPEN = {
    "tf.saved_model.load",
    "tf.compat.v1.saved_model.load",
    "functools.reduce",
    *(f"builtins.{name}" for name in ("dict", "eval", "getattr", "map", "max", "min", "next", "super", "vars", "zip")),
}
RECASTS = {
    "builtins.list": Kind.SEQUENCE,
    "builtins.tuple": Kind.SEQUENCE,
    "builtins.sorted": Kind.SEQUENCE,
    "builtins.set": Kind.STREAM,
    "builtins.reversed": Kind.STREAM,
    "builtins.iter": Kind.STREAM,
}


class Inference:
    """Answers what an expression may give. Each expression is looked at once."""

    def __init__(self, names: Names, classes: Classes, kinship: Kinship) -> None:
        self.names = names
        self.classes = classes
        self.kinship = kinship
        self.signatures = Signatures(names, classes)
        self._known: dict[tuple[ast.expr, Scope], Values] = {}
        self._named_values: dict[tuple[Scope, str], Values] = {}
        self._attributes: dict[tuple[Klass, str], Values] = {}
        self._own: dict[Klass, frozenset[str]] = {}
        self._bases: dict[Klass, frozenset[str]] = {}
        self._depth = 0
        self._handlers: dict[type[ast.expr], Callable[[Any, Scope], Values]] = {
            ast.Attribute: self._attribute,
            ast.BinOp: self._operation,
            ast.BoolOp: self._one_of,
            ast.Call: self._call,
            ast.Compare: self._plain,
            ast.Constant: self._constant,
            ast.Dict: self._dict,
            ast.DictComp: self._dict_comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.IfExp: self._either,
            ast.JoinedStr: self._plain,
            ast.Lambda: self._plain,
            ast.List: self._sequence,
            ast.ListComp: self._comprehension,
            ast.Name: self._name,
            ast.NamedExpr: self._named,
            ast.Set: self._set,
            ast.SetComp: self._comprehension,
            ast.Subscript: self._subscript,
            ast.Tuple: self._sequence,
            ast.UnaryOp: self._plain,
        }

    def close(self) -> None:
        """Nothing can be asked any more."""
        self._handlers.clear()
        self._known.clear()
        self._named_values.clear()
        self._attributes.clear()

    def values(self, expr: ast.expr, scope: Scope) -> Values:
        key = (expr, scope)
        if key in self._known:
            return self._known[key]
        if self._depth >= DEPTH:
            return UNKNOWN
        self._known[key] = frozenset()  # a name that depends on itself adds nothing new
        self._depth += 1
        try:
            self._known[key] = self._look(expr, scope)
        finally:
            self._depth -= 1
        return self._known[key]

    def attribute(self, klass: Klass, name: str) -> Values:
        """What an attribute may hold, by all that the class and its bases assign to it."""
        key = klass, name
        if key not in self._attributes:
            self._attributes[key] = frozenset()  # what depends on itself adds nothing new
            self._attributes[key] = self._held(klass, name)
        return self._attributes[key]

    def _held(self, klass: Klass, name: str) -> Values:
        found: set[Value] = set()
        known = False
        for each in self.classes.ancestors(klass):
            for store in self.classes.stores.get(each, ()):
                if store.name == name:
                    known = True
                    found |= self.values(store.value, store.scope) if store.value is not None else UNKNOWN
            if name in each.body.bindings:
                known = True
                found |= self._bound(each.body.bindings[name])
            found = set(self._grown(frozenset(found), each, name))
        return frozenset(found) if known else UNKNOWN

    def classes_of(self, value: Value) -> frozenset[str]:
        """The classes from outside that a value is an instance of: its own, or the bases of its class."""
        if value.name is not None:
            return frozenset({value.name})
        if value.of is None:
            return frozenset()
        if value.of not in self._bases:
            bases = (base for each in self.classes.ancestors(value.of) for base in self.classes.bases(each))
            self._bases[value.of] = frozenset(base for base in bases if isinstance(base, str))
        return self._bases[value.of]

    def is_a(self, expr: ast.expr, scope: Scope, klass: str) -> bool:
        """Whether an expression surely gives an instance of a class from outside; it may give None, too."""
        values = [value for value in self.values(expr, scope) if value.kind is not Kind.NONE]
        return bool(values) and all(self.belongs(value, klass) for value in values)

    def belongs(self, value: Value, klass: str) -> bool:
        return any(self.kinship.derives(name, klass) for name in self.classes_of(value))

    def owns(self, value: Value, member: str) -> bool:
        """Whether the project's own class of a value defines or stores a member of this name."""
        if value.of is None:
            return False
        if value.of not in self._own:
            line = self.classes.ancestors(value.of)
            stored = (store.name for each in line for store in self.classes.stores.get(each, ()))
            self._own[value.of] = frozenset([*stored, *(name for each in line for name in each.body.bindings)])
        return member in self._own[value.of] or self._may_own(value.of)

    def _may_own(self, klass: Klass) -> bool:
        """Whether a base that stands before those from TensorFlow is not understood: it may have anything."""
        for base in self.classes.bases(klass):
            if isinstance(base, str):
                return not base.startswith(("tf.", "keras.", "tf_keras.", *NEUTRAL))
            if base is None:
                return True
        return False

    def _look(self, expr: ast.expr, scope: Scope) -> Values:
        handler = self._handlers.get(type(expr))
        return handler(expr, scope) if handler else UNKNOWN

    def _constant(self, expr: ast.Constant, _scope: Scope) -> Values:
        return NONE if expr.value is None else PLAIN

    def _plain(self, _expr: ast.expr, _scope: Scope) -> Values:
        return PLAIN

    def _sequence(self, expr: ast.List | ast.Tuple, scope: Scope) -> Values:
        return container(Kind.SEQUENCE, (self._element(part, scope) for part in expr.elts))

    def _set(self, expr: ast.Set, scope: Scope) -> Values:
        return container(Kind.STREAM, (self._element(part, scope) for part in expr.elts))

    def _dict(self, expr: ast.Dict, scope: Scope) -> Values:
        return container(Kind.MAPPING, (self.values(part, scope) for part in expr.values))

    def _comprehension(self, expr: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Values:
        kind = Kind.SEQUENCE if isinstance(expr, ast.ListComp) else Kind.STREAM
        return container(kind, [self.values(expr.elt, self._inside(expr, scope))])

    def _dict_comprehension(self, expr: ast.DictComp, scope: Scope) -> Values:
        return container(Kind.MAPPING, [self.values(expr.value, self._inside(expr, scope))])

    def _either(self, expr: ast.IfExp, scope: Scope) -> Values:
        return self.values(expr.body, scope) | self.values(expr.orelse, scope)

    def _one_of(self, expr: ast.BoolOp, scope: Scope) -> Values:
        return frozenset[Value]().union(*(self.values(part, scope) for part in expr.values))

    def _operation(self, expr: ast.BinOp, scope: Scope) -> Values:
        return combined(self.values(expr.left, scope), self.values(expr.right, scope))

    def _named(self, expr: ast.NamedExpr, scope: Scope) -> Values:
        return self.values(expr.value, scope)

    def _subscript(self, expr: ast.Subscript, scope: Scope) -> Values:
        return items(self.values(expr.value, scope))

    def _inside(self, expr: ast.expr, scope: Scope) -> Scope:
        return self.names.project.code(scope).outline.scopes[expr]

    def _element(self, part: ast.expr, scope: Scope) -> Values:
        if isinstance(part, ast.Starred):
            return items(self.values(part.value, scope))
        return self.values(part, scope)

    def _name(self, expr: ast.Name, scope: Scope) -> Values:
        klass = self.classes.of_self(expr, scope)
        if klass is not None:
            return self._instance(klass)
        home = scope.home(expr.id)
        if home is None:
            return self._outside(self.names.dotted(expr, scope))
        meaning = self.names.meaning(expr, scope)
        if isinstance(meaning, str):
            return self._outside(meaning)
        if isinstance(meaning, Klass | Routine):
            return PLAIN
        key = home, expr.id
        if key not in self._named_values:
            self._named_values[key] = frozenset()
            for binding in home.bindings[expr.id]:  # what depends on the name itself sees what came before
                self._named_values[key] |= self._bound([binding])
            self._named_values[key] = self._grown(self._named_values[key], home, expr.id)
        return self._named_values[key]

    def _bound(self, bindings: Iterable[Binding]) -> Values:
        found: set[Value] = set()
        for binding in bindings:
            match binding:
                case Assigned(value=value, scope=scope) | Entered(value=value, scope=scope):
                    found |= self.values(value, scope)
                case Item(values=container, scope=scope):
                    found |= items(self.values(container, scope))
                case Parameter():
                    found |= self._parameter(binding)
                case Unpacked(value=value, scope=scope):
                    found |= self._part(value, scope)
                case Deleted():
                    pass
                case _:
                    found |= UNKNOWN
        return frozenset(found)

    def _part(self, value: ast.expr, scope: Scope) -> Values:
        """One of the parts that a value is taken apart into: of symbolic tensors, or of what a container holds."""
        whole = self.values(value, scope)
        return items(whole) if whole else UNKNOWN

    def _parameter(self, parameter: Parameter) -> Values:
        """What a parameter may be: its annotation says so, or all the calls of its function do."""
        annotated = self._annotated(self.signatures.annotation(parameter), parameter.scope)
        if annotated != UNKNOWN:
            return annotated
        arguments = self.signatures.arguments(parameter)
        if not arguments:
            return UNKNOWN
        return frozenset[Value]().union(*(self.values(value, scope) for value, scope in arguments))

    def _annotated(self, annotation: ast.expr | None, scope: Scope) -> Values:  # noqa: PLR0911  # one a form
        """An instance of what is annotated: by its name, as text, or as one of several that may be None."""
        if annotation is None or scope.parent is None:
            return UNKNOWN
        match annotation:
            case ast.Constant(value=str(text)):
                return self._annotated(_parsed(text), scope)
            case ast.Subscript(value=ast.Name(id="Optional") | ast.Attribute(attr="Optional"), slice=inner):
                return self._annotated(inner, scope) | NONE
            case ast.BinOp(op=ast.BitOr(), left=left, right=ast.Constant(value=None)):
                return self._annotated(left, scope) | NONE
            case _:
                pass
        meaning = self.names.meaning(annotation, scope.parent)
        if meaning in {"builtins.int", "builtins.float", "builtins.str", "builtins.bool"}:
            return PLAIN
        if isinstance(meaning, str) and meaning.startswith(("tf.", "keras.")):
            return _instance_of(meaning)
        return self._instance(meaning) if isinstance(meaning, Klass) else UNKNOWN

    def _attribute(self, expr: ast.Attribute, scope: Scope) -> Values:
        dotted = self.names.dotted(expr, scope)
        if dotted is not None:
            return self._outside(dotted)
        found: set[Value] = set()
        for owner in self.values(expr.value, scope):
            known = self.attribute(owner.of, expr.attr) if owner.of is not None else UNKNOWN
            found |= known if known != UNKNOWN else self._member(owner, expr.attr)
        return frozenset(found)

    def _member(self, owner: Value, member: str) -> Values:
        """What a member of an instance of a class from outside is, or gives when it is called."""
        for klass, given in returns().members.get(member, {}).items():
            if self.belongs(owner, klass):
                return _given(given)
        return UNKNOWN

    def _call(self, call: ast.Call, scope: Scope) -> Values:
        meaning = self.names.meaning(call.func, scope)
        match meaning:
            case str():
                return self._made(meaning, call, scope)
            case Klass():
                return self._instance(meaning)
            case Routine():
                return self._returned(meaning)
            case _:
                return self._applied(call, scope)

    def _applied(self, call: ast.Call, scope: Scope) -> Values:
        """A layer gives a tensor, symbolic if it gets one; a known method gives what it is known for."""
        func = call.func
        if isinstance(func, ast.Attribute):
            owners = self.values(func.value, scope)
            given = [self._member(owner, func.attr) for owner in owners if not self.owns(owner, func.attr)]
            if given and UNKNOWN not in given and len(given) == len(owners):
                return frozenset[Value]().union(*given)
            if (routines := [self._method(owner, func.attr) for owner in owners]) and None not in routines:
                return frozenset[Value]().union(*(self._returned(each) for each in routines if each is not None))
            match func.attr:
                case "values" | "copy" if {value.kind for value in owners} <= {Kind.MAPPING, Kind.SEQUENCE}:
                    return container(Kind.STREAM, [items(owners)]) if func.attr == "values" else owners
                case _:
                    pass
        if {value.kind for value in self.values(func, scope)} == {Kind.LAYER}:
            return SYMBOLIC if self._gets_symbolic(call, scope) else PLAIN
        return UNKNOWN

    def routine(self, func: ast.expr, scope: Scope) -> Routine | None:
        """The function or method of the project that is called by this name."""
        meaning = self.names.meaning(func, scope)
        if isinstance(meaning, Routine) or not isinstance(func, ast.Attribute):
            return meaning if isinstance(meaning, Routine) else None
        methods = (self._method(owner, func.attr) for owner in self.values(func.value, scope))
        return next((each for each in methods if each is not None), None)

    def _method(self, owner: Value, name: str) -> Routine | None:
        """The method of the project's own class that a call of an instance goes to."""
        for klass in self.classes.ancestors(owner.of) if owner.of is not None else ():
            match klass.body.bindings.get(name):
                case [Defined(node=(ast.FunctionDef() | ast.AsyncFunctionDef()) as node, scope=scope)]:
                    found = self.names.definition(node, scope)
                    return found if isinstance(found, Routine) else None
                case None | []:
                    continue
                case _:
                    return None
        return None

    def _gets_symbolic(self, call: ast.Call, scope: Scope) -> bool:
        passed = [*call.args, *(word.value for word in call.keywords)]
        return any(symbolic(self.values(each, scope)) for each in passed)

    def _made(self, dotted: str, call: ast.Call, scope: Scope) -> Values:  # noqa: PLR0911  # one answer a kind of name
        """What a call of something from outside gives."""
        if makes_layer(dotted) and dotted not in UPPER_FUNCTIONS:
            root, found, _ = dotted.partition(".applications.")
            given = f"{root}.Model" if found else returns().function(dotted)
            return _instance_of(given or dotted)
        if dotted in VARIABLES:
            return VARIABLE
        if dotted in RECASTS:
            return container(RECASTS[dotted], [items(self.values(call.args[0], scope))] if call.args else [])
        if dotted == "builtins.super":
            return self._above(scope)
        if dotted == "builtins.dict" and not call.args:
            return container(Kind.MAPPING, (self.values(word.value, scope) for word in call.keywords))
        if dotted.startswith(("tf.", "keras.", "tf_keras.")):
            return self._from_tensorflow(dotted, call, scope)
        return self._outside(dotted)

    def _above(self, scope: Scope) -> Values:
        """What `super()` stands for in a method: an instance of each base of its class."""
        inner: Scope | None = scope
        while inner is not None and not (isinstance(inner.owner, FUNCTIONS) and inner.parent and inner.parent.is_class):
            inner = inner.parent
        if inner is None or inner.parent is None or inner.parent.parent is None:
            return UNKNOWN
        owner = inner.parent.owner
        assert isinstance(owner, ast.ClassDef)
        found: set[Value] = set()
        for base in self.classes.bases(self.names.klass(owner, inner.parent.parent)):
            match base:
                case str():
                    found |= _instance_of(base)
                case Klass():
                    found |= self._instance(base)
                case _:
                    found |= UNKNOWN
        return frozenset(found) or UNKNOWN

    def _from_tensorflow(self, dotted: str, call: ast.Call, scope: Scope) -> Values:
        """By the table, or an instance of what is named like a class, or else something plain."""
        if (given := returns().function(dotted)) is not None:
            return _given(given)
        if dotted in OPEN:
            return UNKNOWN
        if dotted.rpartition(".")[2][:1].isupper() and dotted not in UPPER_FUNCTIONS:
            return _instance_of(dotted)
        return SYMBOLIC if call.args and self._gets_symbolic(call, scope) else PLAIN

    def _outside(self, dotted: str | None) -> Values:
        if dotted is None or dotted in OPEN:
            return UNKNOWN
        return PLAIN if dotted.startswith(HARMLESS) else UNKNOWN

    def _instance(self, klass: Klass) -> Values:
        match self.classes.family(klass):
            case Family.KERAS:
                return frozenset({Value(Kind.LAYER, klass)})
            case Family.MODULE:
                return frozenset({Value(Kind.MODULE, klass)})
            case Family.OTHER:
                return frozenset({Value(Kind.PLAIN, klass)})
            case Family.UNKNOWN:
                return frozenset({Value(Kind.UNKNOWN, klass)})

    def _returned(self, routine: Routine) -> Values:
        outline = routine.code.outline
        if routine.body in outline.generators or isinstance(routine.node, ast.AsyncFunctionDef):
            return UNKNOWN
        annotated = self._annotated(routine.node.returns, routine.body)
        if not any(value.kind is Kind.UNKNOWN for value in annotated):
            return annotated
        results = outline.returns.get(routine.body)
        if not results:
            return NONE
        return frozenset[Value]().union(*(self.values(result, routine.body) for result in results))

    def _grown(self, found: Values, owner: Klass | Scope, name: str) -> Values:
        """Containers together with what the code puts into them later."""
        growths = self.classes.growths.get((owner, name), ())
        containers = {value for value in found if value.kind in CONTAINERS}
        if not growths or not containers:
            return found
        added: set[Value] = set()
        for growth in growths:
            value = self.values(growth.value, growth.scope)
            added |= items(value) if growth.many else value
        return found - containers | {Value(each.kind, None, each.items | added) for each in containers}


def _parsed(text: str) -> ast.expr | None:
    """An annotation that is written as text."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None


def _given(text: str) -> Values:
    """A row of the table: a class, or in brackets a list of its instances."""
    if text.startswith("["):
        return container(Kind.SEQUENCE, [_given(text[1:-1])])
    return SYMBOLIC if text == KERAS_TENSOR else _instance_of(text)


def _instance_of(dotted: str) -> Values:
    if dotted in VARIABLES:
        return VARIABLE
    if dotted == "tf.Module":
        return frozenset({Value(Kind.MODULE, name=dotted)})
    return frozenset({Value(Kind.LAYER if makes_layer(dotted) else Kind.PLAIN, name=dotted)})
