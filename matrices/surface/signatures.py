"""What calling a value takes."""

from typing import TYPE_CHECKING

from matrices.surface import classes, parameters
from matrices.surface.parameters import Parameter, Parameters, Way
from matrices.surface.standard import standard
from matrices.surface.values import Bound, Class, Foreign, Function, Instance, Partial, Value, Wrapped

if TYPE_CHECKING:
    from matrices.surface.machine import Machine


def signature(machine: "Machine", value: Value) -> Parameters | None:  # noqa: PLR0911 - one for each kind
    """None: unknown, or it is not called."""
    match machine.settle(value):
        case Function(parameters=known):
            return known
        case Bound(function=function):
            return _first_given(signature(machine, function))
        case Partial(function=function, args=args, texts=texts):
            known = signature(machine, function)
            return None if known is None else parameters.partial(known, len(args), texts)
        case Class() as cls:
            return constructor(machine, cls)
        case Wrapped(kind="staticmethod", function=function):
            return signature(machine, function)
        case Wrapped(kind="classmethod", function=function):
            return _first_given(signature(machine, function))
        case Instance(cls=Class() as cls):
            method = classes.find(machine, cls, "__call__")
            return _first_given(signature(machine, method)) if method is not None else None
        case _:
            return None


def _first_given(known: Parameters | None) -> Parameters | None:
    return None if known is None else parameters.without_first(known)


def constructor(machine: "Machine", cls: Class) -> Parameters | None:  # noqa: C901, PLR0911 - one for each kind
    """What calling the class takes: from its metaclass, or the first __new__ or __init__ on the way up."""
    if (meta := _metaclass_call(machine, cls)) is not None:
        return _first_given(signature(machine, meta))
    for one in classes.order(machine, cls):
        if isinstance(one, Foreign):
            if (known := _of_foreign(machine, one.path)) == ():
                continue
            return known
        if not isinstance(one, Class):
            return None
        for name in ("__new__", "__init__"):
            if name in one.names:
                method = machine.settle(one.names[name])
                if isinstance(method, Wrapped):
                    method = method.function
                return _first_given(signature(machine, method))
        if one.parameters is not None:
            return one.parameters
        if any(isinstance(base, Foreign) and base.path.endswith(".Protocol") for base in one.bases):
            return parameters.ANYTHING
    return ()


def _metaclass_call(machine: "Machine", cls: Class) -> Function | None:
    for one in classes.order(machine, cls):
        if isinstance(one, Class) and isinstance(one.metaclass, Class):
            found = classes.find(machine, one.metaclass, "__call__")
            return found if isinstance(found, Function) else None
    return None


ENUM = (
    Parameter("value"),
    Parameter("names", Way.EITHER, "None"),
    *(Parameter(name, Way.KEYWORD, default) for name, default in (("module", "None"), ("qualname", "None"))),
    *(Parameter(name, Way.KEYWORD, default) for name, default in (("type", "None"), ("start", "1"))),
)
ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "Flag", "IntFlag", "StrEnum"))
EMPTY = ("typing.Generic", "typing.Protocol", "abc.", "collections.abc.", "typing_extensions.Protocol", "six.Iterator")


def _of_foreign(machine: "Machine", path: str) -> Parameters | None:
    if path in ENUMS:
        return (*ENUM, Parameter("boundary", Way.KEYWORD, "None")) if machine.python >= (3, 11) else ENUM
    if path == "builtins.object" or path.startswith(EMPTY):
        return ()
    known = standard(path)
    return parameters.parse(known.signature) if known and known.signature else None
