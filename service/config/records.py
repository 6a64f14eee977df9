"""A table with keys of its own, each a field of a dataclass."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from typing import Any

from service.config.kinds import Kind, Path, Reader, Schema, Wrong, meant


@dataclass(frozen=True)
class Record:
    """The fields of `of` are its keys; those in `required` must be there."""

    of: type[Any]
    required: tuple[str, ...] = ()
    expected: str = "a table"

    def schema(self) -> Schema:
        return {
            "type": "object",
            "description": " ".join((self.of.__doc__ or "").split()),
            "properties": {name_of(one): described(one) for one in fields(self.of)},
            **({"required": list(self.required)} if self.required else {}),
            "additionalProperties": False,
        }

    def read(self, value: object, path: Path, reader: Reader) -> object:
        if not isinstance(value, dict):
            reader.expected(path, self.expected, value)
            return self.of()
        known = {name_of(one): one for one in fields(self.of)}
        for key in value:
            if key not in known:
                words = f"there is no such key; {meant(key, list(known))}"
                reader.wrong.append(Wrong((*path, key), words, of_key=True))
        for key in self.required:
            if key not in value:
                reader.wrong.append(Wrong(path, f"`{key}` is missing: {known[key].metadata['about']}", of_key=True))
        return self.of(**dict(self._read(value, path, reader)))

    def _read(self, value: dict[str, object], path: Path, reader: Reader) -> Iterator[tuple[str, object]]:
        for one in fields(self.of):
            name = name_of(one)
            if name in value:
                yield one.name, kind_of(one).read(value[name], (*path, name), reader)


def name_of(one: "Field[Any]") -> str:
    """The key of a field: its name, where that is no word of Python."""
    return str(one.metadata.get("name", one.name))


def kind_of(one: "Field[Any]") -> Kind:
    kind: Kind = one.metadata["kind"]
    return kind


def described(one: "Field[Any]") -> Schema:
    """The schema of a key with the words that an editor shows."""
    import tomllib  # noqa: PLC0415 - only who writes the schema

    example = tomllib.loads(f"example = {one.metadata['example']}")["example"]
    words = {"description": one.metadata["about"], "examples": [plain(example)]}
    return {**kind_of(one).schema(), **words}


def plain(value: object) -> object:
    """A value of TOML as JSON has it."""
    match value:
        case dict():
            return {key: plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case bool() | int() | float() | str():
            return value
        case _:
            return str(value)
