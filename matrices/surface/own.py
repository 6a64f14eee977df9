"""What TensorFlow's and Keras's own helpers do to names and parameters: exports, deprecations, lazy loaders."""

import ast
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from matrices.surface import classes, library, parameters
from matrices.surface.calls import MARKERS, Call, module_named, own
from matrices.surface.expressions import items
from matrices.surface.facts import Deprecation
from matrices.surface.parameters import Parameter, Parameters, Way, default_text
from matrices.surface.signatures import signature
from matrices.surface.values import (
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Marker,
    Module,
    Sequence,
    Table,
    Unknown,
    Value,
    Wrapped,
)

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

DOCUMENTED = re.compile(r"^@@(\w+)$", re.MULTILINE)


@own("tf_export:api_export", "api_export:keras_export", "tf_export:keras_export", "api_export:keras_core_export",
     "dispatch:add_dispatch_list", "dispatch:add_fallback_dispatch_list", "dispatch:add_type_based_api_dispatcher",
     "ops:RegisterGradient", "registry:RegisterPFor", "pfor:RegisterPFor", "pfor:RegisterPForWithArgs",
     "ops:RegisterStatistics", "dispatch:dispatch_for_types", "dispatch:dispatch_for_api", "ops:RegisterShape",
     "np_utils:np_doc", "np_utils:np_doc_only", "doc_controls:header", "api_export:register_internal_serializable",
     "framework_ops:RegisterGradient", "framework_ops:RegisterStatistics",
     "dispatch:register_unary_elementwise_api", "dispatch:register_binary_elementwise_api",
     "dispatch:register_binary_elementwise_assert_api", "all_util:reveal_undocumented")  # fmt: skip
def _leaves_it(call: Call) -> Value | None:
    given = call.given(0, "target")
    return given if isinstance(given, Function | Class) else Marker("same")


@own("dispatch:add_dispatch_support", "decorator_utils:validate_callable", "tf_contextlib:contextmanager",
     "doc_controls:do_not_generate_docs", "doc_controls:do_not_doc_inheritable", "traceback_utils:filter_traceback",
     "doc_controls:for_subclass_implementers", "doc_controls:doc_private", "doc_controls:documented_members",
     "traceback_utils:inject_argument_info_in_traceback")  # fmt: skip
def _passes_on(call: Call) -> Value | None:
    return call.args[0] if call.args else Marker("same")


@own("deprecation:deprecated")
def _deprecated(call: Call) -> Value | None:
    return Marker("deprecated", [call.given(0, "date"), call.given(1, "instructions")])


@own("deprecation:deprecated_args")
def _deprecated_args(call: Call) -> Value | None:
    names = [one.items[0] if isinstance(one, Sequence) and one.items else one for one in call.args[2:]]
    return Marker("deprecated args", [call.given(0, "date"), call.given(1, "instructions"), *names])


@own("deprecation:deprecated_arg_values")
def _deprecated_values(call: Call) -> Value | None:
    names: list[Value] = [Const(name) for name in call.kwargs if name != "warn_once"]
    names = [one for one in names if not (isinstance(one, Const) and one.value in {"date", "instructions"})]
    return Marker("deprecated args", [call.given(0, "date"), call.given(1, "instructions"), *names])


@own("deprecation:deprecated_endpoints")
def _deprecated_endpoints(_call: Call) -> Value | None:
    """It is about names that the function has beside others, not about the function."""
    return Marker("same")


@own("deprecation:deprecated_alias")
def _deprecated_alias(call: Call) -> Value | None:
    """The same function, or a class derived from it, under a name that goes away."""
    name, target = call.text(1, "name"), call.given(2, "func_or_class")
    note = Deprecation(None, f"Please use {name} instead." if name else None)
    if isinstance(target, Class):
        return Class(target.module, f"{target.qualname}.alias", [target], deprecated=note)
    given = library.wrap(call, target, Function("", "", None, None, None))
    if isinstance(given, Function):
        given.deprecated = note
    return given


