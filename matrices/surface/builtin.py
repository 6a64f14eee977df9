"""What the builtin functions that ask about objects, or set their names, give for values that are only read."""

from matrices.surface import classes
from matrices.surface.attributes import attribute, put
from matrices.surface.calls import Call, foreign
from matrices.surface.standard import is_module
from matrices.surface.values import (
    Bound,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Module,
    Names,
    Partial,
    Sequence,
    Table,
    Unknown,
    Value,
    Wrapped,
)


@foreign("builtins.globals", "builtins.locals", "builtins.vars")
def _globals(call: Call) -> Value | None:
    if call.args:
        module = call.given(0, "object")
        return Names(module.names, module) if isinstance(module, Module) else None
    return Names(call.scope.module.names, call.scope.module) if call.scope else None


@foreign("builtins.dir")
def _dir(call: Call) -> Value | None:
    if not call.args:
        return Sequence([Const(name) for name in sorted(call.scope.names)]) if call.scope else None
    owner = call.given(0, "object")
    if isinstance(owner, Module):
        return Sequence([Const(name) for name in sorted(owner.names)])
    return None


@foreign("builtins.setattr")
def _setattr(call: Call) -> Value | None:
    if (name := call.text(1, "name")) is not None:
        put(call.machine, call.given(0, "object"), name, call.given(2, "value"))
    return Const(None)


@foreign("builtins.delattr")
def _delattr(call: Call) -> Value | None:
    owner, name = call.given(0, "object"), call.text(1, "name")
    if isinstance(owner, Module) and name is not None:
        owner.names.pop(name, None)
    return Const(None)


@foreign("builtins.getattr")
def _getattr(call: Call) -> Value | None:
    if (name := call.text(1, "name")) is None:
        return None
    found = attribute(call.machine, call.given(0, "object"), name)
    return call.args[2] if isinstance(found, Unknown) and len(call.args) > 2 else found  # noqa: PLR2004


@foreign("builtins.hasattr")
def _hasattr(call: Call) -> Value | None:
    owner, name = call.given(0, "object"), call.text(1, "name")
    if name is None or isinstance(owner, Unknown | Foreign):
        return None
    if not isinstance(attribute(call.machine, owner, name), Unknown):
        return Const(True)
    return Const(False) if isinstance(owner, Module | Function) else None


@foreign("builtins.callable")
def _callable(call: Call) -> Value | None:
    return Const(True) if isinstance(call.given(0, "object"), Function | Class | Partial | Bound) else None


@foreign("inspect.isclass", "tensorflow.python.util.tf_inspect.isclass")
def _isclass(call: Call) -> Value | None:
    value = call.given(0, "object")
    known = not isinstance(value, Unknown) and not (isinstance(value, Foreign) and not is_module(value))
    return Const(isinstance(value, Class)) if known else None


@foreign("inspect.isfunction", "inspect.isroutine")
def _isfunction(call: Call) -> Value | None:
    value = call.given(0, "object")
    return None if isinstance(value, Unknown | Foreign) else Const(isinstance(value, Function))


@foreign("inspect.ismodule")
def _ismodule(call: Call) -> Value | None:
    value = call.given(0, "object")
    return None if isinstance(value, Unknown | Foreign) else Const(isinstance(value, Module))


PLAIN = {"str": str, "int": int, "float": float, "bool": bool, "bytes": bytes}


@foreign("builtins.isinstance")
def _isinstance(call: Call) -> Value | None:
    value, wanted = call.given(0, "object"), call.given(1, "class")
    options = wanted.items if isinstance(wanted, Sequence) else [wanted]
    answers = [_is_a(call, value, call.machine.settle(option)) for option in options]
    if True in answers:
        return Const(True)
    return None if None in answers else Const(False)


def _is_a(call: Call, value: Value, option: Value) -> bool | None:  # noqa: PLR0911 - one for each kind
    name = option.path.rpartition(".")[2] if isinstance(option, Foreign) else ""
    match value:
        case Const(value=known):
            return isinstance(known, PLAIN[name]) if name in PLAIN else (None if name else False)
        case Class():
            return name == "type" if name else _derives(call, value.metaclass, option)
        case Function():
            return name in {"FunctionType", "Callable"}
        case Sequence():
            return name in {"list", "tuple", "Sequence", "Iterable"}
        case Table():
            return name in {"dict", "Mapping"}
        case Wrapped(kind=kind):
            return name == kind
        case Instance(cls=cls):
            return _derives(call, cls, option) if isinstance(option, Class) else None
        case Partial():
            return name == "partial"
        case _:
            return None


def _derives(call: Call, cls: Value | None, option: Value) -> bool:
    return cls is not None and any(one is option for one in classes.order(call.machine, cls))


@foreign("builtins.issubclass")
def _issubclass(call: Call) -> Value | None:
    value, wanted = call.given(0, "class"), call.given(1, "class")
    if isinstance(value, Class) and isinstance(wanted, Class):
        return Const(_derives(call, value, wanted))
    return None


@foreign("builtins.type")
def _type(call: Call) -> Value | None:
    if len(call.args) == 1:
        value = call.given(0, "object")
        return value.cls if isinstance(value, Instance) else None
    name, bases, names = call.text(0, "name"), call.given(1, "bases"), call.given(2, "dict")
    if name is None or not isinstance(bases, Sequence):
        return None
    held = names.items if isinstance(names, Table) else {}
    module = call.scope.module.name if call.scope else ""
    return Class(module, name, list(bases.items), {str(key): value for key, value in held.items()})


@foreign("builtins.super")
def _super(_call: Call) -> Value | None:
    return Unknown()
