"""What stands behind a dot."""

from typing import TYPE_CHECKING

from matrices.surface import classes
from matrices.surface.values import (
    Bound,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Module,
    Names,
    Sequence,
    Table,
    Unknown,
    Value,
    Wrapped,
)

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

VERSION = ("major", "minor", "micro")
KNOWN = {
    "os.name": "posix",
    "six.PY2": False,
    "six.PY3": True,
    "sys.byteorder": "little",
    "sys.platform": "linux",
    "typing.TYPE_CHECKING": False,
}


def attribute(machine: "Machine", owner: Value, name: str) -> Value:  # noqa: PLR0911 - one for each kind
    """What `owner.name` gives; Unknown when only running would tell."""
    match machine.settle(owner):
        case Module() as module:
            return of_module(machine, module, name)
        case Class() as cls:
            return _of_class(machine, cls, name)
        case Instance() as instance:
            return _of_instance(machine, instance, name)
        case Function() as function:
            return _of_function(function, name)
        case Foreign(path=path):
            return _of_foreign(machine, f"{path}.{name}")
        case Sequence(items=[Const(value=int()), *_] as items) if name in VERSION:
            return items[VERSION.index(name)]
        case Sequence() | Table() | Names() | Const(value=str()) as receiver:
            return Bound(Foreign(f"builtins.{type(receiver).__name__}.{name}"), receiver)
        case _:
            return Unknown()


def _of_foreign(machine: "Machine", path: str) -> Value:
    """Something of another package; what tells the interpreter and the system apart is known."""
    if path == "sys.version_info":
        return Sequence([*map(Const, machine.python), Const(0), Const("final"), Const(0)])
    return Const(KNOWN[path]) if path in KNOWN else Foreign(path)


def of_module(machine: "Machine", module: Module, name: str) -> Value:
    """A name of a module, or a module inside of it."""
    if module.lazy is not None:
        behind = machine.behind(module)
        return attribute(machine, behind, name) if behind is not None else Unknown()
    if (found := module.names.get(name)) is not None:
        return machine.settle(found)
    if name == "__dict__":
        return Names(module.names, module)
    if (asked := module.names.get("__getattr__")) is not None and not name.startswith("__"):
        return machine.call(asked, [Const(name)], {})
    return Unknown()


def _of_class(machine: "Machine", cls: Class, name: str) -> Value:
    if name == "__name__":
        return Const(cls.qualname.rpartition(".")[2])
    found = classes.find(machine, cls, name)
    if isinstance(found, Wrapped) and found.kind == "classmethod":
        return Bound(found.function, cls)
    if isinstance(found, Wrapped) and found.kind == "staticmethod":
        return found.function
    return found or Unknown()


def _of_instance(machine: "Machine", instance: Instance, name: str) -> Value:  # noqa: PLR0911 - one for each kind
    if name in instance.names:
        return instance.names[name]
    found = classes.find(machine, instance.cls, name)
    match found:
        case Wrapped(kind="classmethod", function=function):
            return Bound(function, instance.cls)
        case Wrapped(kind="staticmethod", function=function):
            return function
        case Wrapped():
            return Unknown()
        case None:
            machine.ready(instance)
            return instance.names.get(name) or Unknown()
        case Function():
            return Bound(found, instance)
        case _:
            return found


def _of_function(function: Function, name: str) -> Value:
    if name in function.names:
        return function.names[name]
    if name == "__name__":
        return Const(function.qualname.rpartition(".")[2])
    if name == "__module__":
        return Const(function.module)
    return Unknown()


def put(machine: "Machine", owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`, where it changes what can be seen."""
    match machine.settle(owner):
        case Module() as module:
            if value.origin is None and not isinstance(value, Module):
                value.origin = (module.name, name)
            module.names[name] = value
        case Class(names=names) | Instance(names=names) | Function(names=names):
            names[name] = value
        case _:
            pass
