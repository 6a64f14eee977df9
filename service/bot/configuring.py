"""A pull request is judged by the configuration of its base: what its head says counts when it is merged. Pure."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from service.config.present import OWN, PYPROJECT
from service.errors import WrongUse

OFF = "#:upflow-off:#"
TABLE = re.compile(rb"\s*\[\[?\s*[\"']?tool[\"']?\s*\.\s*[\"']?upflow[\"']?\s*[\].]")
HEADER = re.compile(rb"\s*\[")
HINT = "write it as a table [tool.upflow] of its own, as in the base branch"


def of_base(base: Mapping[str, bytes], head: Mapping[str, bytes]) -> tuple[dict[str, bytes], bool]:
    """The files of the head with the configuration of the base, and whether the two differ. Raises WrongUse."""
    ours, theirs = _said(base), _said(head)
    if ours == theirs:
        return dict(head), False
    files = {path: content for path, content in head.items() if path != OWN}
    if PYPROJECT in files and _table(files[PYPROJECT]) is not None:
        files[PYPROJECT] = _silenced(files[PYPROJECT])
    if ours is not None:
        files[OWN] = ours if isinstance(ours, bytes) else _dumped(ours).encode()
    return files, True


def restored(content: bytes) -> bytes:
    """A file as it was, of one that was silenced."""
    return content.replace(OFF.encode(), b"")


def _said(files: Mapping[str, bytes]) -> dict[str, Any] | bytes | None:
    """What a checkout says: a file of its own as it is, else the table in pyproject.toml."""
    return files.get(OWN) or _table(files.get(PYPROJECT, b""))


def _table(content: bytes) -> dict[str, Any] | None:
    """None where it says nothing; a file that is no TOML says nothing to anybody."""
    try:
        tool = tomllib.loads(content.decode("utf-8", "replace")).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    found = tool.get("upflow") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def _silenced(content: bytes) -> bytes:
    """With the table as a comment, line by line, so that every other line stays where it is. Raises WrongUse."""
    inside, lines = False, []
    for line in content.split(b"\n"):
        if HEADER.match(line):
            inside = TABLE.match(line) is not None
        lines.append(OFF.encode() + line if inside else line)
    silenced = b"\n".join(lines)
    if _table(silenced) is not None:
        raise WrongUse(f"{PYPROJECT}: [tool.upflow] is changed, and written in a way that cannot be set aside", HINT)
    return silenced


def _dumped(table: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    """TOML, in one line: its strings are those of JSON, but for one character."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return f"{{{', '.join(f'{_value(str(key))} = {_value(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case date() | datetime() | time():
            return value.isoformat()
        case _:
            return str(value)
