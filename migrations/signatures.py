"""Which arguments the project passes for a parameter, where every call of the function can be seen."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from migrations.calls import is_spread
from migrations.classes import Classes, Family
from migrations.names import Klass, Names, Routine
from migrations.scopes import Function, Parameter, Scope
from migrations.values import Kind, Values
from migrations.walk import FUNCTIONS


class Signatures:
    """Answers what is passed for a parameter."""

    def __init__(self, names: Names, classes: Classes, values: Callable[[ast.expr, Scope], Values]) -> None:
        """`values`: what an expression may give, for what a method is called on."""
        self.names = names
        self.classes = classes
        self.values = values

    @cached_property
    def calls(self) -> Mapping[Klass | Routine, Sequence[tuple[ast.Call, Scope]]]:
        """All calls of the project's classes and functions by their names."""
        found: dict[Klass | Routine, list[tuple[ast.Call, Scope]]] = defaultdict(list)
        for code in self.names.project.files.values():
            for node, scope in code.outline.nodes[ast.Call]:
                assert isinstance(node, ast.Call)
                meaning = self.names.meaning(node.func, scope)
                if isinstance(meaning, Klass | Routine):
                    found[meaning].append((node, scope))
        return found

    @cached_property
    def methods(self) -> Mapping[str, Sequence[tuple[ast.Call, Scope]]]:
        """All calls behind a dot, by the word there."""
        found: dict[str, list[tuple[ast.Call, Scope]]] = defaultdict(list)
        for code in self.names.project.files.values():
            for node, scope in code.outline.nodes[ast.Call]:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    found[node.func.attr].append((node, scope))
        return found

    def annotation(self, parameter: Parameter) -> ast.expr | None:
        owner = parameter.scope.owner
        if not isinstance(owner, FUNCTIONS):
            return None
        args = [*owner.args.posonlyargs, *owner.args.args, *owner.args.kwonlyargs]
        return next((arg.annotation for arg in args if arg.arg == parameter.name), None)

    def arguments(self, parameter: Parameter) -> Sequence[tuple[ast.expr, Scope]]:
        """Every expression that is passed for it, its default included; nothing when one of them cannot be seen."""
        owner, parent = parameter.scope.owner, parameter.scope.parent
        if not isinstance(owner, FUNCTIONS) or parent is None:
            return ()
        bound = 0 if _is_static(owner) or not isinstance(parent.owner, ast.ClassDef) else 1
        default = default_of(owner, parameter.name)
        fallback = (default, parent) if default is not None else None
        found = []
        for call, scope in self._calls_of(owner, parent):
            passed = _passed(owner, parameter.name, call, bound)
            place = (passed, scope) if passed is not None else fallback
            if place is None or is_spread(call):
                return ()
            found.append(place)
        return found

    def _calls_of(self, owner: Function, parent: Scope) -> Sequence[tuple[ast.Call, Scope]]:
        """Every call that runs a function; nothing where others may."""
        if not isinstance(parent.owner, ast.ClassDef):
            return self.calls.get(self.names.definition(owner, parent), ())
        if parent.parent is None:
            return ()
        klass = self.names.klass(parent.owner, parent.parent)
        if owner.name == "__init__":
            return () if klass in self.classes.subclassed else self.calls.get(klass, ())
        if owner.name.startswith("__") or self.classes.family(klass) is not Family.OTHER:
            return ()  # Python or Keras call it
        return list(self._called_on(klass, owner.name))

    def _called_on(self, klass: Klass, name: str) -> Iterator[tuple[ast.Call, Scope]]:
        """The calls of a method on what surely is such an instance; nothing where one may be on anything."""
        found = []
        for call, scope in self.methods.get(name, ()):
            assert isinstance(call.func, ast.Attribute)
            values = self.values(call.func.value, scope)
            own = [value.of is not None and klass in self.classes.ancestors(value.of) for value in values]
            if not own or any(value.of is None and value.kind is Kind.UNKNOWN for value in values):
                return
            if any(own):
                found.append((call, scope))
        yield from found


def _is_static(owner: Function) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in owner.decorator_list)


def _passed(owner: Function, name: str, call: ast.Call, bound: int) -> ast.expr | None:
    by_name = next((word.value for word in call.keywords if word.arg == name), None)
    positions = [arg.arg for arg in (*owner.args.posonlyargs, *owner.args.args)][bound:]
    if by_name is None and name in positions and positions.index(name) < len(call.args):
        return call.args[positions.index(name)]
    return by_name


def default_of(owner: Function, name: str) -> ast.expr | None:
    """What a parameter is where a call leaves it out; None where every call has to give it."""
    args = owner.args
    positional = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    defaults: dict[str, ast.expr | None] = dict(zip(positional[::-1], args.defaults[::-1], strict=False))
    defaults.update(zip((arg.arg for arg in args.kwonlyargs), args.kw_defaults, strict=True))
    return defaults.get(name)
