"""Frozen records as JSON and back, by their types: dataclasses, named tuples, enums, and what they are made of."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_AS_THEY_ARE = frozenset({str, int, bool, float, NoneType})


@cache
def _types(kind: type) -> Mapping[str, Any]:
    """Worked out once: a report has thousands of findings of one type."""
    return get_type_hints(kind)


def dump(record: object) -> str:
    """In ASCII: what no UTF-8 can say is kept as JSON escapes."""
    return json.dumps(_plain(record))


def parse(kind: Any, text: str | bytes) -> Any:  # noqa: ANN401  # as many types as there are records
    """The record of this type that `dump` wrote; what an older upflow did not know yet keeps its default."""
    return load(kind, json.loads(text))


def _plain(value: Any) -> object:  # noqa: ANN401  # as above
    if is_dataclass(value) or hasattr(value, "_fields"):
        names = [each.name for each in fields(value)] if is_dataclass(value) else value._fields
        return {name: _plain(getattr(value, name)) for name in names}
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case frozenset():
            return sorted(_plain(each) for each in value)  # type: ignore[type-var]  # sets of words and numbers
        case _:
            return value


def load(kind: Any, value: Any) -> Any:  # noqa: ANN401  # as above
    """The same from what JSON holds."""
    if kind in _AS_THEY_ARE:
        return value
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {UnionType, Union}:
        return None if value is None else load(next(part for part in inner if part is not NoneType), value)
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(load(each, item) for each, item in zip(kinds, value, strict=True))
    if origin is frozenset:
        return frozenset(load(inner[0], item) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: load(inner[1], item) for key, item in value.items()}
    return _single(kind, value)


def _single(kind: Any, value: Any) -> Any:  # noqa: ANN401  # as above
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        types = _types(kind)
        return kind(**{name: load(types[name], each) for name, each in value.items() if name in types})
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) and value is not None else value
