"""A requirement that nobody asked for yet, put behind one that is there, in the form of its file. Pure."""

import re

from service.manifest import Format, Span
from service.nouns import Constraint, DeclaredLine
from service.patch.lines import COMMANDS, TABLES, UNSAFE, places, quote_of
from service.patch.notation import plain
from service.patch.python_lists import takes_more
from service.patch.splice import TextEdit

LISTS = frozenset({Format.PYPROJECT, Format.SETUP_PY, Format.NOX})
"""Forms in which a requirement is a string in a list."""
COMMENTED = frozenset({Format.REQUIREMENTS, Format.PIP_COMPILE, Format.POETRY, Format.PIPFILE, Format.CONDA})
QUOTES = frozenset({b'"', b"'"})
_ALONE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t]*(?:[\w{},.! -]+:[ \t]*)?")
INSIDE = "    "
"""What follows a key on lines of its own stands farther in."""


def added(content: bytes, beside: DeclaredLine, constraint: Constraint) -> TextEdit | None:
    """The text to put in; None where the form of the file has no room for it beside that line."""
    spans = places(content, beside)
    if spans is None:
        return None
    name, version = spans
    if beside.format in LISTS and content[name.start - 1 : name.start] in QUOTES:
        return _item(content, beside, name, version, constraint)
    if beside.format in TABLES and b"\n" in content[name.start : version.start]:
        return None  # a table of its own: what is put in it would be one of its keys
    if beside.format in COMMANDS and not (beside.format is Format.TOX and _is_alone(content, name)):
        return _word(content, beside, name, version, constraint)
    return _line(content, beside, version.end, _of_its_own(content, beside, name, version, constraint), constraint)


def _of_its_own(content: bytes, beside: DeclaredLine, name: Span, version: Span, constraint: Constraint) -> str:
    """What stands on a line of its own, as far in as the line beside it."""
    if beside.format in TABLES:
        return _entry(content, version, constraint)
    if beside.format is Format.CONDA:
        start = content.rfind(b"\n", 0, name.start) + 1
        lead = content[start : name.start].decode("utf-8", errors="surrogateescape").rstrip("'\"")
    else:
        lead = _indent(content, name) if _is_alone(content, name) else INSIDE
    return f"{lead}{constraint.requirement}"


def _indent(content: bytes, name: Span) -> str:
    start = content.rfind(b"\n", 0, name.start) + 1
    found = re.match(rb"[ \t]*", content[start : name.start])
    return found[0].decode() if found else ""


def _is_alone(content: bytes, name: Span) -> bool:
    """Whether a requirement has its line for itself, but for the environments that a line of tox begins with."""
    start = content.rfind(b"\n", 0, name.start) + 1
    return (
        re.fullmatch(rb"[ \t]*(?:[\w{},.! -]+:[ \t]*)?", content[start : name.start].lstrip(b"\xef\xbb\xbf"))
        is not None
    )


def _word(content: bytes, beside: DeclaredLine, name: Span, version: Span, constraint: Constraint) -> TextEdit:
    """One more word of a command, behind the quotes of the one before it; what encloses the command stays around."""
    before, after = content[name.start - 1 : name.start], content[version.end : version.end + 1]
    text = str(constraint.requirement)
    end = version.end + (before in QUOTES and before == after)
    mark = quote_of(beside) if UNSAFE.search(text) else ""
    return TextEdit(beside.path, Span(end, end), f" {mark}{text}{mark}")


def _entry(content: bytes, version: Span, constraint: Constraint) -> str:
    """A key and its value, in the quotes of the line beside it."""
    quote = content[version.start - 1 : version.start].decode() or '"'
    wanted = constraint.requirement
    return f"{wanted.name} = {quote}{plain(wanted.specifier) or '*'}{quote}"


def _item(content: bytes, beside: DeclaredLine, name: Span, version: Span, constraint: Constraint) -> TextEdit | None:
    """One more string: on a line of its own where the one before it has one, else on the same line."""
    if beside.format is not Format.PYPROJECT and not takes_more(content, beside.line, beside.requirement.name):
        return None
    quote = content[name.start - 1 : name.start].decode()
    close = content.find(quote.encode(), version.end)
    if close < 0 or b"\n" in content[version.end : close] or b"\\" in content[version.end : close]:
        return None
    end = close + 1
    text = f"{quote}{constraint.requirement}{quote}"
    start = content.rfind(b"\n", 0, version.start) + 1
    before = content[start : version.start]
    alone = re.fullmatch(rb"[ \t]*[\"'][^\"']*", before)
    comma = re.match(rb"[ \t]*,", content[end:])
    at = end + (comma.end() if comma else 0)
    if alone is None:
        return TextEdit(beside.path, Span(end, end), f", {text}")
    indent = re.match(rb"[ \t]*", before)
    lead = indent[0].decode() if indent else ""
    rest = re.match(rb"[^\n]*", content[at:])
    behind = rest[0] if rest else b""
    newline = "\r\n" if behind.endswith(b"\r") else "\n"
    if not comma:
        return TextEdit(beside.path, Span(end, end), f",{newline}{lead}{text}")
    # Behind a comment that belongs to the line before.
    at += len(behind.rstrip(b"\r")) if re.fullmatch(rb"[ \t]*(#.*)?", behind.rstrip(b"\r")) else 0
    return TextEdit(beside.path, Span(at, at), f"{newline}{lead}{text},")


def _line(content: bytes, beside: DeclaredLine, start: int, text: str, constraint: Constraint) -> TextEdit:
    """A line of its own behind the whole logical line, with the reason as its comment where the form has comments."""
    end = content.find(b"\n", start)
    while end >= 0 and content[:end].rstrip(b"\r").endswith(b"\\"):
        end = content.find(b"\n", end + 1)
    comment = f"  # {constraint.reason}" if beside.format in COMMENTED else ""
    if end < 0:
        newline = "\r\n" if b"\r\n" in content else "\n"
        return TextEdit(beside.path, Span(len(content), len(content)), f"{newline}{text}{comment}{newline}")
    newline = "\r\n" if content[:end].endswith(b"\r") else "\n"
    return TextEdit(beside.path, Span(end + 1, end + 1), f"{text}{comment}{newline}")
