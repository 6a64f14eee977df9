"""From a project's files to its configuration: which file holds it, and every problem with its place and a caret."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from service.config.definition import Configuration
from service.config.kinds import Path, Reader, Wrong
from service.config.present import OWN, PYPROJECT, SAYS
from service.config.records import Record
from service.errors import WrongUse
from service.plain import one_line, printable
from service.project.toml_places import TomlFile

TABLE: Path = ("tool", "upflow")
LARGEST = 2**18
MOST_SHOWN = 20
PAGE = "`upflow config --keys` lists all keys with examples"
NOTHING = Configuration()


class Problem(NamedTuple):
    """One thing that is wrong: its place, what was expected, and the line with a caret below."""

    path: str
    line: int | None
    column: int | None
    message: str
    drawn: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.message}{self.drawn}"


class BadConfiguration(WrongUse):
    """The configuration of a project cannot be meant; all its problems are told."""

    title = "Wrong configuration"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        more = len(problems) - MOST_SHOWN
        told = [*map(str, problems[:MOST_SHOWN]), *([f"and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(told), PAGE)
        self.problems = problems


class Found(NamedTuple):
    """The configuration, and the file that holds it; None where there is none."""

    configuration: Configuration
    file: TomlFile | None = None
    table: Path = ()

    def line(self, *path: str | int) -> int:
        """The line of a key."""
        return self.file.line((*self.table, *path)) if self.file else 1


def read(files: Mapping[str, bytes]) -> Found:
    """The configuration of a project, by its files. Raises BadConfiguration."""
    own = files.get(OWN)
    theirs = files.get(PYPROJECT, b"")
    shared = _opened(PYPROJECT, theirs) if SAYS.search(theirs) else None
    if shared is not None and shared.value(TABLE) is None:
        shared = None
    if own is None:
        return _read(shared, TABLE, files) if shared else Found(NOTHING)
    if shared is not None:
        place = Problem(PYPROJECT, shared.line(TABLE), None, f"[tool.upflow] is here, and {OWN} is there as well")
        raise BadConfiguration((place._replace(message=f"{place.message}: keep one of them"),))
    return _read(_opened(OWN, own), (), files)


def _opened(path: str, content: bytes) -> TomlFile:
    if path == OWN and len(content) > LARGEST:
        raise BadConfiguration((Problem(path, None, None, f"it is larger than {LARGEST >> 10} KiB"),))
    file = TomlFile(path, content)
    if file.problems:
        raise BadConfiguration(tuple(Problem(each.path, each.line, None, each.message) for each in file.problems))
    return file


def _read(file: TomlFile, table: Path, files: Mapping[str, bytes]) -> Found:
    reader = Reader(files)
    found = Record(Configuration).read(file.value(table) if table else file.table, table, reader)
    if reader.wrong:
        problems = [_placed(file, table, one) for one in reader.wrong]
        raise BadConfiguration(tuple(sorted(problems, key=lambda one: (one.line or 0, one.column or 0))))
    assert isinstance(found, Configuration)
    return Found(found, file, table)


def _placed(file: TomlFile, table: Path, wrong: Wrong) -> Problem:
    """The problem at its place, or at the nearest thing around it that has one."""
    name = "".join(map(_part, wrong.path)).removeprefix(".")
    message = one_line(f"{name}: {wrong.message}" if wrong.path else wrong.message, 600)
    for length in range(len(wrong.path), len(table) - 1, -1):
        path = wrong.path[:length]
        key, value = file.key(path), file.around(path)
        span = (key or value) if wrong.of_key or length < len(wrong.path) else (value or key)
        if span is not None:
            line = file.page.line(span[0])
            column = span[0] - file.page.starts[line - 1]
            return Problem(file.page.path, line, column + 1, message, _drawn(file, line, column, span[1] - span[0]))
    return Problem(file.page.path, None, None, message)


def _part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w-]+", part) else f'."{part}"'


def _drawn(file: TomlFile, line: int, column: int, length: int) -> str:
    """The line, and below it carets under what is wrong."""
    shown = printable(file.page.shown(line).replace("\t", " "))
    blank = len(shown) - len(shown.lstrip())
    if not blank <= column < len(shown):
        return f"\n    {shown.strip()}"
    length = max(1, min(length, len(shown) - column))
    return f"\n    {shown.strip()}\n    {' ' * (column - blank)}{'^' * length}"
