"""Notebooks: the Python of all their cells as one text, and edits of it put back into the JSON, string by string.

Lines and columns of findings are those of the file, so that they lead there in every editor and on every page; the
message names cell and line as the notebook shows them. Cells count from 1, those with prose too.
"""

import ast
import json
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from migrations.cells import Cell, Cells, Token, raw_places, read_cells
from migrations.magics import masked, masked_line, python_start
from migrations.rule import Edit, Finding
from migrations.text import LINE_END, Problem, Text, Unreadable, parse


class Part(NamedTuple):
    """The Python of one cell: where it starts in the cell's source, and where in the joined text it is."""

    cell: Cell
    inside: int
    start: int
    end: int
    line: int


class Notebook(Text):
    """The joined Python is `text` and `source`; places and edits count in it until they are put back."""

    def __init__(
        self,
        path: str,
        text: str,
        tree: ast.Module,
        problems: tuple[Problem, ...],
        *,
        json: str,
        has_mark: bool,
        parts: tuple[Part, ...],
    ) -> None:
        super().__init__(path, text.encode(), text, "utf-8", tree, problems=problems)
        self.json, self.has_mark, self.parts = json, has_mark, parts

    def placed(self, finding: Finding) -> Finding:
        part = self._part_at_line(finding.line)
        line = self._line_in_cell(part, finding.line)
        place = self._character(finding.line, finding.column - 1)
        at = _raw(self.json, part.cell, min(place, part.end) - part.start + part.inside)
        return finding._replace(
            line=_line_of(self.json, at),
            column=at - (self.json.rfind("\n", 0, at) + 1) + 1,
            message=f"In cell {part.cell.number}, line {line}: {finding.message}",
        )

    def edited(self, edits: Sequence[Edit]) -> bytes:
        """The file with its edits: only the strings of the lines that they change are others."""
        per_part: dict[Part, list[Edit]] = {}
        for edit in edits:
            part, moved = self._inside(edit)
            per_part.setdefault(part, []).append(moved)
        changes = [change for part, inner in per_part.items() for change in _changes(self.json, part.cell, inner)]
        pieces, position = [], 0
        for change in sorted(changes):
            pieces += [self.json[position : change.start], change.text]
            position = change.end
        changed = "".join([*pieces, self.json[position:]])
        return (BOM_UTF8 if self.has_mark else b"") + changed.encode()

    def _inside(self, edit: Edit) -> tuple[Part, Edit]:
        """An edit of the joined text, in characters of its cell's source. What ends a cell's last line is not there."""
        start, end = (self._characters_before(byte) for byte in (edit.start, edit.end))
        part = self._part_at(start)
        following = next((each.start for each in self.parts if each.start > part.start), None)
        if start > part.end or (end > part.end and end != following):
            raise Unreadable(None, "An edit reaches from one cell into another.")
        shift = part.inside - part.start
        return part, Edit(start + shift, min(end, part.end) + shift, edit.text.replace("\n", self.newline))

    def _characters_before(self, byte: int) -> int:
        return byte if self.text.isascii() else len(self.source[:byte].decode())

    def _character(self, line: int, column: int) -> int:
        return self._characters_before(self.byte(line, column))

    def _part_at(self, character: int) -> Part:
        return self.parts[bisect_right([part.start for part in self.parts], character) - 1]

    def _part_at_line(self, line: int) -> Part:
        return self.parts[bisect_right([part.line for part in self.parts], line) - 1]

    def _line_in_cell(self, part: Part, line: int) -> int:
        return len(LINE_END.findall(part.cell.text, 0, part.inside)) + line - part.line + 1


def read_notebook(path: str, source: bytes) -> Notebook:
    """The Python of a notebook. A cell that does not parse is a problem, and stays as it is; the others go on."""
    text, cells = _cells(source)
    parts: list[Part] = []
    problems: list[Problem] = []
    texts: list[str] = []
    body: list[ast.stmt] = []
    start, line = 0, 1
    for cell in cells.cells if cells.is_python else ():
        whole = cell.text
        inside = python_start(whole) if cell.kind == "code" else None
        if inside is None or not whole[inside:].strip():
            continue
        try:
            code, statements = _parsed(whole[inside:], line)
        except Unreadable as error:
            at, message = _wrong(cell, inside, error, error.line - line if error.line else 0)
            problems.append(Problem(path, _line_of(text, _raw(text, cell, at)), message))
            continue
        parts.append(Part(cell, inside, start, start + len(code), line))
        texts.append(code)
        body += statements
        start += len(code) + 1
        line += len(LINE_END.findall(code)) + 1
    joined = "\n".join(texts)
    return Notebook(
        path,
        joined,
        ast.Module(body, []),
        tuple(problems),
        json=text,
        has_mark=source.startswith(BOM_UTF8),
        parts=tuple(parts),
    )


