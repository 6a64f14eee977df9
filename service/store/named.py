"""The SQL of the store, read once from the files beside: the schema, its steps, and the queries by name."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

_FOLDER = files(__package__)
_NAMED = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"step_(\d{4})_(\w+)\.sql")


class Step(NamedTuple):
    """A schema step: what brings a database further."""

    number: int
    name: str
    script: str


def schema() -> str:
    """What the sum of the steps must be."""
    return _FOLDER.joinpath("schema.sql").read_text(encoding="utf-8")


def steps() -> tuple[Step, ...]:
    """The schema steps in order: step_0001_*.sql is the first."""
    found = ((_STEP.fullmatch(item.name), item) for item in _FOLDER.iterdir())
    return tuple(sorted(Step(int(match[1]), match[2], item.read_text("utf-8")) for match, item in found if match))


def queries() -> Mapping[str, str]:
    """Each query of all queries_*.sql by its name."""
    texts = (item.read_text("utf-8") for item in _FOLDER.iterdir() if item.name.startswith("queries_"))
    return {match[1]: match[2].strip().rstrip(";") for text in texts for match in _NAMED.finditer(text)}


def statements(script: str, words: Mapping[str, str]) -> list[str]:
    """The single statements of a script, with the words of one database in the places of {these}.

    A semicolon ends a statement wherever it stands: there are no triggers, and none in a text.
    """
    for word, said in words.items():
        script = script.replace(f"{{{word}}}", said)
    code = "\n".join(line for line in script.splitlines() if not line.lstrip().startswith("--"))
    return [statement.strip() for statement in code.split(";") if statement.strip()]
