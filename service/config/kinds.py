"""What a value of the configuration may be: how it is read, what is expected where it is wrong, and its JSON schema."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from re import fullmatch
from typing import Any, NamedTuple, Protocol, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = dict[str, Any]
LONGEST = 1_000
"""Characters of one string: nobody writes a longer one by hand."""


class Wrong(NamedTuple):
    """One thing that cannot be meant. `of_key`: the key is wrong, not what stands behind it."""

    path: Path
    message: str
    of_key: bool = False


class Reader:
    """Collects all that is wrong while a table is read; `files` are those that a value may name."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.wrong: list[Wrong] = []

    def expected(self, path: Path, expected: str, found: object) -> None:
        self.wrong.append(Wrong(path, f"expected {expected}, found {shown(found)}"))


class Kind(Protocol):
    """A kind of value. `read` gives what the program works with; where a value is wrong, it tells so."""

    @property
    def expected(self) -> str: ...

    def schema(self) -> Schema: ...

    def read(self, value: object, path: Path, reader: Reader) -> object: ...


@dataclass(frozen=True)
class Text:
    """A string. `objection` says what is wrong with one that looks right, such as a name that nothing has."""

    expected: str = "a string"
    pattern: str = ""
    objection: Callable[[str], str] | None = None

    def schema(self) -> Schema:
        return {"type": "string", **({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {"minLength": 1})}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        fits = isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()
        if not fits or (self.pattern and not fullmatch(self.pattern, str(value))):
            quoted = f'; write it in quotes: "{value}"' if isinstance(value, float) else ""
            reader.wrong.append(Wrong(path, f"expected {self.expected}, found {shown(value)}{quoted}"))
        elif self.objection and (why := self.objection(str(value))):
            reader.wrong.append(Wrong(path, why))
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def expected(self) -> str:
        return " or ".join(map(shown, self.words))

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        if value not in self.words:
            near = get_close_matches(value, self.words, 1) if isinstance(value, str) else ()
            asked = f"; did you mean {shown(near[0])}?" if near else ""
            reader.wrong.append(Wrong(path, f"expected {self.expected}, found {shown(value)}{asked}"))
        return value


@dataclass(frozen=True)
class Number:
    """A number between two ends."""

    least: float
    most: float
    whole: bool = True

    @property
    def expected(self) -> str:
        return f"a {'whole ' if self.whole else ''}number from {self.least:g} to {self.most:g}"

    def schema(self) -> Schema:
        return {"type": "integer" if self.whole else "number", "minimum": self.least, "maximum": self.most}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        kinds = int if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.least <= value <= self.most:
            reader.expected(path, self.expected, value)
        return value


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    expected: str = "true or false"

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        if not isinstance(value, bool):
            reader.expected(path, self.expected, value)
        return value


@dataclass(frozen=True)
class Day:
    """A day, as TOML writes it or as a string."""

    expected: str = "a day, such as 2027-01-31"

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            reader.expected(path, self.expected, value)
            return date.max


@dataclass(frozen=True)
class Many:
    """A list of one kind; where it is `alone`, one may stand without the list."""

    of: Kind
    alone: bool = False
    most: int = 500

    @property
    def expected(self) -> str:
        return f"{f'{self.of.expected}, or ' if self.alone else ''}a list of such: {self.of.expected}"

    def schema(self) -> Schema:
        many = {"type": "array", "items": self.of.schema(), "maxItems": self.most}
        return {"anyOf": [self.of.schema(), many]} if self.alone else many

    def read(self, value: object, path: Path, reader: Reader) -> object:
        if self.alone and not isinstance(value, list):
            return (self.of.read(value, path, reader),)
        if not isinstance(value, list) or len(value) > self.most:
            found = f"{len(value)} of them" if isinstance(value, list) else shown(value)
            what = f"at most {self.most}" if isinstance(value, list) else f"a list: {self.of.expected}, each"
            reader.wrong.append(Wrong(path, f"expected {what}, found {found}"))
            return ()
        return tuple(self.of.read(each, (*path, index), reader) for index, each in enumerate(value))


@dataclass(frozen=True)
class Command:
    """The words of a command: one string, split as a shell does, or a list."""

    expected: str = 'a command, such as "pytest -q" or ["python", "train.py"]'

    def schema(self) -> Schema:
        word = {"type": "string"}
        return {"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": word, "minItems": 1}]}

    def read(self, value: object, path: Path, reader: Reader) -> object:
        try:
            words = shlex.split(value) if isinstance(value, str) and len(value) <= LONGEST else value
        except ValueError as error:
            reader.wrong.append(Wrong(path, f"not a command: {error}"))
            return ()
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            reader.expected(path, self.expected, value)
            return ()
        return tuple(words)


def meant(word: str, known: Sequence[str]) -> str:
    """What somebody may have meant by a word that is none."""
    near = get_close_matches(word, known, 1)
    return f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"


def shown(value: object) -> str:
    """A value as TOML has it, short enough for a line."""
    match value:
        case bool():
            text = str(value).lower()
        case str():
            text = f'"{value}"'
        case dict():
            text = "a table"
        case list():
            text = f"[{', '.join(map(shown, value[:3]))}{', ...' if value[3:] else ''}]"
        case _:
            text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 - as wide as a terminal
