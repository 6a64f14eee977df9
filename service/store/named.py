"""The SQL of the store, read once from the files beside: the schema, its steps, and the queries by name."""

import re
import sqlite3
from collections.abc import Mapping
from importlib.resources import files

_FOLDER = files(__package__)
_NAMED = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


def schema() -> str:
    """What the sum of the steps must be."""
    return _FOLDER.joinpath("schema.sql").read_text(encoding="utf-8")


def steps() -> tuple[str, ...]:
    """The schema steps in order: step_0001_*.sql is the first."""
    found = sorted((item for item in _FOLDER.iterdir() if item.name.startswith("step_")), key=lambda item: item.name)
    return tuple(item.read_text(encoding="utf-8") for item in found)


def queries() -> Mapping[str, str]:
    """Each query of queries.sql by its name."""
    text = _FOLDER.joinpath("queries.sql").read_text(encoding="utf-8")
    return {match[1]: match[2].strip() for match in _NAMED.finditer(text)}


def statements(script: str) -> list[str]:
    """The single statements of a script: `executescript` would end the transaction that they must share."""
    found: list[str] = []
    pending = ""
    for part in script.split(";")[:-1]:
        pending += f"{part};"
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found