@own("tf_decorator:make_decorator")
def _make_decorator(call: Call) -> Value | None:
    target, wrapper = call.given(0, "target"), call.given(1, "decorator_func")
    given = library.wrap(call, target, wrapper if isinstance(wrapper, Function) else Instance(wrapper))
    stated = call.given(4, "decorator_argspec")
    if isinstance(given, Function) and isinstance(stated, Instance):
        given.parameters = _argspec(stated)
    return given


def _argspec(stated: Instance) -> Parameters | None:
    """`FullArgSpec(args=[...], varargs=None, varkw=None, defaults=(...), ...)` written out."""
    names = items(stated.kwargs.get("args", Sequence([])))
    if names is None:
        return None
    defaults = items(stated.kwargs.get("defaults", Const(()))) or []
    plain = len(names) - len(defaults)
    found = [
        Parameter(str(one.value), Way.EITHER, _literal(defaults[at - plain]) if at >= plain else None)
        for at, one in enumerate(names)
        if isinstance(one, Const)
    ]
    for field, way in (("varargs", Way.REST), ("varkw", Way.KEYWORDS)):
        value = stated.kwargs.get(field)
        if isinstance(value, Const) and value.value:
            found.append(Parameter(value.value, way))
    return tuple(found)


def _literal(value: Value) -> str:
    return repr(value.value) if isinstance(value, Const) else "..."


@own("ops:to_raw_op")
def _to_raw_op(call: Call) -> Value | None:
    """It takes keywords only, but shows the parameters of the function that it copies; its name is its own."""
    known = signature(call.machine, call.given(0, "f"))
    return Function("", "", None, None, known)


@own("tf_decorator:rewrap")
def _rewrap(call: Call) -> Value | None:
    return call.given(0, "decorator_func")


@own("lazy_loader:LazyLoader", "generic_utils:LazyLoader")
def _lazy_loader(call: Call) -> Value | None:
    name = call.text(2, "name")
    return Module(call.text(0, "local_name") or "", lazy=name) if name else None


@own("lazy_loader:KerasLazyLoader")
def _keras_lazy_loader(call: Call) -> Value | None:
    """Which Keras stands behind is settled by the Keras that is installed: its surface has these names."""
    return Module(call.text(3, "name") or "keras", lazy=f"keras {call.text(2, 'submodule') or ''}")


@own("all_util:make_all")
def _make_all(call: Call) -> Value | None:
    module = module_named(call.machine, call.given(0, "module_name"))
    return Sequence([Const(name) for name in _documented(call, module)]) if module else None


@own("all_util:remove_undocumented")
def _remove_undocumented(call: Call) -> Value | None:
    module = module_named(call.machine, call.given(0, "module_name"))
    if module is None:
        return None
    allowed = items(call.given(1, "allowed_exception_list")) or []
    kept = {one.value for one in allowed if isinstance(one, Const)} | set(_documented(call, module, 2))
    for name in [name for name in module.names if not name.startswith("_") and name not in kept]:
        del module.names[name]
    return Const(None)


def _documented(call: Call, module: Module, at: int = 1) -> list[str]:
    sources = items(call.given(at, "doc_string_modules")) or [module]
    texts = [one.names.get("__doc__") for one in map(call.machine.settle, sources) if isinstance(one, Module)]
    found = [DOCUMENTED.findall(text.value) for text in texts if isinstance(text, Const) and text.value]
    return [name for names in found for name in names if name in module.names]


@own("tf2:enabled")
def _enabled(call: Call) -> Value | None:
    return Const(call.machine.second)


@own("summary:reexport_tf_summary")
def _reexport_summary(call: Call) -> Value | None:
    """TensorBoard's `tf.summary` is TensorFlow's own with its additions."""
    native = call.machine.load("tensorflow._api.v2.summary")
    if isinstance(native, Module) and call.scope is not None:
        call.scope.module.names |= {key: value for key, value in native.names.items() if not key.startswith("_")}
    return Const(None)


Apply = Callable[["Machine", Marker, Call], Value]


