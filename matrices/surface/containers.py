"""What lists, dicts and texts do, as far as module bodies build names with them."""

from matrices.surface.calls import Call, foreign
from matrices.surface.expressions import items
from matrices.surface.values import (
    Const,
    Foreign,
    Instance,
    Names,
    Sequence,
    Table,
    Unknown,
    Value,
)


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


@foreign("threading.local", "types.SimpleNamespace")
def _local(call: Call) -> Value | None:
    return Instance(Foreign("threading.local"), dict(call.kwargs), ready=True)


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
