"""Tables that people write in TOML, read from twins in JSON, which takes a fraction of the time.

A twin holds a checksum of the text that it was made of, and counts only for that text: a table that was edited is read
itself until `python -m migrations twins` is run again.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

HERE = Path(__file__).parent
FOLDER = HERE / "data"


def read(table: Path) -> dict[str, Any]:
    """A TOML file of this package."""
    text = table.read_bytes()
    try:
        said = json.loads(twin(table).read_bytes())
        if said["of"] == crc32(text):
            found: dict[str, Any] = said["is"]
            return found
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return _parsed(text)


def twin(table: Path) -> Path:
    """Where the twin of a table is."""
    return FOLDER / f"{table.parent.name}_{table.stem}.json"


def current() -> Mapping[Path, str]:
    """All twins, as they have to be today."""
    return {twin(table): _made(table.read_bytes()) for table in _tables()}


def write() -> None:
    for path, text in current().items():
        path.write_text(text, encoding="utf-8")


def _tables() -> Iterator[Path]:
    for folder in ("data", "graph", "renames"):
        yield from sorted((HERE / folder).glob("*.toml"))


def _made(text: bytes) -> str:
    return json.dumps({"of": crc32(text), "is": _parsed(text)}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _parsed(text: bytes) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - with twins nobody needs it

    return tomllib.loads(text.decode("utf-8"))
