"""What a call gives: from what is known of the callee, or by following its body."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matrices.surface import classes, functions
from matrices.surface.expressions import items
from matrices.surface.parameters import default_text
from matrices.surface.values import (
    Bound,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Marker,
    Module,
    Partial,
    Scope,
    Table,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from matrices.surface.machine import Machine


@dataclass(slots=True)
class Call:
    """One call: its arguments, how the source writes those by keyword, and where it stands."""

    machine: "Machine"
    args: list[Value]
    kwargs: dict[str, Value]
    texts: dict[str, str] = field(default_factory=dict)
    scope: Scope | None = None

    def given(self, at: int, name: str) -> Value:
        """The argument at a position, or with a name."""
        found = self.args[at] if at < len(self.args) else self.kwargs.get(name, Unknown())
        return self.machine.settle(found)

    def text(self, at: int, name: str) -> str | None:
        value = self.given(at, name)
        return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


Known = Callable[[Call], Value | None]
FOREIGN: dict[str, Known] = {}
OWN: dict[str, Known] = {}  # by the last part of the module and the qualified name, as in "deprecation:deprecated"
MARKERS: dict[str, Callable[["Machine", Marker, Call], Value]] = {}


def foreign(*paths: str) -> Callable[[Known], Known]:
    """What a function of the standard library or of a third package does."""

    def register(known: Known) -> Known:
        FOREIGN.update(dict.fromkeys(paths, known))
        return known

    return register


def own(*names: str) -> Callable[[Known], Known]:
    """What a function of the package that is read does, where following its body says too little or takes too long."""

    def register(known: Known) -> Known:
        OWN.update(dict.fromkeys(names, known))
        return known

    return register


def called(machine: "Machine", node: ast.Call, scope: Scope) -> Value:
    """A call as it stands in the source."""
    callee = machine.evaluate(node.func, scope)
    if isinstance(callee, Unknown):
        return callee
    args: list[Value] = []
    for one in node.args:
        if isinstance(one, ast.Starred):
            args += items(machine.evaluate(one.value, scope)) or []
        else:
            args.append(machine.evaluate(one, scope))
    kwargs: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
            if isinstance(callee, Foreign):
                texts[keyword.arg] = default_text(keyword.value)
        elif isinstance(value, Table):
            kwargs |= {name: held for name, held in value.items.items() if isinstance(name, str)}
    return make(callee, Call(machine, args, kwargs, texts, scope))


def call(machine: "Machine", callee: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return make(callee, Call(machine, args, kwargs))


def make(callee: Value, one: Call) -> Value:  # noqa: PLR0911 - one for each kind
    """What a call of this callee gives."""
    machine = one.machine
    match machine.settle(callee):
        case Marker(name=name) as marker:
            return MARKERS[name](machine, marker, one)
        case Foreign(path=path):
            known = FOREIGN.get(path)
            return (known(one) if known else None) or Unknown()
        case Function() as function:
            known = OWN.get(f"{function.module.rpartition('.')[2]}:{function.qualname}")
            given = known(one) if known else None
            return given if given is not None else functions.run(machine, function, one.args, one.kwargs)
        case Bound(function=function, receiver=receiver):
            return make(function, Call(machine, [receiver, *one.args], one.kwargs, one.texts, one.scope))
        case Partial(function=function, args=args, kwargs=kwargs):
            return make(function, Call(machine, [*args, *one.args], {**kwargs, **one.kwargs}, one.texts, one.scope))
        case Class() as cls:
            return _construct(cls, one)
        case Instance(cls=Class()) as instance:
            return _of_instance(instance, one)
        case _:
            return Unknown()


def _construct(cls: Class, one: Call) -> Value:
    known = OWN.get(f"{cls.module.rpartition('.')[2]}:{cls.qualname}")
    if known and (given := known(one)) is not None:
        return given
    return Instance(cls, args=one.args, kwargs=one.kwargs)


def _of_instance(instance: Instance, one: Call) -> Value:
    method = classes.find(one.machine, instance.cls, "__call__")
    if method is None or isinstance(method, Instance):
        return Unknown()
    ready(one.machine, instance)
    return make(method, Call(one.machine, [instance, *one.args], one.kwargs))


def ready(machine: "Machine", instance: Instance) -> None:
    """Follow the constructor, once, when somebody asks for what it leaves."""
    if instance.ready:
        return
    instance.ready = True
    constructor = classes.find(machine, instance.cls, "__init__")
    if isinstance(constructor, Function):
        functions.run(machine, constructor, [instance, *instance.args], instance.kwargs)


def module_named(machine: "Machine", value: Value) -> Module | None:
    if isinstance(value, Const) and isinstance(value.value, str):
        return machine.modules.get(value.value)
    return value if isinstance(value, Module) else None
