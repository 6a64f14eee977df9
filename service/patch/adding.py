"""A requirement that nobody asked for yet, put behind one that is there, in the form of its file. Pure."""

import re

from service.manifest import Format, Span
from service.nouns import Constraint, DeclaredLine
from service.patch.lines import COMMANDS, places
from service.patch.notation import plain
from service.patch.splice import TextEdit

LISTS = frozenset({Format.PYPROJECT, Format.SETUP_PY, Format.NOX})
"""Forms in which a requirement is a string in a list."""
COMMENTED = frozenset({Format.REQUIREMENTS, Format.PIP_COMPILE, Format.POETRY, Format.PIPFILE, Format.CONDA})
_AFTER_STRING = re.compile(rb"[^\"'\n]*[\"']")


def added(content: bytes, beside: DeclaredLine, constraint: Constraint) -> TextEdit | None:
    """The text to put in; None where the form of the file has no room for it beside that line."""
    spans = places(content, beside)
    if spans is None:
        return None
    name, version = spans
    if beside.format in {Format.POETRY, Format.PIPFILE}:
        return _line(content, beside, version.end, _entry(content, version, constraint), constraint)
    if _is_in_list(content, name, beside):
        return _item(content, beside, version, constraint)
    if beside.format in COMMANDS and beside.format is not Format.TOX:
        end = version.end + (content[version.end : version.end + 1] in {b"'", b'"'})
        return TextEdit(beside.path, Span(end, end), f" '{constraint.requirement}'")
    if beside.format is Format.CONDA:
        start = content.rfind(b"\n", 0, name.start) + 1
        lead = content[start : name.start].decode("utf-8", errors="surrogateescape").rstrip("'\"")
        return _line(content, beside, version.end, f"{lead}{constraint.requirement}", constraint)
    start = content.rfind(b"\n", 0, name.start) + 1
    indent = re.match(rb"[ \t]*", content[start : name.start])
    lead = indent[0].decode() if indent else ""
    return _line(content, beside, version.end, f"{lead}{constraint.requirement}", constraint)


def _is_in_list(content: bytes, name: Span, beside: DeclaredLine) -> bool:
    return beside.format in LISTS and content[name.start - 1 : name.start] in {b'"', b"'"}


def _entry(content: bytes, version: Span, constraint: Constraint) -> str:
    """A key and its value, in the quotes of the line beside it."""
    quote = content[version.start - 1 : version.start].decode() or '"'
    wanted = constraint.requirement
    return f"{wanted.name} = {quote}{plain(wanted.specifier) or '*'}{quote}"


def _item(content: bytes, beside: DeclaredLine, version: Span, constraint: Constraint) -> TextEdit | None:
    """One more string: on a line of its own where the one before it has one, else on the same line."""
    match = _AFTER_STRING.match(content, version.end)
    if match is None:
        return None
    end = match.end()
    quote = content[end - 1 : end].decode()
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
