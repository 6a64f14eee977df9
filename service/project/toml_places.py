"""Where each string of a TOML file stands: the standard library's reader knows values, and forgets places.

The file has been read by `tomllib` before, so what is here may trust that it is TOML.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from service.nouns import Note
from service.project.page import Page

Path: TypeAlias = tuple[str | int, ...]
MOST = 2**20
LONGEST_KEY = 500
DEEPEST = 100
"""Parts of a dotted key: what lies deeper is asked for by nobody."""
MOST_PROBLEMS = 5
PLACE = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)")
TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]+|\#[^\n]*)'
    r'|(?P<long>"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5})'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s#\[\]{}=,.\"']+)"
)  # fmt: skip


class TomlFile:
    """A table with its places, and what could not be read of it in `problems`."""

    def __init__(self, path: str, content: bytes) -> None:
        self.page = Page.of(path, content)
        self.problems: list[Note] = []
        self.table: Mapping[str, object] = {}
        self._text = ""
        if len(content) > MOST:
            self._fail(None, f"not read: {len(content) >> 20} MiB of TOML, more than {MOST >> 20}")
        elif _has_endless_key(self.page.text):
            self._fail(None, f"not read: a key of more than {LONGEST_KEY} parts")
        else:
            self.table = self._read(self.page.text)

    def _fail(self, line: int | None, message: str) -> None:
        self.problems.append(Note(self.page.path, line, message))

    def _read(self, text: str) -> Mapping[str, object]:
        """The whole; a line that cannot be parsed is told and left out, as far as the rest still has its meaning."""
        for _ in range(MOST_PROBLEMS):
            try:
                # Line ends are kept: what is found in the text must be found in the file.
                table = tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                place = PLACE.search(str(error))
                line = min(int(place["line"]), len(self.page.starts)) if place else None
                shown = self.page.pointed(line, int(place["column"]) - 1) if place and line else ""
                self._fail(line, f"not TOML: {PLACE.sub('', str(error))}{shown}")
                # Without its header, what follows would be of another table.
                if line is None or self.page.shown(line).lstrip().startswith("["):
                    return {}
                text = _without(text, self.page.starts, line)
            except (RecursionError, ValueError) as error:
                self._fail(None, f"not TOML: {type(error).__name__}: {str(error)[:200]}")
                return {}
            else:
                self._text = text
                return table
        return {}

    @cached_property
    def _scan(self) -> "_Scan":
        try:
            return _Scan(self._text)
        except RecursionError:
            return _Scan("")

    @property
    def _places(self) -> Mapping[Path, tuple[int, int]]:
        return self._scan.places

    def key(self, path: Path) -> tuple[int, int] | None:
        """The characters of the key, or of the header's last part, that a path was first written with."""
        return self._scan.keys.get(path)

    def place(self, path: Path) -> tuple[int, int] | None:
        """The characters of a string between its quotes; None where what stands there is not what it means."""
        found = self._places.get(path)
        return found if found and self.page.text[found[0] : found[1]] == self.value(path) else None

    def around(self, path: Path) -> tuple[int, int] | None:
        """The characters between the quotes of a string as they stand, whatever they mean."""
        return self._places.get(path)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            found = self._places.get(path[:length])
            if found:
                return self.page.line(found[0])
        return 1

    def value(self, path: Path) -> object:
        """What stands at a path; None where nothing does."""
        here: object = self.table
        for part in path:
            match here:
                case dict() if part in here:
                    here = here[part]
                case list() if isinstance(part, int) and part < len(here):
                    here = here[part]
                case _:
                    return None
        return here

    def mapping(self, *path: str | int) -> Mapping[str, object]:
        """The table at a path; an empty one where there is none."""
        found = self.value(path)
        return found if isinstance(found, dict) else {}

    def sequence(self, *path: str | int) -> Sequence[object]:
        """The array at a path; an empty one where there is none."""
        found = self.value(path)
        return found if isinstance(found, list) else ()


def _has_endless_key(text: str) -> bool:
    """The reader takes a time for a key that grows with the square of its parts."""
    long = (line for line in text.splitlines() if line.count(".") > LONGEST_KEY)
    return any(part.count(".") > LONGEST_KEY for line in long for part in line.split("="))


def _without(text: str, starts: Sequence[int], line: int) -> str:
    """The text with blanks in the place of a line."""
    start = starts[line - 1]
    end = starts[line] if line < len(starts) else len(text)
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]


class _Scan:
    """One walk over the tokens: headers set where keys belong, and each value is kept under its whole path."""

    def __init__(self, text: str) -> None:
        self.places: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self._tables: dict[Path, int] = {}
        self._tokens = [match for match in TOKEN.finditer(text) if match.lastgroup != "blank"]
        self._at = 0
        self._file()

    def _next(self) -> re.Match[str] | None:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else None

    def _peek(self, text: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][0] == text

    def _file(self) -> None:
        table: Path = ()
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token[0] == "[":
                is_array = self._tokens[self._at + 1][0] == "["
                self._at += 2 if is_array else 1
                table = self._resolved(self._keys(), is_array=is_array)
                self.places.setdefault(table, token.span())
                self.keys.setdefault(table, self._tokens[self._at - 1].span())
                self._at += 2 if is_array else 1
            else:
                self._pair(table)

    def _resolved(self, keys: Path, *, is_array: bool) -> Path:
        """A header's path; a table in the last element of an array of tables has that element's number."""
        whole: Path = ()
        for place, key in enumerate(keys):
            whole = (*whole, key)
            if is_array and place == len(keys) - 1:
                self._tables[whole] = self._tables.get(whole, -1) + 1
            if whole in self._tables:
                whole = (*whole, self._tables[whole])
        return whole

    def _keys(self) -> Path:
        """A dotted key, up to what follows it."""
        keys: list[str | int] = []
        while (token := self._next()) is not None and token[0] not in {"=", "]"}:
            if token[0] != ".":
                keys.append(token[0][1:-1] if token.lastgroup == "string" else token[0])
        self._at -= 1
        return tuple(keys[:DEEPEST])

    def _pair(self, table: Path) -> None:
        start = self._at
        keys = self._keys()
        path = (*table, *keys)
        if keys:
            self.places.setdefault(path, self._tokens[start].span())
        for part in range(len(keys)):  # every other token is a dot
            self.keys.setdefault((*table, *keys[: part + 1]), self._tokens[start + 2 * part].span())
        self._at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        token = self._next()
        if token is None:
            return
        if token.lastgroup in {"string", "long"}:
            quotes = 3 if token.lastgroup == "long" else 1
            self.places[path] = (token.start() + quotes, token.end() - quotes)
        elif token[0] == "[":
            index = 0
            while self._at < len(self._tokens) and not self._peek("]"):
                self._value((*path, index))
                index += 1
                if self._peek(","):
                    self._at += 1
            self._at += 1
        elif token[0] == "{":
            while self._at < len(self._tokens) and not self._peek("}"):
                self._pair(path)
                if self._peek(","):
                    self._at += 1
            self._at += 1
        else:
            while self._at < len(self._tokens) and self._tokens[self._at][0] == ".":
                self._at += 2
            self.places[path] = (token.start(), self._tokens[min(self._at, len(self._tokens)) - 1].end())
