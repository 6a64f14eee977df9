"""What kind of thing an expression gives, as far as it can be told without running it."""

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from migrations.classes import NEUTRAL, Classes, Family, makes_layer
from migrations.kinship import UPPER_FUNCTIONS, Kinship
from migrations.names import Klass, Names, Routine, public
from migrations.returning import returns
from migrations.scopes import Assigned, Binding, Defined, Deleted, Entered, Function, Item, Parameter, Scope, Unpacked
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
GENERIC = {
    **dict.fromkeys(("List", "list", "Sequence", "Iterable"), Kind.SEQUENCE),
    **dict.fromkeys(("Dict", "dict", "Mapping"), Kind.MAPPING),
}
"""Annotations that say what a container holds."""
PROPERTIES = {"property", "cached_property"}
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
        self.signatures = Signatures(names, classes, self.values)
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
                found |= self._read(each.body.bindings[name])
            found = set(self._grown(frozenset(found), each, name))
        return frozenset(found) if known else UNKNOWN

    def _read(self, bindings: Sequence[Binding]) -> Values:
        """What reading an attribute of a class gives: what a property returns, or what is bound to it."""
        match bindings:
            case [Defined(node=ast.FunctionDef() as node, scope=scope), *_] if _is_property(node):
                getter = self.names.definition(node, scope)
                return self._returned(getter) if isinstance(getter, Routine) else UNKNOWN
            case _:
                return self._bound(bindings)

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
        """What stands at a key or a place of a container that is written out once, or else anything in it."""
        if isinstance(expr.slice, ast.Constant) and (found := self._written(expr.value, expr.slice.value, scope)):
            return self.values(*found)
        return items(self.values(expr.value, scope))

    def _written(self, expr: ast.expr, key: object, scope: Scope) -> tuple[ast.expr, Scope] | None:
        """What stands at a key of a container that is written out, and that nothing is put into later."""
        if isinstance(expr, ast.Name):
            bound = scope.assigned(expr.id)
            if bound is None or (scope.home(expr.id), expr.id) in self.classes.growths:
                return None
            expr, scope = bound.value, bound.scope
        found: ast.expr | None = None
        match expr:
            case ast.Dict(keys=keys, values=values) if None not in keys:
                pairs = zip(keys, values, strict=True)
                found = next((value for at, value in pairs if isinstance(at, ast.Constant) and at.value == key), None)
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
                found = next((word.value for word in words if word.arg == key), None)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(key, int) and -len(parts) <= key < len(
                parts
            ):
                found = None if any(isinstance(part, ast.Starred) for part in parts) else parts[key]
            case _:
                pass
        return (found, scope) if found is not None else None

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
                case Unpacked(value=value, scope=scope, place=place):
                    found |= self._part(value, scope, place)
                case Deleted():
                    pass
                case _:
                    found |= UNKNOWN
        return frozenset(found)

    def _part(self, value: ast.expr, scope: Scope, place: int) -> Values:
        """One of the parts that a value is taken apart into: by its place where a function returns them one by one."""
        routine = self.routine(value.func, scope) if isinstance(value, ast.Call) else None
        results = routine.code.outline.returns.get(routine.body, ()) if routine is not None else ()
        parts = [result.elts for result in results if isinstance(result, ast.Tuple)]
        if routine is not None and parts and len(parts) == len(results) and _all_have(parts, place):
            return frozenset[Value]().union(*(self.values(each[place], routine.body) for each in parts))
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
            case ast.Subscript(value=ast.Name(id=word) | ast.Attribute(attr=word), slice=inner) if word in GENERIC:
                return self._of_many(GENERIC[word], inner, scope)
            case _:
                pass
        meaning = self.names.meaning(annotation, scope.parent)
        if meaning in {"builtins.int", "builtins.float", "builtins.str", "builtins.bool"}:
            return PLAIN
        if isinstance(meaning, str) and meaning.startswith(("tf.", "keras.")):
            return _instance_of(meaning)
        return self._instance(meaning) if isinstance(meaning, Klass) else UNKNOWN

    def _of_many(self, kind: Kind, inner: ast.expr, scope: Scope) -> Values:
        """A container of what stands in the brackets of its annotation; of a mapping, the last."""
        if kind is Kind.MAPPING and isinstance(inner, ast.Tuple):
            inner = inner.elts[-1]
        held = self._annotated(inner, scope)
        return UNKNOWN if held == UNKNOWN else container(kind, [held])

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
            if (routines := [self._methods(owner, func.attr) for owner in owners]) and () not in routines:
                return frozenset[Value]().union(*(self._returned(each) for line in routines for each in line))
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

    def _methods(self, owner: Value, name: str) -> Sequence[Routine]:
        """The method that a call goes to; for one that only raises, those of the classes below."""
        method = self._method(owner, name)
        if method is None or owner.of is None or not _is_left_open(method.node):
            return (method,) if method is not None else ()
        below = [klass for klass in self.classes.all if owner.of in self.classes.ancestors(klass)[1:]]
        found = [self._method(Value(Kind.PLAIN, klass), name) for klass in below]
        return [each for each in found if each is not None and not _is_left_open(each.node)] or [method]

    def _gets_symbolic(self, call: ast.Call, scope: Scope) -> bool:
        passed = [*call.args, *(word.value for word in call.keywords)]
        return any(symbolic(self.values(each, scope)) for each in passed)

    def _made(self, dotted: str, call: ast.Call, scope: Scope) -> Values:  # noqa: PLR0911  # one answer a kind of name
        """What a call of something from outside gives."""
        dotted = public(dotted)
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


def _all_have(parts: Sequence[Sequence[ast.expr]], place: int) -> bool:
    return all(place < len(each) and not any(isinstance(one, ast.Starred) for one in each) for each in parts)


def _is_property(node: ast.FunctionDef) -> bool:
    names = {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in node.decorator_list}
    return not names.isdisjoint(PROPERTIES)


def _is_left_open(node: Function) -> bool:
    """Whether a method only raises, for classes below to fill it in."""
    return isinstance(node.body[-1], ast.Raise) and len(node.body) <= 2  # noqa: PLR2004  # behind its docstring


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
