"""Notebooks: what their cells install with `!pip install` and `%pip install`, and Colab's choice of a TensorFlow."""

import json
import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Role, Span
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, parsed
from service.project.installing import Named, Setting, commands
from service.project.page import Page

WORDS = ("install", "tensorflow_version")
"""One of them is in each command that is sought: a notebook is long, and what is in it is mostly pictures."""

BARE = r"(?=(?:pip3?|conda|mamba) install )"
"""IPython takes it for a magic, and a cell of a shell for a command: in the source of a cell of code alone."""
LINE = re.compile(
    rf"[ \t]*(?P<sign>[!%]|{BARE})"
    r"(?P<command>[ \t]*(?:sudo[ \t]+)?(?:pip|python|uv|conda|mamba|apt|tensorflow_version)"
    r'(?:[^"\\]|\\(?!n)[\s\S])*)(?:\\n|")'
)
BEGINNING = re.compile(rf'(?:(?<!\\)"|\\n)(?=[ \t]*(?:[!%]|{BARE}))')
LONGEST = 2_000
COLAB = re.compile(r"tensorflow_version[ \t]+(?P<major>[12])\.x")
WRITTEN = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
"""One character, as a string of JSON may have it."""
MOST = 200
SOURCES = ('"source"', '"input"')
SHORT = 24


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """The lines of cells that call an installer, found in the JSON as it stands."""
    if b"install" not in content and b"tensorflow_version" not in content:
        return
    page = Page.of(path, content)
    setting = Setting(Format.NOTEBOOK, named=Named(path, files))
    for count, match in enumerate(_lines(page.text)):
        start, end = match.span("command")
        if count > MOST:
            yield Note(path, page.line(start), f"only the first {MOST} commands were read")
            return
        colab = COLAB.search(match["command"])
        if colab:
            yield from _chosen(page, start, colab["major"])
        elif "\\" not in match["command"]:
            yield from commands(page, start, end, setting)
        else:
            yield from _escaped(page, start, match["command"])


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines with one of the words in them, each once."""
    told = bare = 0
    for at in sorted(at for word in WORDS for at in _places(text, word)):
        if at >= told:
            for beginning in BEGINNING.finditer(text, max(told, at - LONGEST), at + len("install ")):
                match = LINE.match(text, beginning.end())
                if match and match.end() > at:
                    told = match.end() - 1
                    bare += not match["sign"]
                    if match["sign"] or (bare <= MOST and _is_code(text, match.start())):
                        yield match
                    break


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _is_code(text: str, at: int) -> bool:
    """Whether a character is in the source of a cell of code: not in what it printed, and not in a text."""
    cell = text.rfind('"cell_type"', 0, at)
    inside = max(0, cell)
    is_source = max(text.rfind(key, inside, at) for key in SOURCES) > text.rfind('"outputs"', inside, at)
    return is_source and (cell < 0 or '"code"' in text[cell : cell + SHORT])


def _chosen(page: Page, start: int, major: str) -> Iterator[Item]:
    number = page.line(start)
    found = parsed(f"tensorflow=={major}.*")
    if not isinstance(found, str):
        yield DeclaredLine(found, page.path, number, page.shown(number).strip(), Role.INSTALLED, Format.NOTEBOOK)


def _escaped(page: Page, start: int, command: str) -> Iterator[Item]:
    """With a quote in it, what stands in the file is not the command: what is read there is found again in the file."""
    try:
        said = json.loads(f'"{command}"')
    except (json.JSONDecodeError, RecursionError):
        return
    number = page.line(start)
    inner = Page(page.path, said)
    for item in commands(inner, 0, len(said), Setting(Format.NOTEBOOK)):
        if isinstance(item, DeclaredLine):
            yield item._replace(
                line=number,
                text=page.shown(number).strip(),
                name_span=_outside(page, start, command, said, item.name_span),
                version_span=_outside(page, start, command, said, item.version_span),
            )
        elif isinstance(item, Note):
            yield Note(page.path, number, item.message)


def _outside(page: Page, start: int, command: str, said: str, inside: Span | None) -> Span | None:
    """Where in the file a place of the command is; None where it is written otherwise there."""
    places = [*(match.start() for match in WRITTEN.finditer(command)), len(command)]
    if inside is None or not said.isascii() or len(places) != len(said) + 1:
        return None
    first, last = places[inside.start], places[inside.end]
    as_it_is = command[first:last] == said[inside.start : inside.end]
    return page.span(start + first, start + last) if as_it_is else None
