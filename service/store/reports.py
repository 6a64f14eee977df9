"""A report as text and back. A project may hold any bytes, so what no UTF-8 can say is kept as JSON escapes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from service.report import Report


def dump(report: Report) -> str:
    """The report's own JSON, in ASCII."""
    return json.dumps(asdict(report))


def parse(text: str) -> Report:
    """The report that `dump` wrote."""
    report = _load(Report, json.loads(text))
    assert isinstance(report, Report)
    return report


def _load(kind: Any, value: Any) -> object:  # noqa: ANN401  # types are read from the dataclasses, values from JSON
    if isinstance(kind, UnionType):
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if value is None else _load(inner, value)
    if get_origin(kind) is tuple:
        return tuple(_load(get_args(kind)[0], item) for item in value)
    return _record(kind, value) if is_dataclass(kind) else value


def _record(kind: Any, value: Mapping[str, Any]) -> object:  # noqa: ANN401  # a dataclass is known at run time only
    types = get_type_hints(kind)
    # What an older upflow did not know yet keeps its default.
    there = (field for field in fields(kind) if field.name in value)
    return kind(**{field.name: _load(types[field.name], value[field.name]) for field in there})
