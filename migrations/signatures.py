"""Which arguments the project passes for a parameter, where every call of the function can be seen."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from migrations.calls import is_spread
from migrations.classes import Classes
from migrations.names import Klass, Names, Routine
from migrations.scopes import Function, Parameter, Scope
from migrations.walk import FUNCTIONS


class Signatures:
    """Answers what is passed for a parameter."""

    def __init__(self, names: Names, classes: Classes) -> None:
        self.names = names
        self.classes = classes

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
        callee, bound = self._callee(owner, parent)
        default = default_of(owner, parameter.name)
        fallback = (default, parent) if default is not None else None
        found = []
        for call, scope in self.calls.get(callee, ()) if callee else ():
            passed = _passed(owner, parameter.name, call, bound)
            place = (passed, scope) if passed is not None else fallback
            if place is None or is_spread(call):
                return ()
            found.append(place)
        return found

    def _callee(self, owner: Function, parent: Scope) -> tuple[Klass | Routine | None, int]:
        """What is called when this function runs, and how many of its first parameters Python fills in itself."""
        if not isinstance(parent.owner, ast.ClassDef):
            callee = self.names.definition(owner, parent)
            return callee, 0
        if owner.name != "__init__" or parent.parent is None:
            return None, 1
        klass = self.names.klass(parent.owner, parent.parent)
        return (None if klass in self.classes.subclassed else klass), 1


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