def marker(name: str) -> Callable[[Apply], Apply]:
    """What a known decorator does when it is applied."""

    def register(apply: Apply) -> Apply:
        MARKERS[name] = apply
        return apply

    return register


@marker("same")
def _same(_machine: "Machine", _marker: Marker, call: Call) -> Value:
    return call.args[0] if call.args else Const(None)


@marker("wraps")
def _wraps(_machine: "Machine", one: Marker, call: Call) -> Value:
    return library.wrap(call, one.args[0], call.given(0, "wrapper"))


@marker("metaclass")
def _metaclass(_machine: "Machine", one: Marker, call: Call) -> Value:
    cls = call.given(0, "cls")
    if isinstance(cls, Class):
        cls.metaclass = one.args[0]
    return cls


@marker("deprecated")
def _apply_deprecated(_machine: "Machine", one: Marker, call: Call) -> Value:
    texts = [value.value if isinstance(value, Const) else None for value in one.args]
    return _with_note(call, Deprecation(texts[0], texts[1]))


@marker("deprecated args")
def _apply_deprecated_args(_machine: "Machine", one: Marker, call: Call) -> Value:
    texts = [value.value if isinstance(value, Const) else None for value in one.args]
    note = Deprecation(args={str(name): str(texts[1] or "") for name in texts[2:] if name})
    return _with_note(call, note)


def _with_note(call: Call, note: Deprecation) -> Value:
    target = call.given(0, "func")
    inner = target.function if isinstance(target, Wrapped) else target
    if not isinstance(inner, Function | Class):
        return target
    if isinstance(inner, Function) and inner.origin is not None:  # it has its own name already: that one stays
        copy = Function(inner.module, inner.qualname, inner.node, inner.scope, inner.parameters, inner.deprecated)
        copy.names = dict(inner.names)
        inner = target = copy
    if isinstance(inner, Class):
        _wrapped_constructor(call, inner)
    known = inner.deprecated or Deprecation()
    inner.deprecated = Deprecation(
        note.date or known.date, note.instructions or known.instructions, {**known.args, **note.args}
    )
    return target


def _wrapped_constructor(call: Call, cls: Class) -> None:
    """A deprecated class gets a constructor that warns: that which it inherited, or one that takes anything."""
    if not call.machine.second:
        return
    created = classes.find(call.machine, cls, "__new__")
    if created is not None:
        cls.names["__new__"] = created
    elif signature(call.machine, cls) == ():
        cls.parameters = parameters.ANYTHING


@marker("named tuple")
def _named_tuple(_machine: "Machine", _marker: Marker, call: Call) -> Value:
    """Its constructor takes the annotated names, which are fields of the class."""
    cls = call.given(0, "cls")
    if isinstance(cls, Class):
        cls.parameters = tuple(annotated(cls))
        cls.names |= {one.name: Wrapped("property", Unknown()) for one in cls.parameters}
        cls.bases = [Foreign("builtins.tuple")]
    return cls


@marker("dataclass")
def _dataclass(machine: "Machine", _marker: Marker, call: Call) -> Value:
    """Its constructor takes the annotated fields, those of the bases first."""
    cls = call.given(0, "cls")
    if not isinstance(cls, Class) or "__init__" in cls.names:
        return cls
    fields: dict[str, Parameter] = {}
    for base in reversed(cls.bases):
        known = machine.settle(base)
        if isinstance(known, Class) and known.parameters:
            fields |= {one.name: one for one in known.parameters}
    fields |= {one.name: one for one in annotated(cls)}
    cls.parameters = tuple(fields.values())
    return cls


def annotated(cls: Class) -> list[Parameter]:
    """The annotated names of a class body, as parameters."""
    found = cls.names.get("__annotations__")
    nodes = [one.value for one in found.items.values() if isinstance(one, Const)] if isinstance(found, Table) else []
    return [
        Parameter(node.target.id, Way.EITHER, default_text(node.value) if node.value is not None else None)
        for node in nodes
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and "ClassVar" not in ast.unparse(node.annotation)
    ]
