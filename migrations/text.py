"""One source file: its bytes, its syntax tree, and the way from a node back to the bytes it came from."""

import ast
import io
import re
import tokenize
import warnings
from codecs import BOM_UTF8
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import NamedTuple
from unicodedata import normalize

from migrations.rule import Edit, Finding

NOTEBOOK = ".ipynb"
LINE_END = re.compile(r"\r\n|\r|\n")
WORD = re.compile(r"\w+")
SPACED = bytes(byte if WORD.match(chr(byte)) else ord(" ") for byte in range(128)).ljust(256)
"""For `bytes.translate`: only words are left of a text, which takes a third of the time that finding them does."""


class Problem(NamedTuple):
    """A file, or a part of one, that upflow could not work with, and why. The file stays as it is."""

    path: str
    line: int | None
    message: str


class Unreadable(Exception):
    """A file does not decode or does not parse."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class Text:
    """Decoded source. `ast` counts columns in UTF-8 bytes of the text; edits count bytes of the file.

    `problems` are parts of the file that could not be read, although the rest could.
    """

    def __init__(
        self,
        path: str,
        source: bytes,
        text: str,
        encoding: str,
        tree: ast.Module | None = None,
        *,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.path = path
        self.source = source
        self.text = text
        self.encoding = encoding
        if tree is not None:
            self.tree = tree
        self.problems = problems

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; parsed when it is asked for where it was not given."""
        return parse(self.text)

    @cached_property
    def lines(self) -> Sequence[str]:
        return LINE_END.split(self.text) if "\r" in self.text else self.text.split("\n")

    @cached_property
    def newline(self) -> str:
        found = LINE_END.search(self.text)
        return found.group() if found else "\n"

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, as Python reads names: those of comments and texts, too."""
        if self.text.isascii():
            return frozenset(self.text.encode().translate(SPACED).decode().split())
        return frozenset(WORD.findall(normalize("NFKC", self.text)))

    @cached_property
    def _starts(self) -> Sequence[int]:
        """The byte offset in the file of each line's first character."""
        first = len(BOM_UTF8) if self.source.startswith(BOM_UTF8) else 0
        ends = LINE_END.findall(self.text) if "\r" in self.text else ["\n"] * (len(self.lines) - 1)
        size = len if self.text.isascii() else self._size
        return list(accumulate(map(add, map(size, self.lines), map(len, ends)), initial=first))

    def _size(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self.encoding))

    def characters(self, line: int, column: int) -> int:
        """A column of `ast`, in characters."""
        if self.text.isascii():
            return column
        text = self.lines[line - 1]
        return column if text.isascii() else len(text.encode()[:column].decode())

    def offset(self, line: int, column: int) -> int:
        """The byte of the file at a place of `ast`."""
        if self.text.isascii():
            return self._starts[line - 1] + column
        return self.byte(line, self.characters(line, column))

    def byte(self, line: int, characters: int) -> int:
        """The byte of the file at a column in characters."""
        return self._starts[line - 1] + self._size(self.lines[line - 1][:characters])

    def start(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def end_of_line(self, line: int) -> int:
        """The byte where a line's text ends, before its line end."""
        return self._starts[line - 1] + self._size(self.lines[line - 1])

    def encode(self, text: str) -> bytes:
        """New text, as bytes of this file, with this file's line ends."""
        return text.replace("\n", self.newline).encode(self.encoding)

    def edited(self, edits: Sequence[Edit]) -> bytes:
        """The file with its edits, which are sorted and do not overlap; all other bytes are the same."""
        parts = []
        position = 0
        for edit in edits:
            parts += [self.source[position : edit.start], self.encode(edit.text)]
            position = edit.end
        return b"".join([*parts, self.source[position:]])

    def placed(self, finding: Finding) -> Finding:
        """A finding with its line and column in the file, where those of the text are others."""
        return finding


def read(path: str, source: bytes) -> Text:
    """Decode and parse; whatever a file can hold ends in a `Text` or in `Unreadable`."""
    text = opened(path, source)
    assert text.tree is not None
    return text


def opened(path: str, source: bytes) -> Text:
    """Decode only: of a file that was read before, edits need no tree. Raises `Unreadable` as `read` does."""
    if path.endswith(NOTEBOOK):
        from migrations.notebooks import read_notebook  # noqa: PLC0415 - most projects have none

        return read_notebook(path, source)
    if b"\0" in source:
        raise Unreadable(source[: source.index(b"\0")].count(b"\n") + 1, "The file contains a null byte.")
    text, encoding = _decode(source)
    return Text(path, source, text, encoding)


def parse(text: str) -> ast.Module:
    """Python's own parser, without its warnings about the user's code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            raise Unreadable(error.lineno, f"The file is not valid Python 3: {_sentence(error.msg)}") from None
        except (RecursionError, MemoryError):
            raise Unreadable(None, "The file is nested too deeply to be parsed.") from None
        except ValueError as error:
            raise Unreadable(None, f"The file is not valid Python 3: {_sentence(str(error))}") from None


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _decode(source: bytes) -> tuple[str, str]:
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
        body = source.removeprefix(BOM_UTF8)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        text = body.decode(encoding)
        if text.encode(encoding) != body:
            raise Unreadable(None, f"The file's encoding, {encoding}, does not survive a round trip.")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise Unreadable(line, f"The file is not valid {error.encoding}.") from None
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise Unreadable(1, f"The file's encoding is unknown: {error}.") from None
    return text, encoding
