"""The cells of a notebook, with the exact place of every source string in its JSON text."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

BLANK = re.compile(r"[ \t\n\r]*")
UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
"""One character of a JSON string, as it is written."""


class Token(NamedTuple):
    """A JSON string: its places in the text, quotes not counted, and what it says."""

    start: int
    end: int
    text: str


class Cell:
    """One cell, by its number from 1 on. `listed`: its source is a list of lines; `between`: what is between two."""

    __slots__ = ("between", "kind", "listed", "number", "tokens")

    def __init__(
        self, number: int, kind: str = "", tokens: Sequence[Token] = (), listed: bool = False, between: str = ", "
    ) -> None:
        self.number = number
        self.kind = kind
        self.tokens = tokens
        self.listed = listed
        self.between = between

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)


class Cells:
    """What is read of one notebook."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.is_python = True


def read_cells(text: str) -> Cells:
    """Raises JSONDecodeError, or RecursionError where the JSON is nested too deeply."""
    return _Reader(text).read()


def raw_places(text: str, token: Token) -> list[int]:
    """Where each character of a token is written, and where the last one ends."""
    raw = text[token.start : token.end]
    return [token.start + unit.start() for unit in UNIT.finditer(raw)] + [token.end]


class _Reader:
    """Walks the few objects that matter; all other values are skipped by the JSON module itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Cells()
        self.value = json.JSONDecoder().raw_decode

    def read(self) -> Cells:
        members = {"cells": self.cells, "worksheets": self.sheets, "metadata": self.metadata}
        end = self.blank(self.members(self.blank(0), members))
        if end != len(self.text):
            raise json.JSONDecodeError("Extra data", self.text, end)
        return self.found

    def blank(self, at: int) -> int:
        match = BLANK.match(self.text, at)
        return match.end() if match else at

    def skip(self, at: int) -> int:
        return self.value(self.text, at)[1]

    def metadata(self, at: int) -> int:
        value, end = self.value(self.text, at)
        self.found.is_python = _is_python(value)
        return end

    def sheets(self, at: int) -> int:
        """Version 3 had its cells in worksheets."""
        return self.items(at, lambda place: self.members(place, {"cells": self.cells}))

    def cells(self, at: int) -> int:
        return self.items(at, self.cell)

    def cell(self, at: int) -> int:
        cell = Cell(len(self.found.cells) + 1)
        self.found.cells.append(cell)

        def kind(place: int) -> int:
            value, end = self.value(self.text, place)
            cell.kind = str(value)
            return end

        def source(place: int) -> int:
            return self.source(cell, place)

        return self.members(at, {"cell_type": kind, "source": source, "input": source})

    def source(self, cell: Cell, at: int) -> int:
        tokens: list[Token] = []
        cell.listed = self.text[at : at + 1] == "["

        def string(place: int) -> int:
            value, end = self.value(self.text, place)
            if isinstance(value, str):
                tokens.append(Token(place + 1, end - 1, value))
            return end

        end = self.items(at, string) if cell.listed else string(at)
        cell.tokens = tokens
        if cell.listed and len(tokens) > 1:
            cell.between = self.text[tokens[0].end + 1 : tokens[1].start - 1]
        elif cell.listed and tokens:
            cell.between = f",{self.text[at + 1 : tokens[0].start - 1] or ' '}"
        return end

    def items(self, at: int, item: Callable[[int], int]) -> int:
        if self.text[at : at + 1] != "[":
            return self.skip(at)
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "]":
            return at + 1
        while True:
            at = self.blank(item(at))
            if self.text[at : at + 1] == "]":
                return at + 1
            at = self.blank(self.mark(",", at))

    def members(self, at: int, readers: Mapping[str, Callable[[int], int]]) -> int:
        if self.text[at : at + 1] != "{":
            return self.skip(at)
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "}":
            return at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self.text, at)
            key, at = self.value(self.text, at)
            at = self.blank(self.mark(":", self.blank(at)))
            at = self.blank(readers.get(key, self.skip)(at))
            if self.text[at : at + 1] == "}":
                return at + 1
            at = self.blank(self.mark(",", at))

    def mark(self, mark: str, at: int) -> int:
        if self.text[at : at + 1] != mark:
            raise json.JSONDecodeError(f"Expecting {mark!r} delimiter", self.text, at)
        return at + 1


def _is_python(metadata: object) -> bool:
    """A notebook that does not say its language is one of Python's."""
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        inner = metadata.get(part) if isinstance(metadata, dict) else None
        language = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(language, str) and language:
            return language.lower().startswith(("python", "ipython"))
    return True
