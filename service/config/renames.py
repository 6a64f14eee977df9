"""Names of a house's own libraries, in a table or in TOML files of the project that hold such tables."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from re import fullmatch
from types import MappingProxyType

from migrations.rule import Effect
from migrations.settings import Rename
from service.config.kinds import Choice, Kind, Path, Reader, Schema, Text, Wrong, meant, shown

NAME = r"[^\W\d]\w*(\.[^\W\d]\w*)+"
KEYS = ("to", "since", "effect", "message")
EFFECT = Choice(tuple(each.value for each in Effect))
SINCE = Text('a minor of TensorFlow, such as "2.16"', r"\d+\.\d+")
TO = Text("a full name with dots, such as mylib.new", NAME)
MESSAGE = Text()
LARGEST = 2**18
DEEPEST, MOST = 20, 5_000


@dataclass(frozen=True)
class Renames:
    """Old names and new ones."""

    expected: str = "a table of names, or the name of a TOML file, or several"

    def schema(self) -> Schema:
        entry = {
            "type": "object",
            "properties": {
                "to": {**TO.schema(), "description": "The new name."},
                "since": {**SINCE.schema(), "description": "The minor of TensorFlow from which on it holds."},
                "effect": {**EFFECT.schema(), "description": "What happens to who keeps the old name."},
                "message": {**MESSAGE.schema(), "description": "What a reader of the finding should know."},
            },
            "required": ["to"],
            "additionalProperties": False,
        }
        file = {"type": "string", "minLength": 1}
        names = {"type": "object", "additionalProperties": {"anyOf": [TO.schema(), entry, {"type": "object"}]}}
        return {"anyOf": [names, file, {"type": "array", "items": file}]}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        files = [value] if isinstance(value, str) else value
        if isinstance(value, dict):
            return MappingProxyType(dict(_table(value, path, reader)))
        if not isinstance(files, list) or not all(isinstance(each, str) for each in files):
            reader.expected(path, self.expected, value)
            return MappingProxyType({})
        return MappingProxyType({old: new for name in files for old, new in _file(name, path, reader)})


def _file(name: str, path: Path, reader: Reader) -> Iterator[tuple[str, Rename]]:
    """The names of a file. Its places are not those of the configuration: what is wrong in it names it."""
    content = reader.files.get(normpath(name))
    if content is None or len(content) > LARGEST:
        why = "there is no such file in the project" if content is None else f"it is larger than {LARGEST >> 10} KiB"
        reader.wrong.append(Wrong(path, f"{shown(name)}: {why}"))
        return
    try:
        table = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        reader.wrong.append(Wrong(path, f"{name}: not TOML: {str(error)[:200]}"))
        return
    inside = Reader(reader.files)
    inner = table.get("renames", table)
    yield from _table(inner if isinstance(inner, dict) else table, (), inside)
    reader.wrong += [Wrong(path, f"{name}: {'.'.join(map(str, one.path))}: {one.message}") for one in inside.wrong]


def _table(table: Mapping[str, object], path: Path, reader: Reader) -> Iterator[tuple[str, Rename]]:
    for count, (keys, value) in enumerate(_flat(table, ())):
        old, here = ".".join(keys), (*path, *keys)
        if count >= MOST:
            reader.wrong.append(Wrong(path, f"expected at most {MOST} names"))
            return
        rename = _rename(value, here, reader)
        if not fullmatch(NAME, old):
            reader.wrong.append(Wrong(here, f"expected {TO.expected}, found {shown(old)}", of_key=True))
        elif rename is not None and rename.to == old:
            reader.wrong.append(Wrong(here, "the new name is the old one"))
        elif rename is not None:
            yield old, rename


def _rename(value: object, path: Path, reader: Reader) -> Rename | None:
    if isinstance(value, str):
        return Rename(str(TO.read(value, path, reader)))
    if not isinstance(value, dict) or "to" not in value:
        reader.expected(path, "the new name, or a table with `to`", value)
        return None
    for key in value.keys() - set(KEYS):
        reader.wrong.append(Wrong((*path, key), f"there is no such key; {meant(key, KEYS)}", of_key=True))
    kinds: dict[str, Kind] = {"to": TO, "since": SINCE, "effect": EFFECT, "message": MESSAGE}
    read = {key: str(kind.read(value[key], (*path, key), reader)) for key, kind in kinds.items() if key in value}
    effect = read.get("effect", Effect.DEPRECATED.value)
    known = Effect(effect) if effect in EFFECT.words else Effect.DEPRECATED
    return Rename(read["to"], read.get("since"), known, read.get("message", ""))


def _flat(table: Mapping[str, object], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Names that were written without quotes are tables in tables for TOML."""
    for key, value in table.items():
        if isinstance(value, dict) and value and "to" not in value and len(above) < DEEPEST:
            yield from _flat(value, (*above, key))
        else:
            yield (*above, key), value
