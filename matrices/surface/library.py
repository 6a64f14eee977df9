"""What the standard library's decorators and factories do to names and parameters."""

import re

from matrices.surface import signatures
from matrices.surface.calls import Call, foreign, make
from matrices.surface.classes import TEMPORARY
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
    Partial,
    Sequence,
    Unknown,
    Value,
    Wrapped,
)


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


@foreign(
    "abc.abstractmethod",
    "contextlib.asynccontextmanager",
    "contextlib.contextmanager",
    "enum.unique",
    "functools.total_ordering",
    "six.python_2_unicode_compatible",
    "typing.final",
    "typing.no_type_check",
    "typing.runtime_checkable",
    "typing_extensions.final",
    "typing_extensions.runtime_checkable",
)
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
    cls.names["_fields"] = Sequence([Const(one) for one in fields])
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
    if name is None or name.startswith("."):
        return None
    known = call.machine.modules
    top = known.get(name.partition(".")[0])
    if call.machine.prepared and top is not None and not top.done and name not in known:
        raise ImportError(name)  # it would meet its own package half imported, fail, and be imported again later
    return call.machine.load(name)


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
