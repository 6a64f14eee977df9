"""What the standard library's functions do to names and parameters, as far as module bodies use them."""

import re

from matrices.surface import classes, signatures
from matrices.surface.attributes import attribute, put
from matrices.surface.classes import TEMPORARY
from matrices.surface.calls import Call, foreign, make
from matrices.surface.expressions import items
from matrices.surface.parameters import Parameter, Way
from matrices.surface.values import (
    Bound,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Marker,
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
    return None if isinstance(value, Unknown | Foreign) else Const(isinstance(value, Class))


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


def _is_a(call: Call, value: Value, option: Value) -> bool | None:
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


@foreign(
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.reversed"
)
def _list(call: Call) -> Value | None:
    if not call.args:
        return Sequence([])
    held = items(call.given(0, "iterable"))
    return None if held is None else Sequence(held[:])


@foreign("builtins.dict", "collections.OrderedDict")
def _dict(call: Call) -> Value | None:
    held = dict(call.kwargs)
    if call.args:
        given = call.given(0, "iterable")
        if not isinstance(given, Table | Names):
            return None
        held = {**(given.items if isinstance(given, Table) else given.names), **held}
    return Table(dict(held))


@foreign("builtins.range")
def _range(call: Call) -> Value | None:
    edges = [one.value for one in map(call.machine.settle, call.args) if isinstance(one, Const)]
    if len(edges) != len(call.args) or not edges or not all(isinstance(edge, int) for edge in edges):
        return None
    span = range(*edges)
    return Sequence([Const(number) for number in span]) if len(span) < 100 else None  # noqa: PLR2004


@foreign("builtins.zip")
def _zip(call: Call) -> Value | None:
    rows = [items(call.machine.settle(one)) for one in call.args]
    known = [row for row in rows if row is not None]
    return Sequence([Sequence(list(row)) for row in zip(*known, strict=False)]) if len(known) == len(rows) else None


@foreign("builtins.enumerate")
def _enumerate(call: Call) -> Value | None:
    held = items(call.given(0, "iterable"))
    return None if held is None else Sequence([Sequence([Const(at), one]) for at, one in enumerate(held)])


@foreign("builtins.len")
def _len(call: Call) -> Value | None:
    held = items(call.given(0, "object"))
    return None if held is None else Const(len(held))


@foreign("builtins.str")
def _str(call: Call) -> Value | None:
    value = call.given(0, "object")
    return Const(str(value.value)) if isinstance(value, Const) and isinstance(value.value, str | int) else None


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


@foreign("builtins.property", "abc.abstractproperty", "functools.cached_property")
def _property(call: Call) -> Value | None:
    setter = call.given(1, "fset")
    function = call.given(0, "fget")
    return Wrapped("property", function, settable=isinstance(setter, Function | Bound | Partial | Foreign))


@foreign("builtins.classmethod", "abc.abstractclassmethod")
def _classmethod(call: Call) -> Value | None:
    return Wrapped("classmethod", call.given(0, "function"))


@foreign("builtins.staticmethod", "abc.abstractstaticmethod")
def _staticmethod(call: Call) -> Value | None:
    return Wrapped("staticmethod", call.given(0, "function"))


@foreign("abc.abstractmethod", "contextlib.contextmanager", "enum.unique", "functools.total_ordering", "typing.final",
         "typing.runtime_checkable", "typing_extensions.runtime_checkable", "six.python_2_unicode_compatible",
         "typing.no_type_check", "six.ensure_str", "typing_extensions.final", "contextlib.asynccontextmanager")  # fmt: skip
def _same(call: Call) -> Value | None:
    return call.given(0, "function")


@foreign("typing.cast", "typing_extensions.cast")
def _cast(call: Call) -> Value | None:
    return call.given(1, "value")


@foreign("functools.lru_cache", "functools.cache")
def _cache(call: Call) -> Value | None:
    given = call.given(0, "maxsize")
    return given if isinstance(given, Function) else Marker("same")


@foreign("functools.partial")
def _partial(call: Call) -> Value | None:
    return Partial(call.given(0, "func"), call.args[1:], dict(call.kwargs), dict(call.texts))


@foreign("functools.wraps", "six.wraps")
def _wraps(call: Call) -> Value | None:
    return Marker("wraps", [call.given(0, "wrapped")])


@foreign("functools.update_wrapper")
def _update_wrapper(call: Call) -> Value | None:
    return wrap(call, call.given(1, "wrapped"), call.given(0, "wrapper"))


def wrap(call: Call, target: Value, wrapper: Value) -> Value:
    """A wrapper that says it is its target: `inspect.signature` believes it."""
    known = signatures.signature(call.machine, target)
    told = target.function if isinstance(target, Bound | Wrapped) else target
    named = told if isinstance(told, Function | Class) else None
    if not isinstance(wrapper, Function):
        if named is None:
            return wrapper
        wrapper = Function(named.module, named.qualname, None, None, None)
    if known is not None or isinstance(target, Foreign | Unknown):
        wrapper.parameters = known
    if named is not None:
        wrapper.module, wrapper.qualname = named.module, named.qualname
        wrapper.deprecated = named.deprecated or wrapper.deprecated
        wrapper.names = {**named.names, **wrapper.names} if isinstance(named, Function) else wrapper.names
    wrapper.wraps = target
    return wrapper


@foreign("six.add_metaclass")
def _add_metaclass(call: Call) -> Value | None:
    return Marker("metaclass", [call.given(0, "metaclass")])


@foreign("six.with_metaclass")
def _with_metaclass(call: Call) -> Value | None:
    return Class("six", TEMPORARY, call.args[1:], metaclass=call.given(0, "meta"))


@foreign("threading.local", "types.SimpleNamespace")
def _local(call: Call) -> Value | None:
    return Instance(Foreign("threading.local"), dict(call.kwargs), ready=True)


@foreign("re.sub")
def _substitute(call: Call) -> Value | None:
    pattern, new, text = call.text(0, "pattern"), call.text(1, "repl"), call.text(2, "string")
    return None if pattern is None or new is None or text is None else Const(re.sub(pattern, new, text))


@foreign("collections.namedtuple", "typing.NamedTuple")
def _namedtuple(call: Call) -> Value | None:
    name, listed = call.text(0, "typename"), call.given(1, "field_names")
    module = call.scope.module.name if call.scope else ""
    if isinstance(listed, Const) and isinstance(listed.value, str):
        fields = listed.value.replace(",", " ").split()
    else:
        held = items(listed) or []
        firsts = [one.items[0] if isinstance(one, Sequence) and one.items else one for one in held]
        fields = [one.value for one in firsts if isinstance(one, Const)]
    cls = Class(module, name or "", [Foreign("builtins.tuple")])
    cls.names |= {one: Wrapped("property", Unknown()) for one in fields}
    defaults = items(call.given(9, "defaults")) or []
    plain = len(fields) - len(defaults)
    cls.parameters = tuple(
        Parameter(one, Way.EITHER, _literal(defaults[at - plain]) if at >= plain else None)
        for at, one in enumerate(fields)
    )
    return cls


def _literal(value: Value) -> str:
    return repr(value.value) if isinstance(value, Const) else "..."


@foreign("enum.Enum", "enum.IntEnum")
def _enum(call: Call) -> Value | None:
    name, listed = call.text(0, "value"), call.given(1, "names")
    if name is None:
        return None
    module = call.scope.module.name if call.scope else ""
    cls = Class(module, name, [Foreign("enum.Enum")])
    text = listed.value if isinstance(listed, Const) else None
    given = text.replace(",", " ").split() if isinstance(text, str) else []
    held = [] if given else items(listed) or []
    firsts = [one.items[0] if isinstance(one, Sequence) and one.items else one for one in held]
    for one in [*given, *(first.value for first in firsts if isinstance(first, Const))]:
        cls.names[str(one)] = Instance(cls)
    return cls


@foreign("importlib.import_module")
def _import_module(call: Call) -> Value | None:
    name = call.text(0, "name")
    return None if name is None or name.startswith(".") else call.machine.load(name)


@foreign("builtins.__import__")
def _import(call: Call) -> Value | None:
    name = call.text(0, "name")
    if name is None:
        return None
    call.machine.load(name)
    return call.machine.modules.get(name.partition(".")[0])


@foreign("os.path.exists", "os.access", "os.path.isfile", "os.path.isdir")
def _absent(_call: Call) -> Value | None:
    return Const(False)


@foreign("os.getenv", "os.environ.get")
def _environment(call: Call) -> Value | None:
    default = call.given(1, "default")
    return Const(None) if isinstance(default, Unknown) else default


@foreign("dataclasses.dataclass", "attr.s", "attr.attrs", "attr.dataclass", "attr.define", "attr.frozen")
def _dataclass(call: Call) -> Value | None:
    given = call.given(0, "cls")
    return make(Marker("dataclass"), call) if isinstance(given, Class) else Marker("dataclass")


@foreign("builtins.Sequence.append", "builtins.Sequence.add")
def _append(call: Call) -> Value | None:
    if isinstance(call.args[0], Sequence) and len(call.args) > 1:
        call.args[0].items.append(call.args[1])
    return Const(None)


@foreign("builtins.Sequence.extend", "builtins.Sequence.update")
def _extend(call: Call) -> Value | None:
    more = items(call.given(1, "iterable"))
    if isinstance(call.args[0], Sequence) and more is not None:
        call.args[0].items.extend(more)
    return Const(None)


@foreign("builtins.Sequence.remove")
def _remove(call: Call) -> Value | None:
    gone = call.given(1, "value")
    if isinstance(call.args[0], Sequence) and isinstance(gone, Const):
        held = call.args[0].items
        held[:] = [one for one in held if not (isinstance(one, Const) and one.value == gone.value)]
    return Const(None)


@foreign("builtins.Table.update", "builtins.Names.update")
def _update(call: Call) -> Value | None:
    owner, more = call.args[0], call.given(1, "other")
    given = more.items if isinstance(more, Table) else more.names if isinstance(more, Names) else {}
    if isinstance(owner, Table):
        owner.items |= {**given, **call.kwargs}
    elif isinstance(owner, Names):
        owner.names |= {str(key): value for key, value in given.items()}
    return Const(None)


@foreign("builtins.Table.items", "builtins.Names.items")
def _items(call: Call) -> Value | None:
    owner = call.args[0]
    held = owner.items if isinstance(owner, Table) else owner.names if isinstance(owner, Names) else {}
    pairs = [(key if isinstance(key, Value) else Const(key), value) for key, value in list(held.items())]
    return Sequence([Sequence([key, call.machine.settle(value)]) for key, value in pairs])


@foreign("builtins.Table.keys", "builtins.Names.keys")
def _keys(call: Call) -> Value | None:
    return Sequence(items(call.args[0]) or [])


@foreign("builtins.Table.values", "builtins.Names.values")
def _values(call: Call) -> Value | None:
    owner = call.args[0]
    held = owner.items if isinstance(owner, Table) else owner.names if isinstance(owner, Names) else {}
    return Sequence(list(held.values()))


@foreign("builtins.Table.get", "builtins.Names.get", "builtins.Table.pop", "builtins.Names.pop")
def _get(call: Call) -> Value | None:
    owner, key = call.args[0], call.given(1, "key")
    held = owner.items if isinstance(owner, Table) else owner.names if isinstance(owner, Names) else {}
    if not isinstance(key, Const):
        return None
    return held.get(key.value) or (call.args[2] if len(call.args) > 2 else Const(None))  # noqa: PLR2004


def _texts(name: str) -> None:
    """A method of `str` that is safe to run on literals."""

    @foreign(f"builtins.Const.{name}")
    def run(call: Call) -> Value | None:
        given = [_plain(call.machine.settle(one)) for one in call.args]
        if any(one is Unknown for one in given) or call.kwargs or not isinstance(given[0], str):
            return None
        try:
            found = getattr(given[0], name)(*given[1:])
        except (TypeError, ValueError, IndexError, KeyError):
            return None
        return Sequence([Const(one) for one in found]) if isinstance(found, list | tuple) else Const(found)


def _plain(value: Value) -> object:
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Sequence) and all(isinstance(one, Const) for one in value.items):
        return [one.value for one in value.items if isinstance(one, Const)]
    return Unknown


for _name in ("startswith", "endswith", "lower", "upper", "replace", "split", "rsplit", "join", "strip", "lstrip",
              "rstrip", "format", "title", "capitalize", "partition", "rpartition", "isupper", "islower"):  # fmt: skip
    _texts(_name)
