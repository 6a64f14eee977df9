"""The one form of TOML that facts are written in: a value a line, ranges as people write them, long lists wrapped."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packaging.specifiers import SpecifierSet

from matrices.requirements import range_text

HEAD = "# Facts: see matrices/README.md. `python -m matrices fix` puts this file into its one form.\n"
WIDTH = 120


def table(_name: str, **values: object) -> str:
    """One of a list of tables; what is None is not written."""
    return f"\n[[{_name}]]\n" + lines(**values)


def lines(**values: object) -> str:
    return "".join(f"{key} = {_value(key, value)}\n" for key, value in values.items() if value is not None)


def _value(key: str, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case SpecifierSet():
            return quoted(range_text(value))
        case tuple() | list() if not hasattr(value, "_fields"):  # a named tuple is one value with a text of its own
            return _list(key, [quoted(str(item)) for item in value])
        case _:
            return quoted(str(value))


def _list(key: str, items: Sequence[str]) -> str:
    line = f"[{', '.join(items)}]"
    return line if len(key) + len(line) + 3 <= WIDTH else "[\n" + "".join(_wrapped(items)) + "]"


def _wrapped(items: Iterable[str]) -> Iterator[str]:
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > WIDTH:
            yield line + "\n"
            line = "   "
        line += f" {item},"
    yield line + "\n"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings have JSON's escapes
