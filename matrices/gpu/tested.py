"""The file of tested builds: which documents were read, and their rows in their order; one row a line."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.version import Version

from matrices.gpu import kinds
from matrices.gpu.facts import Row
from matrices.reading import TEXT, Kind, Table
from matrices.sources import Sources

LINUX_AND_MACOS, WINDOWS = "tf-docs-source", "tf-docs-source-windows"


@dataclass(frozen=True, slots=True)
class Tested:
    """What the file holds. `documents` maps a document to the Git hash of the text that was read."""

    documents: Mapping[str, str]
    rows: tuple[Row, ...]


def read(table: Table, sources: Sources) -> Tested:
    """The records of a file; what is wrong is noted and left out."""
    documents, found = table.take("documents", kinds.TEXTS), table.take("rows", ROWS)
    table.close()
    for index, row in enumerate(found or ()):
        if isinstance(row, str):
            table.note(f"rows[{index}]", row, EXPECTED)
    rows = tuple(row for row in found or () if isinstance(row, Row) and row.source in sources)
    return Tested(documents or {}, rows)


def source_of(platform: str) -> str:
    """The document that speaks of a platform."""
    return WINDOWS if platform.startswith("windows") else LINUX_AND_MACOS


def _row(value: object) -> Row | str:
    """One row, or the text of what is none: a Table for each of 176 would take longer than all other facts."""
    try:
        if not isinstance(value, dict) or value.keys() - KEYS:
            raise ValueError  # noqa: TRY301 - one way out for all that a row may not be
        platform, gpu = kinds.PLATFORM.parse(value.get("platform")), kinds.BOOL.parse(value.get("gpu"))
        package, python, compiler, tools = (TEXT.parse(value.get(name)) for name in TEXTS)
        cuda, cudnn = (kinds.NUMBER.parse(value[name]) if name in value else None for name in ("cuda", "cudnn"))
        version = kinds.NUMBER.parse(value.get("version"))
    except ValueError:
        return repr(value)
    return Row(platform, gpu, package, version, python, compiler, tools, cuda, cudnn, source_of(platform))


def _rows(value: object) -> tuple[Row | str, ...]:
    if not isinstance(value, list):
        raise ValueError  # noqa: TRY004 - one exception for "not of this kind", as in `reading`
    return tuple(map(_row, value))


TEXTS = ("package", "python", "compiler", "tools")
KEYS = {"platform", "gpu", "version", "cuda", "cudnn", *TEXTS}
EXPECTED = f"platform, gpu, version, {', '.join(TEXTS)} and, where the table has them, cudnn and cuda"
ROWS = Kind("a list of rows", _rows)


def dump(documents: Mapping[str, str], rows: Iterable[Row]) -> str:
    """The one text; rows stay in the order of the documents, which is part of what they say."""
    head = json.dumps(dict(sorted(documents.items())))
    lines = ",\n".join(f"  {json.dumps(_values(row))}" for row in rows)
    return f'{{\n "documents": {head},\n "rows": [\n{lines}\n ]\n}}\n'


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {"platform": row.platform, "gpu": row.gpu, "package": row.package}
    values |= {"version": str(row.version), "python": row.python, "compiler": row.compiler, "tools": row.tools}
    return values | {key: _text(value) for key, value in (("cudnn", row.cudnn), ("cuda", row.cuda)) if value}


def _text(version: Version | None) -> str:
    return str(version)