def _cells(source: bytes) -> tuple[str, Cells]:
    try:
        text = source.removeprefix(BOM_UTF8).decode()
        return text, read_cells(text)
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise Unreadable(line, "The notebook is not valid UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"The notebook is not valid JSON: {error.msg}.") from None
    except RecursionError:
        raise Unreadable(None, "The notebook is nested too deeply to be read.") from None


def _parsed(code: str, line: int) -> tuple[str, list[ast.stmt]]:
    """Code without magics, as long as before, and its statements with the lines that they have in the joined text."""
    try:
        code.encode()
    except UnicodeEncodeError:
        raise Unreadable(None, "The cell has characters that no file can hold.") from None
    if "\0" in code:
        raise Unreadable(None, "The cell contains a null byte.")
    python = masked(code)
    while True:
        try:
            return python, _statements(python, line)
        except Unreadable as error:
            again = masked_line(python, error.line - line + 1) if error.line and error.line >= line else None
            if again is None:
                raise
            python = again


def _statements(python: str, line: int) -> list[ast.stmt]:
    """IPython takes a cell that is indented as a whole."""
    code = (each for each in python.split("\n") if each.strip() and not each.lstrip().startswith("#"))
    if not next(code, "")[:1].isspace():
        return parse("\n" * (line - 1) + python).body
    try:
        wrapped, *others = parse("\n" * (line - 1) + "if 1:\n" + python).body
    except Unreadable as error:
        raise Unreadable(error.line and error.line - 1, error.message) from None
    assert isinstance(wrapped, ast.If)
    if wrapped.orelse:
        raise Unreadable(None, "The file is not valid Python 3: invalid syntax.")
    return [ast.increment_lineno(statement, -1) for statement in (*wrapped.body, *others)]


def _wrong(cell: Cell, inside: int, error: Unreadable, line: int) -> tuple[int, str]:
    """The character of a cell that is to be blamed, and what is wrong; `line` counts from 0 in the cell's Python."""
    ends = [0, *(end.end() for end in LINE_END.finditer(cell.text))]
    shown = min(len(LINE_END.findall(cell.text, 0, inside)) + line, len(ends) - 1)
    message = error.message.replace("The file is", f"Cell {cell.number}, line {shown + 1}, is")
    return ends[shown], message.replace("The cell", f"Cell {cell.number}")


def _raw(text: str, cell: Cell, inside: int) -> int:
    """Where a character of a cell is written in the file."""
    number, offset = _token_at(cell, inside)
    return raw_places(text, cell.tokens[number])[offset]


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _token_at(cell: Cell, inside: int) -> tuple[int, int]:
    """The string of a cell's source that has this character, and the character's place in it."""
    ends = list(accumulate(len(token.text) for token in cell.tokens))
    number = min(bisect_right(ends, inside), len(ends) - 1)
    return number, inside - (ends[number] - len(cell.tokens[number].text))


def _changes(text: str, cell: Cell, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The runs of strings that the edits touch, written anew; characters that stay are written as they were.

    Where an edit touches a line's end, the next line may become a part of it.
    """
    touched: dict[int, list[tuple[int, int, str]]] = {}
    runs: list[tuple[int, int]] = []
    for edit in sorted(edits):
        first, offset = _token_at(cell, edit.start)
        last, end = (first, offset) if edit.end == edit.start else _token_before(cell, edit.end)
        reach = last + (end == len(cell.tokens[last].text) and last + 1 < len(cell.tokens))
        if runs and first <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(reach, runs[-1][1])
        else:
            runs.append((first, reach))
        touched.setdefault(runs[-1][0], []).append(
            (_at(text, cell, first, offset), _at(text, cell, last, end), edit.text)
        )
    for first, last in runs:
        yield _rewritten(text, cell, cell.tokens[first : last + 1], touched[first], (first, last))


def _token_before(cell: Cell, inside: int) -> tuple[int, int]:
    """Like `_token_at`, for the end of an edit: it belongs to the string that it ends in."""
    number, offset = _token_at(cell, inside - 1)
    return number, offset + 1


def _at(text: str, cell: Cell, number: int, offset: int) -> int:
    return raw_places(text, cell.tokens[number])[offset]


def _rewritten(
    text: str, cell: Cell, tokens: Sequence[Token], changes: Sequence[tuple[int, int, str]], run: tuple[int, int]
) -> Edit:
    raw = "".join(_pieces(text, tokens, changes))
    start, end = tokens[0].start, tokens[-1].end
    if not cell.listed or any("\n" in token.text[:-1] for token in cell.tokens):
        return Edit(start, end, raw)
    lines = _lines(raw)
    if lines:
        return Edit(start, end, f'"{cell.between}"'.join(lines))
    first = run[0]
    if first:
        return Edit(cell.tokens[first - 1].end + 1, end + 1, "")
    return Edit(start, end, "")


def _pieces(text: str, tokens: Sequence[Token], changes: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """What the strings of a run say when the changes are made, as one JSON string without its quotes."""
    position = tokens[0].start

    def kept(until: int) -> Iterator[str]:
        for token in tokens:
            yield text[max(token.start, position) : max(min(token.end, until), position, token.start)]

    for start, end, new in changes:
        yield from kept(start)
        yield json.dumps(new, ensure_ascii=text.isascii())[1:-1]
        position = end
    yield from kept(tokens[-1].end)


def _lines(raw: str) -> list[str]:
    """A JSON string as one string a line."""
    lines = [""]
    position = 0
    while (escape := raw.find("\\", position)) >= 0:
        lines[-1] += raw[position : escape + 2]
        position = escape + 2
        if raw[escape + 1] == "n":
            lines.append("")
    lines[-1] += raw[position:]
    return [line for line in lines if line]
